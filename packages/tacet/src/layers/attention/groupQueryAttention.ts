/** Attention in which several heads share a key and a value. Source: keras/src/layers/attention/grouped_query_attention.py. */
import { sameExtent, type Shape } from "@tacet/compiler";
import { required, wholeFrom, type Kinds } from "../../options.ts";
import { layerOptions } from "../options.ts";
import { HeadAttention, headKinds, type HeadAttentionOptions } from "./headAttention.ts";

/** The activity regularizer is that of each projection, and of the layer, so that its output counts twice. */
export interface GroupQueryAttentionOptions extends HeadAttentionOptions {
  /** The width of a head. */
  headDim: number;
  /** How many heads there are. */
  numQueryHeads: number;
  /** How many keys and values they share: a divisor of `numQueryHeads`. */
  numKeyValueHeads: number;
}
const kinds: Kinds<GroupQueryAttentionOptions> = {
  ...headKinds,
  headDim: required(wholeFrom(1)),
  numQueryHeads: required(wholeFrom(1)),
  numKeyValueHeads: required(wholeFrom(1)),
};

/**
 * `apply([query, value])`, or `[query, value, key]`: query [n, tq, d], value [n, tv, dv], key [n, tv, dk] (default: the
 * value) → [n, tq, d]. As `multiHeadAttention`, but the heads of the query share `numKeyValueHeads` keys and values.
 * @throws TacetError for `numKeyValueHeads` that does not divide `numQueryHeads`, or inputs that do not fit each other
 */
export class GroupQueryAttention extends HeadAttention {
  readonly headDim: number;
  readonly numQueryHeads: number;
  readonly numKeyValueHeads: number;

  constructor(options: GroupQueryAttentionOptions) {
    layerOptions("GroupQueryAttention", options, kinds);
    const { headDim, numQueryHeads, numKeyValueHeads } = options;
    super(options, { query: numQueryHeads, key: numKeyValueHeads, keyDim: headDim, valueDim: headDim }, true);
    if (numQueryHeads % numKeyValueHeads !== 0)
      throw this.fail(
        `numKeyValueHeads to divide numQueryHeads ${numQueryHeads}`,
        `${numKeyValueHeads}`,
        "Give each key as many heads as the others.",
      );
    this.headDim = headDim;
    this.numQueryHeads = numQueryHeads;
    this.numKeyValueHeads = numKeyValueHeads;
  }
  override get className(): string {
    return "GroupedQueryAttention";
  }
  protected override fits(query: Shape, value: Shape, key: Shape): boolean {
    return [query, value, key].every((shape) => shape.length === 3) && sameExtent(value[1]!, key[1]!);
  }
}
