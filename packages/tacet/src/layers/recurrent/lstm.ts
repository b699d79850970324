/** Long short-term memory. Source: keras/src/layers/rnn/lstm.py; Hochreiter and Schmidhuber 1997. */
import { ops, tensor, type DType, type Shape, type StaticShape, type Tensor } from "@tacet/compiler";
import { sigmoid } from "../../activations/all.ts";
import { getActivation, type ActivationFunction } from "../../activations/lookup.ts";
import type { Initializer } from "../../initializers/lookup.ts";
import { flag, type Kinds } from "../../options.ts";
import { layerOptions } from "../options.ts";
import { gatedKinds, KernelCell, type CellMasks, type GatedOptions } from "./kernelCell.ts";
import { cellOptions, KernelRNN, kernelRNNKinds, type KernelRNNOptions } from "./kernelRNN.ts";

export interface LSTMCellOptions extends GatedOptions {
  /** Whether the bias of the forget gate starts at 1, so that a new layer remembers. Default true. */
  unitForgetBias?: boolean | undefined;
}
export const lstmCellKinds: Kinds<LSTMCellOptions> = { ...gatedKinds, unitForgetBias: flag };

/** How many masks a cell with gates draws at a rate. */
export const masksOf = ({ implementation, recurrentDropout = 0 }: GatedOptions, gates: number): number =>
  implementation === 1 || recurrentDropout !== 0 ? gates : 1;

/**
 * A step of `lstm`: [x, h, c] → [h', h', c'], h and c [n, units]. With z = x · kernel + h · recurrentKernel + bias, cut into
 * gates i, f, g and o: c' = σ(f) c + σ(i) tanh(g), h' = σ(o) tanh(c'), σ being `recurrentActivation` and tanh `activation`.
 * @throws TacetError for `units` that is no positive whole number
 */
export class LSTMCell extends KernelCell {
  override readonly stateSize: readonly [number, number];
  readonly recurrentActivation: ActivationFunction;
  readonly unitForgetBias: boolean;
  constructor(options: LSTMCellOptions) {
    const given = layerOptions("LSTMCell", options, lstmCellKinds);
    super(given, { gates: 4, masks: masksOf(given, 4), generatorFirst: false, dropsAll: false });
    const { units, recurrentActivation = sigmoid } = given;
    this.stateSize = [units, units];
    this.recurrentActivation = getActivation(recurrentActivation);
    this.unitForgetBias = given.unitForgetBias ?? true;
  }
  override get className(): string {
    return "LSTMCell";
  }
  override build([x]: readonly Shape[]): void {
    const [units] = this.stateSize;
    this.addWeights([x!.at(-1) as number, 4 * units], [units, 4 * units], [4 * units], (given) =>
      this.unitForgetBias ? (_, dtype) => forgetBias(given, units, dtype) : given,
    );
  }
  protected step(x: Tensor, [h, c]: readonly [Tensor, Tensor], { input, recurrent }: CellMasks): Tensor[] {
    const inputs = this.product(x, this.kernel!.tensor, input);
    const z = inputs.add(this.product(h, this.recurrentKernel!.tensor, recurrent));
    return remember(this.bias ? z.add(this.bias.tensor) : z, c, this, -1);
  }
}
/** The step from the gates, side by side along an axis, and the memory before. */
export function remember(
  z: Tensor,
  c: Tensor,
  { recurrentActivation, activation }: { readonly [K in "recurrentActivation" | "activation"]: ActivationFunction },
  axis: number,
): Tensor[] {
  const [i, f, g, o] = z.split(4, axis) as [Tensor, Tensor, Tensor, Tensor];
  const kept = recurrentActivation(f).mul(c);
  const memory = kept.add(recurrentActivation(i).mul(activation(g)));
  const output = recurrentActivation(o).mul(activation(memory));
  return [output, output, memory];
}
/** The second quarter 1, the others as given. */
export function forgetBias(given: Initializer, units: number, dtype: DType): Tensor {
  const part = (shape: StaticShape): Tensor => tensor(given.call(shape, dtype), shape, dtype);
  return ops.concatenate([part([units]), ops.ones([units], dtype), part([2 * units])], 0);
}

export interface LSTMOptions<S extends boolean = boolean> extends KernelRNNOptions<S>, LSTMCellOptions {}

/**
 * [n, t, d] → the last output [n, units], or all of them [n, t, units] with `returnSequences`. Its states are the last
 * output and the memory, [n, units] each.
 * @typeParam S whether the states are returned too
 * @throws TacetError for `units` that is no positive whole number, or an input that is no sequence of at least one step
 */
export class LSTM<S extends boolean = false> extends KernelRNN<LSTMCell, S> {
  constructor(options: LSTMOptions<S>) {
    const given = layerOptions("LSTM", options, { ...kernelRNNKinds, ...lstmCellKinds });
    super(given, new LSTMCell(cellOptions(given, lstmCellKinds, "lstm_cell")));
  }
  override get className(): string {
    return "LSTM";
  }
}
