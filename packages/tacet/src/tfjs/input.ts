/** Where models begin. Source: tfjs-layers/src/engine/input_layer.ts. */
import { input as kerasInput, layers as keras, type InputOptions } from "../index.ts";
import { Layer, SymbolicTensor } from "./layer.ts";

/** A symbolic tensor: `input({ shape: [4] })` stands for rows of four numbers. */
export const input = (options: InputOptions): SymbolicTensor => new SymbolicTensor(kerasInput(options));

export interface InputLayerArgs extends Omit<InputOptions, "shape" | "batchShape"> {
  /** The shape of one row. */
  inputShape?: InputOptions["shape"];
  /** The shape with the batch in front, `null` for any. */
  batchInputShape?: InputOptions["batchShape"];
}
/** The input of a sequential model as a layer. */
export const inputLayer = ({ inputShape, batchInputShape, ...rest }: InputLayerArgs): Layer =>
  new Layer(keras.input({ ...rest, shape: inputShape, batchShape: batchInputShape }));
