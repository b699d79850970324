/** The report: one HTML file that needs nothing else, for a phone and a desk, in light and dark. */
import type { Plot } from "../../plots/render.ts";
import { full } from "../options.ts";
import { NEAR_ZERO } from "../study/activity.ts";
import type { Results, VariantResult } from "../study/results.ts";
import { answers, batchRows } from "./answers.ts";
import { claims } from "./claims.ts";
import { accuracy, published, seedsOf, whole } from "./compare.ts";
import { activities, comparisons, peaks } from "./findings.ts";
import { capitalized, figure, grid, list, paragraph, prose, section } from "./html.ts";
import { doubts, reductions, repeat } from "./passages.ts";
import { agreement, peersTable } from "./peers.ts";
import { questionParts, tableCaption, variantTable } from "./questions.ts";
import { style } from "./style.ts";
import { activityColumns } from "./table.ts";

export interface ReportPlots {
  readonly data: Plot;
  readonly coefficient: Plot;
  readonly sparsity: Plot;
  /** One for each published variant, in the order of the results. */
  readonly accuracy: readonly Plot[];
  /** One for each variant, in the order of the results. */
  readonly boundary: readonly Plot[];
  readonly activation: readonly Plot[];
}

export function renderReport(results: Results, plots: ReportPlots): string {
  const { conditions } = results.timing;
  const { epochs, hiddenUnits, trainRows, testRows } = conditions;
  const content = [
    section(
      "results",
      "What came out",
      variantTable(results, published(results), { label: "Results by variant", caption: tableCaption(results) }),
      paragraph("After the last epoch, against the same seed without a penalty:"),
      list(comparisons(results)),
    ),
    section(
      "peers",
      "Beside the published results and real Keras",
      peersTable(results),
      paragraph(agreement(results)),
      paragraph(
        `Published: ${results.reference.published.source}. Keras: ${results.reference.keras.source}.`,
        "source",
      ),
    ),
    section("reductions", "One penalty, two meanings", reductions(results)),
    section(
      "claims",
      "Where the published text holds, and where not",
      paragraph("What the text says of its results, in short, and what these runs say to it:"),
      list(claims(results)),
    ),
    section(
      "strength",
      "How strong",
      grid([
        figure(
          plots.coefficient,
          `Accuracy on fresh points against the coefficient of L1 as a sum. A batch mean with the same coefficient is as strong as a ` +
            `sum with one ${batchRows(results)} times smaller.`,
        ),
        figure(
          plots.sparsity,
          "Accuracy on fresh points against the share of zeros: the lines follow the coefficient, from 0.",
        ),
      ]),
    ),
    section(
      "units",
      "What the hidden units do",
      paragraph("Of the first hidden layer, on the training rows. Against no penalty:"),
      list(activities(results)),
      variantTable(
        results,
        results.variants,
        {
          label: "Activity by variant",
          caption:
            "Mean ± standard deviation over the seeds. z is what the layer computes before its relu or sigmoid, activity what comes out " +
            `of that, |penalized| the size of whichever the penalty is on; a dead unit is zero on all rows. Near zero: under ${NEAR_ZERO}.`,
        },
        activityColumns,
      ),
      ...figures(results, plots.activation, activationCaption),
    ),
    section("questions", "What else was tried", ...questionParts(results)),
    section("boundaries", "Where the networks draw the line", ...figures(results, plots.boundary, boundaryCaption)),
    section(
      "data",
      "The data",
      grid([
        figure(
          plots.data,
          "Filled points are trained on, hollow ones test. The circles overlap: some points of one class lie among the other’s.",
        ),
      ]),
    ),
    section("curves", "Accuracy by epoch", grid(accuracyCells(results, plots))),
    section("certainty", "How sure is this?", doubts(results)),
    section("repeat", "Run it again", repeat(results)),
  ];
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>Activity regularization on two circles</title>
<style>${style}</style>
</head>
<body>
<main>
<header>
<h1>Does an activity penalty keep a network from overfitting?</h1>
<p class="lead">A network with ${hiddenUnits} hidden units learns ${trainRows} points of two noisy circles and is tested on ${testRows}
others. It is trained without a penalty, and with an L1 penalty on what its hidden units put out, before or after their relu.
Each penalty is taken in both meanings that Keras has given it: a sum over the batch, or its mean.</p>
${epochs < full.epochs ? `<p class="note">A short run: the study has ${whole(full.epochs)} epochs, and its effects show late. What follows is not its result.</p>` : ""}
<dl class="answers">
${answers(results)
  .map(({ subject, text }) => `<dt>${prose(subject)}</dt>\n<dd>${prose(text)}</dd>`)
  .join("\n")}
</dl>
${paragraph(setting(results))}
</header>
${content.join("\n")}
</main>
</body>
</html>
`;
}

const seedsText = (results: Results): string => {
  const seeds = seedsOf(results);
  return seeds.length === 1 ? `Seed ${seeds[0]!}` : `Seeds ${seeds[0]!} to ${seeds.at(-1)!}`;
};
const setting = (results: Results): string => {
  const { epochs, batchSize } = results.timing.conditions;
  return `${seedsText(results)}, ${whole(epochs)} epochs each, batches of up to ${batchSize} rows, Adam, binary cross-entropy.`;
};

function activationCaption({ label, activation, summary }: VariantResult): string {
  const { mean, zeroShare } = summary.activation;
  const zeros = activation === "relu" ? `, ${(100 * zeroShare.mean).toFixed(0)} % zeros` : "";
  return `${capitalized(label)}: mean activity ${accuracy(mean.mean)}${zeros}.`;
}
const boundaryCaption = ({ label, summary: { train, fresh } }: VariantResult): string =>
  `${capitalized(label)}: train ${accuracy(train.accuracy.mean)}, fresh ${accuracy(fresh.accuracy.mean)}.`;

/** The published variants' figures, and those of the others for who opens them. */
function figures(results: Results, plots: readonly Plot[], caption: (variant: VariantResult) => string): string[] {
  const drawn = plots.map((plot, i) => ({
    variant: results.variants[i]!,
    html: figure(plot, caption(results.variants[i]!)),
  }));
  const of = (test: (variant: VariantResult) => boolean) =>
    grid(
      drawn.filter(({ variant }) => test(variant)).map(({ html }) => html),
      "grid small",
    );
  return [
    of(({ question }) => question === "published"),
    `<details>\n<summary>The other variants</summary>\n${of(({ question }) => question !== "published")}\n</details>`,
  ];
}

/** The network without a penalty stands beside words, so that the others stand in pairs, before and after relu. */
function accuracyCells(results: Results, { accuracy: plots }: ReportPlots): string[] {
  const [first, ...others] = plots.map((plot, i) => {
    const { label, summary } = published(results)[i]!;
    const [a, b] = [summary.train, summary.test].map((score) => accuracy(score.accuracy.mean));
    const best = accuracy(summary.peak!.accuracy.mean);
    return figure(
      plot,
      `${capitalized(label)}: means over the seeds are train ${a}, test ${b} at the end, and test ${best} at its best.`,
    );
  });
  const words = `<div>
<p>Test accuracy at its best:</p>
${list(peaks(results))}
<p>To pick such an epoch by looking at the test rows would be cheating: these figures flatter, and only show what stopping early
might gain.</p>
</div>`;
  return [first!, words, ...others];
}
