/** The arrays of a program: inputs, targets and weights. */
import { encode, type Encoded } from "../golden.ts";
import type { Draw } from "./draw.ts";
import type { Rows, TargetKind } from "./tables.ts";

type Floats = "float32" | "float64";
const size = (shape: readonly number[]): number => shape.reduce((a, b) => a * b, 1);

/** What rows of an input hold. */
export const inputs = (d: Draw, count: number, rows: Rows, dtype: Floats): Encoded =>
  rows.kind === "indices" ? indices(d, count, rows.shape, rows.words) : numbers(d, count, rows.shape, dtype);

/** From 0 up; 0, which may be padding, more often than others, and at the end of rows. */
function indices(d: Draw, rows: number, shape: readonly number[], words: number): Encoded {
  const steps = shape.at(-1)!;
  const values = d.list((rows * size(shape)) / steps, () => {
    const length = d.chance(0.5) ? steps : d.whole(1, steps);
    return Array.from({ length: steps }, (_, i) => (i < length ? d.whole(0, words - 1) : 0));
  });
  return encode(values.flat(), [rows, ...shape], "int32");
}
/** Normal ones; some far from 0, some with columns of zeros, where ties and kinks are. */
function numbers(d: Draw, rows: number, shape: readonly number[], dtype: Floats): Encoded {
  const scale = d.one([1, 1, 1, 1, 5]);
  const values = d.list(rows * size(shape), () => scale * d.normal());
  const width = shape[shape.length - 1]!;
  const empty = d.chance(0.1) ? d.whole(0, width - 1) : -1;
  return encode(
    values.map((v, i) => (i % width === empty ? 0 : v)),
    [rows, ...shape],
    dtype,
  );
}

/** How targets of one value a row are written, or class indices. */
export type TargetForm = "plain" | "rank1" | "column";

/** Of an output [rows, ...steps, classes]. */
export function targets(
  d: Draw,
  kind: TargetKind,
  rows: number,
  steps: readonly number[],
  classes: number,
  form: TargetForm,
  dtype: Floats,
): Encoded {
  const places = rows * size(steps);
  const lead = [rows, ...steps];
  const shape = form === "rank1" ? lead : [...lead, classes];
  switch (kind) {
    case "real":
      return encode(
        d.list(places * classes, () => d.normal()),
        shape,
        dtype,
      );
    case "binary":
      return encode(
        d.list(places * classes, () => d.whole(0, 1)),
        shape,
        d.one(["int32", dtype]),
      );
    case "oneHot": {
      const labels = d.list(places, () => d.whole(0, classes - 1));
      return encode(
        labels.flatMap((label) => Array.from({ length: classes }, (_, i) => (i === label ? 1 : 0))),
        [...lead, classes],
        dtype,
      );
    }
    case "labels":
      return encode(
        d.list(places, () => d.whole(0, classes - 1)),
        form === "column" ? [...lead, 1] : lead,
        "int32",
      );
  }
}

/** One a row, from 0 to 2; a fifth are 0. */
export const sampleWeights = (d: Draw, rows: number, dtype: Floats): Encoded =>
  encode(
    d.list(rows, () => (d.chance(0.2) ? 0 : d.uniform(0, 2))),
    [rows],
    dtype,
  );
