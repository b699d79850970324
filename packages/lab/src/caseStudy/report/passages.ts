/** Longer passages of the report, between whose figures stand fixed words. */
import type { Results } from "../study/results.ts";
import type { ActivityReduction } from "../study/variants.ts";
import { batchRows, otherDifference } from "./answers.ts";
import { accuracy, coverage, find, freshUncertainty, inWords, published, testUncertainty, whole } from "./compare.ts";
import { escape, list } from "./html.ts";

/** What each reduction is, which Keras means it, and what it did here. */
export function reductions(results: Results): string {
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

/** Which noises the figures have, and what was chosen by which rows. */
export function doubts(results: Results): string {
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
${early.stopping!.patience} (added after a shorter one had failed), and every figure that is not called best or least is of the last epoch. What is read from the
grid of coefficients is read on the fresh points, and says so.</li>
</ul>
<p>The published variants with seed 1 on ${draws} other draws of the points, against no penalty on the same draw; fresh points,
95&nbsp;% interval over draws and fresh points:</p>
${list(other.map(({ subject, difference, better }) => ({ subject, text: `${inWords(difference)}, better in ${better} of ${draws}.` })))}`;
}

export function repeat(results: Results): string {
  const { conditions, startedAt, totalSeconds, microsecondsPerEpoch } = results.timing;
  const { seeds, epochs, node, platform, processor, workers } = conditions;
  return `<p><code>npm start -- --seeds ${seeds.length} --epochs ${epochs}</code> gives these accuracies again on the same Node and processor. Beside this
file, <code>results.json</code> holds every run (its losses include the penalty, as Keras’s do), <code>curves.json</code> every epoch and
<code>histograms.json</code> the counts behind the histograms.</p>
<p>${escape(startedAt.slice(0, 10))}: ${totalSeconds.toFixed(1)} s in all, ${workers} side by side; ${whole(microsecondsPerEpoch)} µs an epoch, validation and compiling
included. Node ${escape(node)}, ${escape(platform)}, ${escape(processor)}.</p>`;
}
