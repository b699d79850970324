/** What the published text says of its results, and whether it holds: each verdict follows the numbers. */
import { full } from "../options.ts";
import type { Results, VariantResult } from "../study/results.ts";
import { otherDifference } from "./answers.ts";
import {
  accuracy,
  countRuns,
  difference,
  find,
  inWords,
  ofRuns,
  percent,
  points,
  testUncertainty,
  whole,
} from "./compare.ts";
import type { Finding } from "./html.ts";

type Verdict = "Holds" | "Holds as a sum only" | "Holds as a batch mean only" | "Does not hold" | "Cannot be told";
const claim = (subject: string, verdict: Verdict, text: string): Finding => ({
  subject: `${verdict}: ${subject}`,
  text,
});

export const claims = (results: Results): Finding[] => [
  risesAndFalls(results),
  lifts(results),
  beatsTheRest(results),
  plateau(results),
  sparse(results),
  worseAfter(results),
  oneRun(results),
  sameProgram(results),
];

const early = ({ runs }: VariantResult) =>
  countRuns(runs, (run) => run.peak !== null && run.peak.accuracy > run.test.accuracy);
const fall = ({ summary }: VariantResult) => (summary.peak?.accuracy.mean ?? 0) - summary.test.accuracy.mean;
const inPrint = (results: Results, name: "none" | "before" | "after") =>
  results.reference.published.variants.find((v) => v.name === name)!;

function risesAndFalls(results: Results): Finding {
  const none = find(results, "none");
  const count = early(none);
  return claim(
    "without a penalty, test accuracy rises and then falls",
    2 * count > none.runs.length ? "Holds" : "Does not hold",
    `It was higher before the end in ${ofRuns(count, none.runs.length)}, by ${points(fall(none))} on average.`,
  );
}

function lifts(results: Results): Finding {
  const [none, before] = [find(results, "none"), find(results, "before", "sum")];
  const told = difference(results, before, none);
  const rise = inPrint(results, "before").test - inPrint(results, "none").test;
  return claim(
    "the penalty before relu lifts test accuracy",
    told.direction === 1 ? "Holds" : told.direction === -1 ? "Does not hold" : "Cannot be told",
    `In print it rises by ${points(rise)} on the test rows of one run; here, on fresh points, it is ${inWords(told)}. Over ` +
      `${results.otherData.length} other draws of the points it is ${inWords(otherDifference(results, "before", "sum").difference)}.`,
  );
}

function beatsTheRest(results: Results): Finding {
  const { peak } = find(results, "none").summary;
  const printed = inPrint(results, "before").test;
  const best = peak?.accuracy.mean ?? 0;
  const { keras } = results.reference;
  return claim(
    `${accuracy(printed)} is more than the network reaches without a penalty`,
    best > printed ? "Does not hold" : "Holds",
    `Without a penalty test accuracy is ${accuracy(best)} on average at its best (in Keras ` +
      `${accuracy(keras.peak.accuracy)} at epoch ${whole(keras.peak.epoch)}), ${best > printed ? "above" : "not above"} what is ` +
      `printed for the penalty. But only the test rows tell that epoch, and to stop there by ` +
      "looking at them is to be tested on what was learned.",
  );
}

function plateau(results: Results): Finding {
  const before = find(results, "before", "sum");
  const count = early(before);
  return claim(
    "with the penalty, test accuracy goes on rising to a plateau",
    2 * count > before.runs.length ? "Does not hold" : "Holds",
    `It was higher before the end in ${ofRuns(count, before.runs.length)}, by ${points(fall(before))} on average; without a penalty by ` +
      `${points(fall(find(results, "none")))}.`,
  );
}

/** Fewer more zeros than this is no sparsity to speak of. */
const SPARSER = 0.1;
function sparse(results: Results): Finding {
  const [none, before, after] = [
    find(results, "none"),
    find(results, "before", "sum"),
    find(results, "after", "sum"),
  ].map((v) => v.summary.activation);
  const [zerosNone, zerosBefore, zerosAfter] = [none!, before!, after!].map((a) => a.zeroShare.mean);
  return claim(
    "L1 before relu makes activations sparse, with many zeros",
    zerosBefore! - zerosNone! > SPARSER ? "Holds" : "Does not hold",
    `Exact zeros go from ${percent(zerosNone!)} to ${percent(zerosBefore!)}. What it does is to shrink: ${percent(before!.nearZeroShare.mean)} of ` +
      `what the layer computes before relu is under 0.001 in size, against ${percent(none!.nearZeroShare.mean)} without; a relu passes the ` +
      `positive half of that on. After relu the penalty gives ${percent(zerosAfter!)} zeros, and ${percent(after!.deadShare.mean)} of the ` +
      `units are dead. Keras’s zeros are ${zerosOf(results)}.`,
  );
}

const zerosOf = ({ reference }: Results): string =>
  reference.keras.activation.map(({ name, zeroShare }) => `${percent(zeroShare)} (${name})`).join(", ");

function worseAfter(results: Results): Finding {
  const none = find(results, "none");
  const [sum, mean] = (["sum", "batch_mean"] as const).map((reduction) =>
    difference(results, find(results, "after", reduction), none),
  );
  const [a, b] = [sum!.direction === -1, mean!.direction === -1];
  const verdict: Verdict =
    a && b ? "Holds" : a ? "Holds as a sum only" : b ? "Holds as a batch mean only" : "Does not hold";
  return claim(
    "a penalty after relu makes it worse",
    verdict,
    `On fresh points it is ${inWords(sum!)} as a sum, and ${inWords(mean!)} as a batch mean.`,
  );
}

function oneRun(results: Results): Finding {
  const { testRows } = results.timing.conditions;
  const [before, none] = [inPrint(results, "before"), inPrint(results, "none")];
  const rise = before.test - none.test;
  const error = testUncertainty(results) / 100;
  return claim(
    "one run of each tells the difference",
    rise > 2 * error ? "Holds" : "Does not hold",
    `The printed ${accuracy(before.test)} and ${accuracy(none.test)} are ${Math.round(rise * testRows)} of ${testRows} test rows apart, or ` +
      `${points(rise)}; an accuracy on so few has a standard error of ${points(error)}.`,
  );
}

function sameProgram(results: Results): Finding {
  const printed = inPrint(results, "before").train;
  const [sum, mean] = (["sum", "batch_mean"] as const).map(
    (r) => find(results, "before", r).summary.train.accuracy.mean,
  );
  const nearer = Math.abs(sum! - printed) < Math.abs(mean! - printed);
  const { epochs } = results.timing.conditions;
  return claim(
    "the program shows this in Keras",
    epochs < full.epochs ? "Cannot be told" : nearer ? "Holds as a sum only" : "Holds as a batch mean only",
    `In print the penalty before relu takes training accuracy down to ${accuracy(printed)}. As a sum it ends at ${accuracy(sum!)} here, as a batch ` +
      `mean at ${accuracy(mean!)}: which of both a program means depends on the version of Keras.`,
  );
}
