/** The options that every layer takes. Source: keras/src/layers/layer.py. */
import { layouts, type DType } from "@tacet/compiler";
import { anything, checkOptions, flag, oneOf, text, type Kinds } from "../options.ts";
import type { RegularizerLike } from "../regularizers/lookup.ts";

/** The shape of one row, `null` for an extent that may be any. */
export type RowPattern = readonly (number | null)[];
export interface LayerOptions {
  /** The layer's name, unique in its model. Default: Keras's automatic one, such as "dense_1". */
  name?: string | undefined;
  /** The element type of weights and computation. Default: `setFloatx`'s, "float32" at first. */
  dtype?: DType | undefined;
  /** Whether training changes the weights. Takes effect at the next `compile`. Default true. */
  trainable?: boolean | undefined;
  /** A penalty on what the layer puts out, added to the loss at every call. */
  activityRegularizer?: RegularizerLike | null | undefined;
  /**
   * The shape of one input row, without the batch: gives a Sequential model its input. A number stands for one axis.
   * With `null` for an extent that may be any, as in `[null, null, 3]`, the weights are made when the first data comes.
   */
  inputShape?: number | RowPattern | undefined;
  /** Short for `inputShape: [n]`. */
  inputDim?: number | undefined;
  /** The shape with the batch in front, `null` for any: `[null, 28, 28]`. */
  batchInputShape?: RowPattern | undefined;
}

/** What the options of every layer may be; a layer's own table begins with these. */
export const layerKinds: Kinds<LayerOptions> = {
  name: text,
  dtype: oneOf(...Object.keys(layouts)),
  trainable: flag,
  activityRegularizer: anything,
  inputShape: anything,
  inputDim: anything,
  batchInputShape: anything,
};
/** The options of a layer, checked before anything is made. @throws TacetError that names the layer */
export function layerOptions<O extends { readonly name?: string | undefined }>(
  className: string,
  options: O | undefined,
  kinds: Kinds<O>,
): O {
  const name: unknown = (options as O | null | undefined)?.name;
  return checkOptions(typeof name === "string" ? `Layer "${name}" (${className})` : className, options, kinds);
}
