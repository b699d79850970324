/** The options that every layer takes. Source: keras/src/layers/layer.py. */
import type { DType } from "@tacet/compiler";
import type { RegularizerLike } from "../regularizers/index.ts";

export interface LayerOptions {
  /** The layer's name, unique in its model. Default: Keras's automatic one, such as "dense_1". */
  name?: string | undefined;
  /** The element type of weights and computation. Default: `setFloatx`'s, "float32" at first. */
  dtype?: DType | undefined;
  /** Whether training changes the weights. Takes effect at the next `compile`. Default true. */
  trainable?: boolean | undefined;
  /** A penalty on what the layer puts out, added to the loss at every call. */
  activityRegularizer?: RegularizerLike | null | undefined;
  /** The shape of one input row, without the batch: gives a Sequential model its input. A number stands for one axis. */
  inputShape?: number | readonly number[] | undefined;
  /** Short for `inputShape: [n]`. */
  inputDim?: number | undefined;
  /** The shape with the batch in front, `null` for any: `[null, 28, 28]`. */
  batchInputShape?: readonly (number | null)[] | undefined;
}
