/** Everything the case study writes, by the name of its file. */
import { renderPlot, renderPng, type Plot } from "../plots/render.ts";
import { accuracySpec, overviewSpec } from "./accuracyPlot.ts";
import { bandsOf } from "./curves.ts";
import { dataPlotSpec } from "./dataPlot.ts";
import { renderReport } from "./report.ts";
import type { VariantResult } from "./results.ts";
import type { Study } from "./run.ts";
import { spread } from "./table.ts";
import { describeVariant, variantSlug } from "./variants.ts";

/** The report and the results come last: whoever sees them finds the plots too. */
export async function makeArtifacts({
  results,
  curves,
  points,
}: Study): Promise<ReadonlyMap<string, string | Uint8Array>> {
  const { variants } = results;
  const { trainRows, testRows, seeds } = results.timing.conditions;
  const panels = bandsOf(curves).map((bands, i) => ({ title: describeVariant(variants[i]!), bands }));
  const data = await renderPlot(
    dataPlotSpec(points),
    `Scatter plot of ${points.length} points: a noisy inner circle inside a noisy outer one, overlapping; ` +
      `${trainRows} points are for training and ${testRows} for testing.`,
  );
  const accuracy = await Promise.all(
    panels.map((panel, i) => renderPlot(accuracySpec(panel, seeds.length), describeCurves(variants[i]!))),
  );
  const overview = await renderPlot(overviewSpec(panels, seeds.length), variants.map(describeCurves).join(" "));
  const named: [string, Plot][] = [
    ["data", data],
    ["accuracy", overview],
    ...accuracy.map((plot, i): [string, Plot] => [`accuracy-${variantSlug(variants[i]!)}`, plot]),
  ];
  return new Map<string, string | Uint8Array>([
    ...named.map(([name, plot]): [string, string] => [`${name}.svg`, plot.svg]),
    ...named.map(([name, plot]): [string, Uint8Array] => [`${name}.png`, renderPng(plot)]),
    ["curves.json", `${JSON.stringify(curves)}\n`],
    ["report.html", renderReport(results, { data, accuracy })],
    ["results.json", `${JSON.stringify(results, null, 2)}\n`],
  ]);
}

function describeCurves(variant: VariantResult): string {
  const { train, test, peak } = variant.summary;
  return (
    `Accuracy by epoch, ${describeVariant(variant)}: training rows end at ${spread(train.accuracy)}, ` +
    `test rows at ${spread(test.accuracy)}, their best being ${spread(peak.accuracy)}.`
  );
}
