/** Everything the case study writes, by the name of its file. */
import type { Spec } from "vega";
import { renderPlot, renderPng, type Plot } from "../plots/render.ts";
import { accuracySpec, overviewSpec } from "./plots/accuracyPlot.ts";
import { boundariesSpec, boundarySpec } from "./plots/boundaryPlot.ts";
import { coefficientSpec, type CoefficientPoint } from "./plots/coefficientPlot.ts";
import { dataPlotSpec } from "./plots/dataPlot.ts";
import { histogramSpec, histogramsSpec } from "./plots/histogramPlot.ts";
import { sparsitySpec, type SparsityPoint } from "./plots/sparsityPlot.ts";
import { coefficientText, freshHalf, percent } from "./report/compare.ts";
import { renderReport } from "./report/report.ts";
import { spread } from "./report/table.ts";
import { bandsOf } from "./study/curves.ts";
import { idealRadius } from "./study/data.ts";
import { bins, shares } from "./study/histogram.ts";
import type { Results, VariantResult } from "./study/results.ts";
import type { Study } from "./study/run.ts";
import { variantSlug } from "./study/variants.ts";

type Named = readonly [name: string, plot: Plot];

/** The report and the results come last: whoever sees them finds the plots too. */
export async function makeArtifacts(study: Study): Promise<ReadonlyMap<string, string | Uint8Array>> {
  const { results, curves } = study;
  const named = async (name: string, spec: Spec, alt: string): Promise<Named> => [name, await renderPlot(spec, alt)];
  const data = await named("data", dataPlotSpec(study.points), describeData(study));
  const accuracy = await accuracyPlots(study, named);
  const boundary = await boundaryPlots(study, named);
  const activation = await activationPlots(study, named);
  const { idealAccuracy } = results.freshPoints;
  const coefficient = await named(
    "coefficient",
    coefficientSpec(coefficientPoints(results), idealAccuracy),
    `Accuracy on fresh points by coefficient of L1, as a sum. ${describeGrid(results)}`,
  );
  const sparsity = await named(
    "sparsity",
    sparsitySpec(sparsityPoints(results), idealAccuracy),
    `Accuracy on fresh points by share of zeros after relu, along the coefficients of L1. ${describeZeros(results)}`,
  );
  const plots = [
    data,
    accuracy.overview,
    ...accuracy.each,
    boundary.overview,
    ...boundary.each,
    activation.overview,
    ...activation.each,
    coefficient,
    sparsity,
  ];
  const report = renderReport(results, {
    data: data[1],
    coefficient: coefficient[1],
    sparsity: sparsity[1],
    accuracy: accuracy.each
      .map(([, plot]) => plot)
      .slice(0, results.variants.filter((v) => v.question === "published").length),
    boundary: boundary.each.map(([, plot]) => plot),
    activation: activation.each.map(([, plot]) => plot),
  });
  return new Map<string, string | Uint8Array>([
    ...plots.map(([name, plot]): [string, string] => [`${name}.svg`, plot.svg]),
    ...plots.map(([name, plot]): [string, Uint8Array] => [`${name}.png`, renderPng(plot)]),
    ["curves.json", `${JSON.stringify(curves)}\n`],
    ["histograms.json", `${JSON.stringify(histogramFile(study))}\n`],
    ["report.html", report],
    ["results.json", `${JSON.stringify(results, null, 2)}\n`],
  ]);
}

interface Plots {
  readonly overview: Named;
  readonly each: readonly Named[];
}
type Draw = (name: string, spec: Spec, alt: string) => Promise<Named>;

/** Of each variant that has curves; together, those of the published study. */
async function accuracyPlots({ results, curves }: Study, draw: Draw): Promise<Plots> {
  const seeds = results.timing.conditions.seeds.length;
  const bands = bandsOf(curves);
  const drawn = curves.variants.map(({ name, activityReduction }, i) => {
    const variant = results.variants.find((v) => v.name === name && v.activityReduction === activityReduction)!;
    return { variant, panel: { title: variant.label, bands: bands[i]! } };
  });
  const published = drawn.filter(({ variant }) => variant.question === "published");
  return {
    overview: await draw(
      "accuracy",
      overviewSpec(
        published.map(({ panel }) => panel),
        seeds,
      ),
      published.map(({ variant }) => describeCurves(variant)).join(" "),
    ),
    each: await Promise.all(
      drawn.map(({ variant, panel }) =>
        draw(`accuracy-${variantSlug(variant)}`, accuracySpec(panel, seeds), describeCurves(variant)),
      ),
    ),
  };
}

async function boundaryPlots({ results, points, boundaries }: Study, draw: Draw): Promise<Plots> {
  const panels = results.variants.map(({ label }, i) => ({ title: label, boundaries: boundaries[i]! }));
  return {
    overview: await draw(
      "boundaries",
      boundariesSpec(panels, points, idealRadius),
      results.variants.map(describeBoundary).join(" "),
    ),
    each: await Promise.all(
      results.variants.map((variant, i) =>
        draw(
          `boundary-${variantSlug(variant)}`,
          boundarySpec(panels[i]!, points, idealRadius),
          describeBoundary(variant),
        ),
      ),
    ),
  };
}

async function activationPlots({ results, histograms }: Study, draw: Draw): Promise<Plots> {
  const panels = results.variants.map(({ label, activation }, i) => ({
    title: label,
    activation,
    shares: shares(histograms[i]!),
  }));
  return {
    overview: await draw("activations", histogramsSpec(panels), results.variants.map(describeActivation).join(" ")),
    each: await Promise.all(
      results.variants.map((variant, i) =>
        draw(`activation-${variantSlug(variant)}`, histogramSpec(panels[i]!), describeActivation(variant)),
      ),
    ),
  };
}

const coefficientPoints = (results: Results): CoefficientPoint[] =>
  results.grid.map((v) => ({
    placement: v.placement!,
    coefficient: v.coefficient,
    accuracy: v.summary.fresh.accuracy.mean,
    half: freshHalf(results, v),
  }));

/** The grid, with its coefficients, and every other network with relu. */
function sparsityPoints({ grid, variants }: Results): SparsityPoint[] {
  const at = ({ summary }: VariantResult) => ({
    zeroShare: summary.activation.zeroShare.mean,
    accuracy: summary.fresh.accuracy.mean,
  });
  return [
    ...grid.map((v) => ({ placement: v.placement, label: coefficientText(v.coefficient), ...at(v) })),
    ...variants
      .filter((v) => v.activation === "relu" && v.question !== "published")
      .map((v) => ({ placement: null, label: v.label, ...at(v) })),
  ];
}

const histogramFile = ({ results, histograms }: Study) =>
  results.variants.map(({ name, activityReduction, activation }, i) => ({
    name,
    activityReduction,
    bins: bins[activation],
    runs: histograms[i]!.map((counts, j) => ({ seed: results.timing.conditions.seeds[j], counts })),
  }));

function describeData({ points, results }: Study): string {
  const { trainRows, testRows } = results.timing.conditions;
  return (
    `Scatter plot of ${points.length} points: a noisy inner circle inside a noisy outer one, overlapping; ` +
    `${trainRows} points are for training and ${testRows} for testing.`
  );
}
function describeCurves({ label, summary: { train, test, peak } }: VariantResult): string {
  return (
    `Accuracy by epoch, ${label}: training rows end at ${spread(train.accuracy)}, ` +
    `test rows at ${spread(test.accuracy)}${peak ? `, their best being ${spread(peak.accuracy)}` : ""}.`
  );
}
const describeBoundary = ({ label, runs, summary }: VariantResult): string =>
  `Decision boundary of ${runs.length === 1 ? "one network" : `${runs.length} networks`}, ${label}, over the training points: right on ` +
  `${spread(summary.train.accuracy)} of these and on ${spread(summary.fresh.accuracy)} of fresh points.`;
const describeActivation = ({ label, summary: { activation } }: VariantResult): string =>
  `Histogram of the hidden layer, ${label}: mean activity ${spread(activation.mean)}, ${percent(activation.zeroShare.mean)} zeros, ` +
  `mean size before the activation function ${spread(activation.meanAbsoluteZ)}.`;
const describeGrid = ({ grid }: Results): string =>
  grid
    .map((v) => `${v.placement!} relu, ${coefficientText(v.coefficient)}: ${v.summary.fresh.accuracy.mean.toFixed(3)}`)
    .join("; ") + ".";
const describeZeros = ({ grid }: Results): string =>
  grid
    .map(
      ({ placement, coefficient, summary: { activation, fresh } }) =>
        `${placement!} relu, ${coefficientText(coefficient)}: ${percent(activation.zeroShare.mean)} zeros, ${fresh.accuracy.mean.toFixed(3)}`,
    )
    .join("; ") + ".";
