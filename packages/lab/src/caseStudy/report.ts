/** The report: one HTML file that needs nothing else, for a phone and a desk, in light and dark. */
import type { Plot } from "../plots/render.ts";
import { activities, comparisons, peaks, testUncertainty, verdict, type Finding } from "./findings.ts";
import { full } from "./options.ts";
import { style } from "./reportStyle.ts";
import type { Results, VariantResult } from "./results.ts";
import { columns } from "./table.ts";
import { describeVariant, type ActivityReduction } from "./variants.ts";

export interface ReportPlots {
  readonly data: Plot;
  /** One for each variant, in the order of the results. */
  readonly accuracy: readonly Plot[];
}

export function renderReport(results: Results, plots: ReportPlots): string {
  const { conditions, startedAt, totalSeconds, microsecondsPerEpoch } = results.timing;
  const { seeds, epochs, batchSize, hiddenUnits, trainRows, testRows } = conditions;
  const seedText = seeds.length === 1 ? `Seed ${seeds[0]}` : `Seeds ${seeds[0]} to ${seeds.at(-1)}`;
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
<p class="verdict">${escape(verdict(results))}</p>
<p>${escape(seedText)}, ${epochs.toLocaleString("en")} epochs each, batches of up to ${batchSize} rows, Adam, binary cross-entropy.</p>
${epochs < full.epochs ? `<p class="note">A short run: the study has ${full.epochs.toLocaleString("en")} epochs, and its effects show late.</p>` : ""}
</header>
<section aria-labelledby="results">
<h2 id="results">What came out</h2>
${table(results)}
<p>Test accuracy after the last epoch, against the same seed without a penalty:</p>
${list(comparisons(results))}
<p>The study as published reports, train / test: 1.000 / 0.786 without a penalty, 0.967 / 0.829 with L1 before relu, 1.000 / 0.743
after it. The Keras of its time took the sum.</p>
</section>
<section aria-labelledby="reductions">
<h2 id="reductions">One penalty, two meanings</h2>
${reductionParagraphs(results)}
</section>
<section aria-labelledby="data">
<h2 id="data">The data</h2>
${figure(plots.data, "Filled points are trained on, hollow ones test. The circles overlap: some points of one class lie among the other’s.")}
</section>
<section aria-labelledby="curves">
<h2 id="curves">Accuracy by epoch</h2>
<div class="grid">
${accuracyCells(results, plots).join("\n")}
</div>
</section>
<section aria-labelledby="units">
<h2 id="units">What the hidden units do</h2>
<p>Means over the seeds, after relu, on the training rows. A dead unit is zero on all of them. Against no penalty:</p>
${list(activities(results))}
</section>
<section aria-labelledby="certainty">
<h2 id="certainty">How sure is this?</h2>
<ul>
<li>± in the table is one standard deviation over the seeds, and a plot’s band runs from the lowest seed to the highest. Both are on
the <em>same</em> ${testRows} test points: they say how much initial weights and shuffles matter, not how the network does on other points.</li>
<li>An accuracy measured on ${testRows} points has a standard error of about ${testUncertainty(results).toFixed(1)} points, which ± does not cover.</li>
<li>Nothing here was chosen by the test rows: network and coefficient are the published study’s, no epoch was picked, and every figure
that is not called best is of the last one.</li>
</ul>
</section>
<section aria-labelledby="repeat">
<h2 id="repeat">Run it again</h2>
<p><code>npm start -- --seeds ${seeds.length} --epochs ${epochs}</code> gives these accuracies again on the same Node and processor. Beside this
file, <code>results.json</code> holds every run (its losses include the penalty, as Keras’s do) and <code>curves.json</code> every epoch.</p>
<p>Trained on ${escape(startedAt.slice(0, 16).replace("T", " at "))} UTC in ${totalSeconds.toFixed(1)}&nbsp;s, ${Math.round(microsecondsPerEpoch).toLocaleString("en")} µs an epoch with
validation and compiling, by Node ${escape(conditions.node)} on ${escape(conditions.platform)}, ${escape(conditions.processor)}.</p>
</section>
</main>
</body>
</html>
`;
}

function table({ variants }: Results): string {
  const shown = Object.values(columns).flat();
  const head = shown.map((c) => `<th scope="col">${escape(c.title)}</th>`).join("");
  const rows = variants.map((v) => {
    const cells = shown.map((c) => `<td>${escape(c.cell(v))}</td>`).join("");
    return `<tr><th scope="row">${escape(describeVariant(v))}</th>${cells}</tr>`;
  });
  return `<div class="scroll" tabindex="0" role="region" aria-label="Results by variant"><table>
<caption><span>Mean ± standard deviation over the seeds, after the last epoch; best test: after any epoch. Activity: after relu, on the training rows.</span></caption>
<thead><tr><th scope="col">variant</th>${head}</tr></thead>
<tbody>
${rows.join("\n")}
</tbody>
</table></div>`;
}

/** What each reduction is, which Keras means it, and what it did here. */
function reductionParagraphs({ variants, timing }: Results): string {
  const { trainRows, batchSize } = timing.conditions;
  const rows = Math.min(trainRows, batchSize);
  const landed = (reduction: ActivityReduction) =>
    variants
      .filter((v) => v.activityReduction === reduction)
      .map((v) => {
        const { train, test } = v.summary;
        return `${v.placement} relu train ${train.accuracy.mean.toFixed(3)}, test ${test.accuracy.mean.toFixed(3)}`;
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

/** The network without a penalty stands beside words, so that the others stand in pairs, before and after relu. */
function accuracyCells(results: Results, { accuracy }: ReportPlots): string[] {
  const [first, ...others] = accuracy.map((plot, i) => variantFigure(plot, results.variants[i]!));
  const words = `<div>
<p>Test accuracy at its best:</p>
${list(peaks(results))}
<p>To pick such an epoch by looking at the test rows would be cheating: these figures flatter, and only show what stopping early
might gain.</p>
</div>`;
  return [first!, words, ...others];
}

function variantFigure(plot: Plot, variant: VariantResult): string {
  const { train, test, peak } = variant.summary;
  const [last, best] = [
    `train ${train.accuracy.mean.toFixed(3)}, test ${test.accuracy.mean.toFixed(3)}`,
    peak.accuracy.mean.toFixed(3),
  ];
  const caption = `${describeVariant(variant)}: means over the seeds are ${last} at the end, and test ${best} at its best.`;
  return figure(plot, capitalize(caption));
}

function figure({ svg, alt, width, height }: Plot, caption: string): string {
  const source = `data:image/svg+xml;base64,${Buffer.from(svg).toString("base64")}`;
  return (
    `<figure><img src="${source}" alt="${escape(alt)}" width="${width}" height="${height}">` +
    `<figcaption>${escape(caption)}</figcaption></figure>`
  );
}

const list = (findings: readonly Finding[]) => `<ul>
${findings.map(({ variant, text }) => `<li><strong>${escape(variant)}</strong>: ${unbroken(escape(text))}</li>`).join("\n")}
</ul>`;
/** Keeps a percent sign on the line of its number. */
const unbroken = (html: string) => html.replaceAll(" %", "&nbsp;%");
const capitalize = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);
const escape = (text: string) =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
