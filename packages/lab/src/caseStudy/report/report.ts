/** The report: one HTML file that needs nothing else, for a phone and a desk, in light and dark. */
import type { Plot } from "../../plots/render.ts";
import { full } from "../options.ts";
import { NEAR_ZERO } from "../study/activity.ts";
import type { Results, VariantResult } from "../study/results.ts";
import type { ActivityReduction } from "../study/variants.ts";
import { answers, batchRows, otherDifference } from "./answers.ts";
import { claims } from "./claims.ts";
import {
  accuracy,
  coverage,
  find,
  freshUncertainty,
  inWords,
  published,
  seedsOf,
  testUncertainty,
  whole,
} from "./compare.ts";
import { activities, comparisons, peaks } from "./findings.ts";
import { escape, figure, grid, list, paragraph, prose, section } from "./html.ts";
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
    section("reductions", "One penalty, two meanings", reductionParagraphs(results)),
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

/** What each reduction is, which Keras means it, and what it did here. */
function reductionParagraphs(results: Results): string {
  const rows = batchRows(results);
  const landed = (reduction: ActivityReduction) =>
    published(results)
      .filter((v) => v.activityReduction === reduction)
      .map(({ placement, summary: { train, test, fresh } }) => {
        const [a, b, c] = [train, test, fresh].map((score) => accuracy(score.accuracy.mean));
        return `${placement} relu train ${a}, test ${b}, fresh ${c}`;
      })
      .join("; ");
  return `<p><strong>Sum</strong> (<code>activityReduction: "sum"</code>): the coefficient times the absolute value of every activation of
every row in the batch is added to the loss. The rest of the loss is a mean over rows, so the penalty weighs more the larger the batch is.
Keras to 2.3 meant this, and so did Keras 3.0 to 3.13. Here, on average: ${escape(landed("sum"))}.</p>
<p><strong>Batch mean</strong> (<code>activityReduction: "batch_mean"</code>, what tacet does unless told otherwise): that sum is divided
by the number of rows, so that a coefficient means the same for every batch size. tf.keras 2.4 to 2.15 meant this, and Keras does again
since 3.14. Here, on average: ${escape(landed("batch_mean"))}.</p>
<p>With batches of ${rows} rows, as here, the same program is regularized ${rows} times less by the mean than by the sum. To get an old
program’s result in a new Keras, multiply its coefficient by the rows in a batch; in tacet, compile with <code>"sum"</code>.</p>`;
}

const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);
function activationCaption({ label, activation, summary }: VariantResult): string {
  const { mean, zeroShare } = summary.activation;
  const zeros = activation === "relu" ? `, ${(100 * zeroShare.mean).toFixed(0)} % zeros` : "";
  return `${capital(label)}: mean activity ${accuracy(mean.mean)}${zeros}.`;
}
const boundaryCaption = ({ label, summary: { train, fresh } }: VariantResult): string =>
  `${capital(label)}: train ${accuracy(train.accuracy.mean)}, fresh ${accuracy(fresh.accuracy.mean)}.`;

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
      `${capital(label)}: means over the seeds are train ${a}, test ${b} at the end, and test ${best} at its best.`,
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

function doubts(results: Results): string {
  const { testRows, trainRows } = results.timing.conditions;
  const { points } = results.freshPoints;
  const other = published(results).flatMap(({ name, activityReduction, label }) =>
    activityReduction === null ? [] : [{ subject: label, ...otherDifference(results, name, activityReduction) }],
  );
  const early = find(results, "early-stopping-1000");
  const draws = results.otherData.length;
  return `<ul>
<li>± after an accuracy of the training or test rows is one standard deviation over the seeds, and a curve’s band runs from the lowest seed to
the highest. Both are on the <em>same</em> ${testRows} test points: they say how much initial weights and shuffles matter, not how the
network does on other points.</li>
<li>An accuracy measured on ${testRows} points has a standard error of about ${testUncertainty(results).toFixed(1)} points, which that ± does not
cover. On the ${whole(points)} fresh points it is ${freshUncertainty(results).toFixed(1)}.</li>
<li>Intervals of fresh accuracies and their differences cover these two noises: ${escape(coverage(results))}. They do not cover which
${trainRows} points are trained on.</li>
<li>Many differences are told here, and of twenty that are nothing one will look clear.</li>
<li>Nothing was chosen by the test rows: the published variants’ network and coefficient are the published study’s (whose text found the
coefficient by trial and error, and names no rows of its own for it), the other variants were fixed before they were run, but for the patience of
${early.stopping!.patience}, and every figure that is not called best or least is of the last epoch. What is read from the
grid of coefficients is read on the fresh points, and says so.</li>
</ul>
<p>The published variants with seed 1 on ${draws} other draws of the points, against no penalty on the same draw; fresh points,
95&nbsp;% interval over draws and fresh points:</p>
${list(other.map(({ subject, difference, better }) => ({ subject, text: `${inWords(difference)}, better in ${better} of ${draws}.` })))}`;
}

function repeat(results: Results): string {
  const { conditions, startedAt, totalSeconds, microsecondsPerEpoch } = results.timing;
  const { seeds, epochs, node, platform, processor, workers } = conditions;
  return `<p><code>npm start -- --seeds ${seeds.length} --epochs ${epochs}</code> gives these accuracies again on the same Node and processor. Beside this
file, <code>results.json</code> holds every run (its losses include the penalty, as Keras’s do), <code>curves.json</code> every epoch and
<code>histograms.json</code> the counts behind the histograms.</p>
<p>${escape(startedAt.slice(0, 10))}: ${totalSeconds.toFixed(1)} s in all, ${workers} side by side; ${whole(microsecondsPerEpoch)} µs an epoch, validation and compiling
included. Node ${escape(node)}, ${escape(platform)}, ${escape(processor)}.</p>`;
}
