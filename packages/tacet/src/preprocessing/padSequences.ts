/** Sequences of different lengths as one array. Source: keras/src/utils/sequence_utils.py (`pad_sequences`). */
import { formatShape, TacetError, tensor, type DType, type Tensor, type TensorLike } from "@tacet/compiler";
import { anything, checkOptions, finite, list, oneOf, show, wholeFrom, type Kinds } from "../options.ts";
import { numbersOf } from "./rows.ts";

export interface PadSequencesOptions {
  /** The length of all sequences; the longest one's unless given. */
  readonly maxlen?: number | undefined;
  /** "int32" unless given; integer types cut off fractions. */
  readonly dtype?: DType | undefined;
  /** Where short sequences are filled up: "pre" (unless given) before their values, "post" behind them. */
  readonly padding?: "pre" | "post" | undefined;
  /** Where long sequences lose values: "pre" (unless given) at their begin, "post" at their end. */
  readonly truncating?: "pre" | "post" | undefined;
  /** What fills; 0 unless given. */
  readonly value?: number | undefined;
}
const kinds: Kinds<PadSequencesOptions> = {
  maxlen: wholeFrom(1),
  dtype: anything,
  padding: oneOf("pre", "post"),
  truncating: oneOf("pre", "post"),
  value: finite,
};

/**
 * [sequences, maxlen], or [sequences, maxlen, ...] where each step is an array itself.
 * @param sequences lists of numbers, or of arrays of one shape; empty ones are padding only
 * @throws TacetError where steps have different shapes
 */
export function padSequences(sequences: readonly TensorLike[], options: PadSequencesOptions = {}): Tensor {
  const {
    maxlen,
    dtype = "int32",
    padding = "pre",
    truncating = "pre",
    value = 0,
  } = checkOptions("padSequences", options, kinds);
  if (!list.test(sequences) || sequences.length === 0) {
    throw new TacetError(`padSequences: expected a list of sequences, received ${show(sequences)}.`);
  }
  const read = sequences.map((sequence, i) => {
    const { data, shape } = numbersOf(sequence, `padSequences: sequence ${i}`);
    if (shape.length > 0) return { data, shape, length: shape[0]! };
    throw new TacetError(`padSequences: expected sequences, received the number ${data[0]} at position ${i}.`);
  });
  const step = read.find(({ length }) => length > 0)?.shape.slice(1) ?? [];
  const width = step.reduce((a, b) => a * b, 1);
  const length = maxlen ?? Math.max(...read.map((sequence) => sequence.length));
  const padded = new Float64Array(read.length * length * width).fill(value);
  read.forEach(({ data, shape, length: given }, i) => {
    if (given === 0) return;
    if (formatShape(shape.slice(1)) !== formatShape(step)) {
      throw new TacetError(
        `padSequences: expected steps of shape ${formatShape(step)}, as the first sequence has, received ${formatShape(shape.slice(1))} at position ${i}.`,
      );
    }
    const kept = Math.min(given, length);
    const from = truncating === "pre" ? given - kept : 0;
    const to = i * length + (padding === "pre" ? length - kept : 0);
    padded.set(data.subarray(from * width, (from + kept) * width), to * width);
  });
  return tensor(padded, [read.length, length, ...step], dtype);
}
