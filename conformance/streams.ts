/** Batches as they come, for a step of a program that names a `stream`: see `generate/streams.py`. */
import * as tacet from "tacet";

export interface Stream {
  readonly from: "generator" | "indexed";
  readonly sizes: readonly number[];
  /** How often a generator goes over the rows; 0: without end. */
  readonly passes?: number;
}

/** @param rows x, y and weights of the rows from `begin` to `end` */
export function streamOf(spec: Stream, rows: (begin: number, end: number) => unknown[]): tacet.Dataset {
  let begin = 0;
  const batches = spec.sizes.map((size) => rows(begin, (begin += size)));
  if (spec.from === "indexed") return tacet.Dataset.fromIterable(batches);
  return tacet.Dataset.fromGenerator(function* () {
    for (let pass = 0; spec.passes === 0 || pass < spec.passes!; pass++) yield* batches;
  });
}
