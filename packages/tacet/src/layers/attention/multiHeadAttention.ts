/** Attention of several heads. Source: keras/src/layers/attention/multi_head_attention.py. */
import { sameExtent, type Shape } from "@tacet/compiler";
import { oneOrMore, orNull, required, whole, wholeFrom, type Kinds } from "../../options.ts";
import { clearMask } from "../mask.ts";
import { layerOptions } from "../options.ts";
import { HeadAttention, headKinds, type HeadAttentionOptions, type HeadCall } from "./headAttention.ts";
import type { GivenMasks } from "./masks.ts";
import type { AttentionInputs, AttentionResult } from "./shared.ts";

/** The activity regularizer is that of each projection: of query, key and value, of the output, and of the gate. */
export interface MultiHeadAttentionOptions extends HeadAttentionOptions {
  /** How many heads there are. */
  numHeads: number;
  /** The width of a head's queries and keys. */
  keyDim: number;
  /** The width of a head's values. Default: `keyDim`. */
  valueDim?: number | null | undefined;
  /** The output's extents behind the steps. Default: the width of the query. */
  outputShape?: number | readonly number[] | null | undefined;
  /** The axes that attention goes along, the batch being 0. Default: all between the batch and the last. */
  attentionAxes?: number | readonly number[] | null | undefined;
}
const kinds: Kinds<MultiHeadAttentionOptions> = {
  ...headKinds,
  numHeads: required(wholeFrom(1)),
  keyDim: required(wholeFrom(1)),
  valueDim: orNull(wholeFrom(1)),
  outputShape: orNull(oneOrMore(wholeFrom(1))),
  attentionAxes: orNull(oneOrMore(whole)),
};
const listed = (given: number | readonly number[] | null | undefined): readonly number[] | undefined =>
  typeof given === "number" ? [given] : (given ?? undefined);

/**
 * `apply([query, value])`, or `[query, value, key]`: query [n, tq, d], value [n, tv, dv], key [n, tv, dk] (default: the
 * value) → [n, tq, d]. Each head projects all three, weighs the values by softmax(query · keyᵀ / √keyDim), and the results
 * of all heads are projected to the output. `apply([x, x], { useCausalMask: true })` is a decoder's attention to itself.
 *
 * Masks come with the inputs, or by hand. As in Keras 3.15 those of the inputs end here: what takes the same tensor after
 * this layer finds none along with it, and `queryMask` gives way to the query's own mask, also where that is none.
 * @throws TacetError for inputs that do not fit each other
 */
export class MultiHeadAttention extends HeadAttention {
  readonly numHeads: number;
  readonly keyDim: number;
  readonly valueDim: number;
  readonly attentionAxes: readonly number[] | undefined;

  constructor(options: MultiHeadAttentionOptions) {
    layerOptions("MultiHeadAttention", options, kinds);
    const { numHeads, keyDim } = options;
    const valueDim = options.valueDim ?? keyDim;
    const axes = listed(options.attentionAxes);
    const heads = { query: numHeads, key: numHeads, keyDim, valueDim, output: listed(options.outputShape), axes };
    super(options, heads, false);
    this.numHeads = numHeads;
    this.keyDim = keyDim;
    this.valueDim = valueDim;
    this.attentionAxes = axes;
  }
  override get className(): string {
    return "MultiHeadAttention";
  }
  protected override fits(query: Shape, value: Shape, key: Shape): boolean {
    const axes = this.axes(query.length);
    const inside = axes.length > 0 && axes.every((axis) => axis > 0 && axis < query.length - 1);
    const ranks = value.length === query.length && key.length === query.length;
    const steps = (a: Shape, b: Shape, along: boolean): boolean =>
      a.every((extent, i) => i === a.length - 1 || axes.includes(i) !== along || sameExtent(extent, b[i]!));
    return inside && ranks && steps(value, key, true) && steps(value, key, false) && steps(query, key, false);
  }
  protected override masksOf(options: HeadCall): GivenMasks {
    return super.masksOf({ ...options, queryMask: undefined });
  }
  override call(inputs: AttentionInputs, options: HeadCall): AttentionResult {
    inputs.forEach(clearMask);
    return super.call(inputs, options);
  }
}
