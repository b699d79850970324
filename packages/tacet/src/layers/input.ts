/** The input of a model. Source: keras/src/layers/core/input_layer.py. */
import { TacetError, Tensor, build } from "@tacet/compiler";
import { anything, show, type Kinds } from "../options.ts";
import { Layer, withBatch } from "./layer.ts";
import { layerKinds, layerOptions, type LayerOptions, type RowPattern } from "./options.ts";
import { GraphNode } from "./symbolic.ts";

export interface InputOptions extends Pick<LayerOptions, "name" | "dtype"> {
  /**
   * The shape of one row, without the batch. A number stands for one axis; in a sequential model, `null` for an extent
   * that may be any.
   */
  shape?: number | RowPattern | undefined;
  /** The shape with the batch in front, `null` for any. */
  batchShape?: RowPattern | undefined;
}

const { name, dtype } = layerKinds;
const kinds: Kinds<InputOptions> = { name, dtype, shape: anything, batchShape: anything };

/** Names a model's input and says its shape; it computes nothing. */
export class InputLayer extends Layer {
  constructor(options: InputOptions) {
    const { shape: row, batchShape, ...rest } = layerOptions("InputLayer", options, kinds);
    super({ ...rest, inputShape: row, batchInputShape: batchShape });
    if (this.inputPattern === undefined) {
      throw new TacetError(
        `Layer "${this.name}" (InputLayer): expected shape or batchShape, received neither. Give shape: [2] for rows of two numbers.`,
      );
    }
    // A sequential model makes another one for the first data.
    if (!this.inputShape) return;
    const shape = withBatch(this.inputShape);
    new GraphNode(this, [], new Tensor(build.parameter("input", this.name, shape, this.dtype)));
  }
  override get className(): string {
    return "InputLayer";
  }
  call(x: Tensor): Tensor {
    return x;
  }
}

/**
 * A symbolic tensor to begin a model with: apply layers to it, and close the graph with `model({ inputs, outputs })`.
 * @throws TacetError without a shape, or with an extent that is not known
 */
export function input(options: InputOptions): Tensor {
  const layer = new InputLayer(options);
  if (layer.inputShape) return layer.output;
  throw new TacetError(
    `Input "${layer.name}": expected a shape of whole numbers, received ${show(layer.inputPattern)}. In a graph of layers only the batch may be of any size: give the size of the data, or make a sequential model, which takes null.`,
  );
}
