/** An embedding that also leads back, from rows to a score of each index. Source: keras/src/layers/core/reversible_embedding.py. */
import { layouts, type DType, type Tensor, type Variable } from "@tacet/compiler";
import { finite, flag, oneOf, orNull, type Kinds } from "../options.ts";
import { Embedding, embeddingKinds, type EmbeddingOptions } from "./embedding.ts";
import type { CallOptions } from "./layer.ts";
import { withMask, type Masks } from "./mask.ts";
import { layerOptions } from "./options.ts";

export interface ReversibleEmbeddingOptions extends EmbeddingOptions {
  /** Whether the way back uses the same table; else it has one of its own. Default true. */
  tieWeights?: boolean | undefined;
  /** The type that the way back computes in. Default: the layer's. */
  reverseDtype?: DType | null | undefined;
  /** Scores s become c tanh(s / c), which lie within ±c. Default: they stay as they are. */
  logitSoftCap?: number | null | undefined;
}
const kinds: Kinds<ReversibleEmbeddingOptions> = {
  ...embeddingKinds,
  tieWeights: flag,
  reverseDtype: orNull(oneOf(...Object.keys(layouts))),
  logitSoftCap: orNull(finite),
};

export interface Reversal {
  /** Whether rows are led back to scores. Default false. */
  readonly reverse: boolean;
}

/**
 * Indices [n, …] → rows [n, …, outputDim], as `Embedding`; with `apply(x, { reverse: true })` rows [n, …, outputDim] →
 * scores [n, …, inputDim].
 */
export class ReversibleEmbedding extends Embedding<Reversal> {
  readonly tieWeights: boolean;
  readonly reverseDtype: DType | null;
  readonly logitSoftCap: number | null;
  /** The table of the way back, [outputDim, inputDim]; undefined where it is the same one. */
  reverseEmbeddings: Variable | undefined;
  constructor(options: ReversibleEmbeddingOptions) {
    const { tieWeights, reverseDtype, logitSoftCap, ...rest } = layerOptions("ReversibleEmbedding", options, kinds);
    super(rest);
    this.tieWeights = tieWeights ?? true;
    this.reverseDtype = reverseDtype ?? null;
    this.logitSoftCap = logitSoftCap ?? null;
  }
  override get className(): string {
    return "ReversibleEmbedding";
  }
  override build(): void {
    super.build();
    if (this.tieWeights) return;
    this.reverseEmbeddings = this.addWeight({
      name: "reverse_embeddings",
      shape: [this.outputDim, this.inputDim],
      initializer: this.initializer,
    });
  }
  /** A call puts the mask along itself, since there is none on the way back. */
  override computeMask(): Masks {
    return undefined;
  }
  override call(x: Tensor, options: CallOptions & Partial<Reversal>): Tensor {
    if (!options.reverse) return withMask(super.call(x, options), this.paddingMask(x));
    const kernel = this.reverseEmbeddings?.tensor ?? this.embeddings!.tensor.transpose();
    const dtype = this.reverseDtype ?? this.dtype;
    const scores = x.cast(dtype).matmul(kernel.cast(dtype));
    return this.logitSoftCap === null ? scores : scores.div(this.logitSoftCap).tanh().mul(this.logitSoftCap);
  }
}
