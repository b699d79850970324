/** The plain recurrent layer: what it puts out is its next state. Source: keras/src/layers/rnn/simple_rnn.py. */
import type { Tensor } from "@tacet/compiler";
import { layerOptions } from "../options.ts";
import { KernelCell, recurrentUnitsKinds, type CellMasks, type RecurrentUnits } from "./kernelCell.ts";
import { cellOptions, KernelRNN, kernelRNNKinds, type KernelRNNOptions } from "./kernelRNN.ts";

const facts = { gates: 1, masks: 1, generatorFirst: true, dropsAll: true };

/**
 * A step of `simpleRNN`: [x, h] → [h', h'] with h' = activation(x · kernel + bias + h · recurrentKernel), h [n, units].
 * @throws TacetError for `units` that is no positive whole number
 */
export class SimpleRNNCell extends KernelCell {
  override readonly stateSize: number;
  constructor(options: RecurrentUnits) {
    super(layerOptions("SimpleRNNCell", options, recurrentUnitsKinds), facts);
    this.stateSize = options.units;
  }
  override get className(): string {
    return "SimpleRNNCell";
  }
  protected step(x: Tensor, [h]: readonly [Tensor], { input, recurrent }: CellMasks): Tensor[] {
    const inputs = this.product(x, this.kernel!.tensor, input);
    const states = this.product(h, this.recurrentKernel!.tensor, recurrent);
    const next = this.activation(this.bias ? inputs.add(this.bias.tensor).add(states) : inputs.add(states));
    return [next, next];
  }
}

export interface SimpleRNNOptions<S extends boolean = boolean> extends KernelRNNOptions<S>, RecurrentUnits {}

/**
 * [n, t, d] → the last output [n, units], or all of them [n, t, units] with `returnSequences`. Its `activityRegularizer`
 * counts, as that of any layer; Keras 3.15.1 loses it.
 * @typeParam S whether the state is returned too
 * @throws TacetError for `units` that is no positive whole number, or an input that is no sequence of at least one step
 */
export class SimpleRNN<S extends boolean = false> extends KernelRNN<SimpleRNNCell, S> {
  constructor(options: SimpleRNNOptions<S>) {
    const given = layerOptions("SimpleRNN", options, { ...kernelRNNKinds, ...recurrentUnitsKinds });
    super(given, new SimpleRNNCell(cellOptions(given, recurrentUnitsKinds, "simple_rnn_cell")));
  }
  override get className(): string {
    return "SimpleRNN";
  }
}
