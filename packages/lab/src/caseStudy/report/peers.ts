/** The published figures and real Keras's beside ours. */
import { sampleStatistics } from "../../statistics.ts";
import type { Results, VariantResult } from "../study/results.ts";
import { full } from "../options.ts";
import { accuracy, points, published, seedsOf } from "./compare.ts";
import { table } from "./html.ts";

const NOTHING = "–";
const meanOf = (values: readonly number[]) => sampleStatistics(values).mean;
const numbers = (values: readonly number[]) => values.map((value) => value.toFixed(3)).join(" ");

interface Peer {
  readonly variant: VariantResult;
  readonly published: string;
  /** Keras's and ours after the last epoch, for the seeds that both have. */
  readonly test: { readonly keras: readonly number[]; readonly ours: readonly number[] };
  readonly fresh: { readonly keras: readonly number[]; readonly ours: readonly number[] } | null;
}

function peersOf(results: Results): Peer[] {
  const { published: printed, keras } = results.reference;
  return published(results).map((variant) => {
    const same = <T extends { name: string; activityReduction: string | null }>(list: readonly T[]): T | undefined =>
      list.find((v) => v.name === variant.name && v.activityReduction === variant.activityReduction);
    const [inPrint, test, fresh] = [same(printed.variants), same(keras.variants)!, same(keras.fresh)];
    const ours = (seeds: readonly number[], pick: (run: VariantResult["runs"][number]) => number) =>
      variant.runs.filter((run) => seeds.includes(run.seed)).map(pick);
    const testOurs = ours(keras.seeds, (run) => run.test.accuracy);
    const freshOurs = fresh ? ours(fresh.seeds, (run) => run.fresh.accuracy) : [];
    return {
      variant,
      published: inPrint ? `${accuracy(inPrint.train)} / ${accuracy(inPrint.test)}` : NOTHING,
      test: { keras: test.test.slice(0, testOurs.length), ours: testOurs },
      fresh: fresh ? { keras: fresh.accuracy.slice(0, freshOurs.length), ours: freshOurs } : null,
    };
  });
}

export function peersTable(results: Results): string {
  const { keras } = results.reference;
  const shared = seedsOf(results).filter((seed) => keras.seeds.includes(seed)).length;
  return table({
    label: "Published results and real Keras beside tacet",
    caption:
      `Published: train / test, of one run. Test: after the last epoch, the mean of the ${shared === 1 ? "seed" : `${shared} seeds`} that ` +
      "both ran. Fresh: each of seeds 1 and 2, each side on 20,000 points of its own.",
    head: ["variant", "published", "Keras, test", "tacet, test", "Keras, fresh", "tacet, fresh"],
    rows: peersOf(results).map(({ variant, published, test, fresh }) => [
      variant.label,
      published,
      accuracy(meanOf(test.keras)),
      accuracy(meanOf(test.ours)),
      fresh ? numbers(fresh.keras) : NOTHING,
      fresh ? numbers(fresh.ours) : NOTHING,
    ]),
  });
}

/** How far Keras and tacet are apart, at most. */
export function agreement(results: Results): string {
  const peers = peersOf(results);
  const apart = (pairs: readonly { keras: readonly number[]; ours: readonly number[] }[]) =>
    points(Math.max(...pairs.map(({ keras, ours }) => Math.abs(meanOf(keras) - meanOf(ours)))));
  const { epochs, testRows } = results.timing.conditions;
  const figures =
    `Keras’s means and tacet’s are at most ${apart(peers.map((p) => p.test))} apart on the ${testRows} test rows, where one row is ` +
    `${points(1 / testRows)}, and at most ${apart(peers.flatMap((p) => p.fresh ?? []))} on fresh points.`;
  return epochs === full.epochs
    ? `${figures} From the same seed both start from the same weights and follow the same curve, until rounding sets them apart.`
    : `Keras was run for ${full.epochs.toLocaleString("en")} epochs, this study for ${epochs.toLocaleString("en")}: they do not compare. ${figures}`;
}
