/** The report: one HTML file that needs nothing else, for a phone and a desk, in light and dark. */
import type { Plot } from "../plots/render.ts";
import { landings, observations, testUncertainty } from "./findings.ts";
import { columns } from "./table.ts";
import { describeVariant, reductionNames, type ActivityReduction } from "./variants.ts";
import type { Results, VariantResult } from "./results.ts";

export interface ReportPlots {
  readonly data: Plot;
  /** One for each variant, in the order of the results. */
  readonly accuracy: readonly Plot[];
}

export function renderReport(results: Results, plots: ReportPlots): string {
  const { conditions, timing } = results;
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
others. It is trained without a penalty, and with an L1 penalty of 0.0001 on what its hidden units put out, before or after
their relu. Each penalty is taken in both meanings that Keras has given it.</p>
<p>${escape(seedText)}, ${epochs.toLocaleString("en")} epochs each, batches of up to ${batchSize} rows, Adam, binary cross-entropy.</p>
${epochs < 4000 ? `<p class="note">A short run: the study has 4,000 epochs, and its effects show late.</p>` : ""}
</header>
<section aria-labelledby="results">
<h2 id="results">What came out</h2>
<ul>
${landings(results)
  .map(({ variant, text }) => `<li><strong>${escape(variant)}</strong>: ${unbroken(escape(text))}</li>`)
  .join("\n")}
</ul>
${table(results)}
<p>The study as published reports, train / test: 1.000 / 0.786 without a penalty, 0.967 / 0.829 with L1 before relu, 1.000 / 0.743
after it. It was made with a Keras that took the plain sum.</p>
</section>
<section aria-labelledby="reductions">
<h2 id="reductions">One penalty, two meanings</h2>
${reductionParagraphs(results)}
</section>
<section aria-labelledby="data">
<h2 id="data">The data</h2>
${figure(plots.data, "Filled points are trained on, hollow ones test. The circles overlap: no network gets all of them right.")}
</section>
<section aria-labelledby="curves">
<h2 id="curves">Accuracy by epoch</h2>
<div class="grid">
${plots.accuracy.map((plot, i) => figure(plot, caption(results.variants[i]!))).join("\n")}
</div>
</section>
<section aria-labelledby="units">
<h2 id="units">What the hidden units do</h2>
<ul>
${observations(results)
  .map((text) => `<li>${escape(text)}</li>`)
  .join("\n")}
</ul>
</section>
<section aria-labelledby="certainty">
<h2 id="certainty">How sure is this?</h2>
<p>An accuracy measured on ${testRows} points has a standard error of about ${uncertainty(results)} points. The deviations in the table
are over seeds on the <em>same</em> ${testRows} points: they say how much initial weights and shuffles matter, not how the network does
on other points. Nothing was tuned, and the test rows chose nothing.</p>
</section>
<section aria-labelledby="repeat">
<h2 id="repeat">Run it again</h2>
<p><code>npm start -- --seeds ${seeds.length} --epochs ${epochs}</code> gives these numbers again on a machine like this one; <code>results.json</code> beside this
file holds every run.</p>
<p>Made on ${escape(timing.startedAt.slice(0, 16).replace("T", " at "))} UTC in ${timing.totalSeconds.toFixed(1)} s, ${timing.microsecondsPerEpoch.toFixed(0)} µs an epoch with
validation, by Node ${escape(conditions.node)} on ${escape(conditions.platform)}, ${escape(conditions.processor)}.</p>
</section>
</main>
</body>
</html>
`;
}

function table({ variants }: Results): string {
  const head = columns.map((c) => `<th scope="col">${escape(c.title)}</th>`).join("");
  const rows = variants.map((v) => {
    const cells = columns.map((c) => `<td>${escape(c.cell(v))}</td>`).join("");
    return `<tr><th scope="row">${escape(describeVariant(v))}</th>${cells}</tr>`;
  });
  return `<div class="scroll" tabindex="0" role="region" aria-label="Results by variant"><table>
<caption><span>Mean ± standard deviation over the seeds, after the last epoch. Activity, zeros and dead units: after relu, on the training rows.</span></caption>
<thead><tr><th scope="col">variant</th>${head}</tr></thead>
<tbody>
${rows.join("\n")}
</tbody>
</table></div>`;
}

/** What each reduction is, which Keras means it, and what it did here. */
function reductionParagraphs({ variants, conditions }: Results): string {
  const { trainRows } = conditions;
  const landed = (reduction: ActivityReduction) =>
    variants
      .filter((v) => v.activityReduction === reduction)
      .map((v) => {
        const { train, test } = v.summary;
        return `${v.placement} relu train ${train.accuracy.mean.toFixed(3)}, test ${test.accuracy.mean.toFixed(3)}`;
      })
      .join("; ");
  return `<p><strong>The ${reductionNames.sum}</strong> (<code>activityReduction: "sum"</code>) adds 0.0001 times the absolute value of every
activation of every row in the batch to the loss. The loss proper is a mean over rows, so the penalty weighs more the larger the batch is:
with the ${trainRows} rows of this study, ${trainRows} times what one row alone would cost. Keras to version 2.3 meant this, and so did Keras 3.0 to
3.13. Here, on average: ${escape(landed("sum"))}.</p>
<p><strong>${capitalize(reductionNames.batch_mean)}</strong> (<code>activityReduction: "batch_mean"</code>, what tacet does unless told
otherwise), the same sum is divided by the number of rows: it is a mean over rows as the loss is, and a coefficient means the same for every
batch size. tf.keras 2.4 to 2.15 meant this, and Keras does again since 3.14. The same program is then regularized ${trainRows} times less.
Here, on average: ${escape(landed("batch_mean"))}. To get an old program's result in a new Keras, multiply its coefficient by the rows in
the batch.</p>`;
}

function uncertainty({ variants }: Results): string {
  return testUncertainty(variants.flatMap((v) => v.runs)).toFixed(1);
}

function caption(variant: VariantResult): string {
  const { train, test, peak } = variant.summary;
  const [last, best] = [
    `train ${train.accuracy.mean.toFixed(3)}, test ${test.accuracy.mean.toFixed(3)}`,
    peak.accuracy.mean,
  ];
  return `${capitalize(describeVariant(variant))}: on average it ends at ${last}; its best test accuracy is ${best.toFixed(3)}.`;
}

function figure({ svg, alt, width, height }: Plot, caption: string): string {
  const source = `data:image/svg+xml;base64,${Buffer.from(svg).toString("base64")}`;
  return `<figure><img src="${source}" alt="${escape(alt)}" width="${width}" height="${height}"><figcaption>${escape(caption)}</figcaption></figure>`;
}

/** Keeps a deviation on the line of its mean. */
const unbroken = (html: string) => html.replaceAll(" ± ", "&nbsp;±&nbsp;");
const capitalize = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);
const escape = (text: string) =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");

const style = `
:root { --paper: #ffffff; --ink: #1d2430; --muted: #5b6573; --line: #d9dee4; --soft: #f4f6f8; }
@media (prefers-color-scheme: dark) {
  :root { --paper: #15191f; --ink: #e6e9ee; --muted: #a3adba; --line: #353d48; --soft: #1d232b; }
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--paper); color: var(--ink); font: 16px/1.55 system-ui, -apple-system, "Segoe UI", sans-serif; }
main { max-width: 66rem; margin: 0 auto; padding: 1.5rem 1rem 4rem; }
h1 { font-size: clamp(1.5rem, 5vw, 2.2rem); line-height: 1.2; margin: 0.5rem 0 1rem; }
h2 { font-size: 1.25rem; margin: 2.5rem 0 0.75rem; }
p, ul { max-width: 46rem; }
li { margin: 0.4rem 0; }
.lead { font-size: 1.1rem; }
.note { border-left: 4px solid #d4570a; padding: 0.5rem 0.75rem; background: var(--soft); }
code { font: 0.9em ui-monospace, Menlo, Consolas, monospace; background: var(--soft); padding: 0.1em 0.3em; border-radius: 3px; }
.scroll { overflow-x: auto; margin: 1rem 0; }
table { border-collapse: collapse; font-variant-numeric: tabular-nums; font-size: 0.92rem; }
caption { text-align: left; color: var(--muted); padding-bottom: 0.5rem; }
caption span { position: sticky; left: 0; display: inline-block; max-width: min(100%, calc(100vw - 2rem)); }
th, td { padding: 0.45rem 0.4rem 0.45rem 0.4rem; border-bottom: 1px solid var(--line); text-align: right; white-space: nowrap; }
th:first-child { text-align: left; padding-left: 0; white-space: normal; min-width: 8rem; position: sticky; left: 0; background: var(--paper); }
thead th { color: var(--muted); font-weight: 600; }
tbody th { font-weight: 600; }
.grid { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 24rem), 1fr)); gap: 1.5rem; }
figure { margin: 0; }
img { max-width: 100%; height: auto; display: block; border-radius: 6px; }
figcaption { color: var(--muted); font-size: 0.9rem; margin-top: 0.4rem; }
`;
