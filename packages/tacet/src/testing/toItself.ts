/** Attention of a sequence to itself as a layer of one input, which is what `checkLayer` checks. */
import type { Shape, Tensor } from "@tacet/compiler";
import { Layer, type LayerOptions } from "../index.ts";
import type { AttentionInputs, AttentionResult } from "../layers/attention/shared.ts";

export class ToItself extends Layer {
  readonly inner: Layer<AttentionInputs, AttentionResult>;
  /** @param make makes the attention, of the type that is checked */
  constructor(
    make: (common: Pick<LayerOptions, "dtype">) => Layer<AttentionInputs, AttentionResult>,
    common: LayerOptions,
  ) {
    super(common);
    this.inner = make({ dtype: this.dtype });
  }
  override build(shape: Shape): void {
    this.inner.ensureBuilt([shape, shape]);
  }
  override call(x: Tensor): Tensor {
    return this.inner.apply([x, x]) as Tensor;
  }
}
