/** Gated recurrent units. Source: keras/src/layers/rnn/gru.py; Cho et al. 2014. */
import type { Shape, Tensor } from "@tacet/compiler";
import { sigmoid } from "../../activations/all.ts";
import { getActivation, type ActivationFunction } from "../../activations/lookup.ts";
import { flag, type Kinds } from "../../options.ts";
import { layerOptions } from "../options.ts";
import { gatedKinds, KernelCell, type CellMasks, type GatedOptions } from "./kernelCell.ts";
import { cellOptions, KernelRNN, kernelRNNKinds, type KernelRNNOptions } from "./kernelRNN.ts";
import { masksOf } from "./lstm.ts";

export interface GRUCellOptions extends GatedOptions {
  /**
   * Whether the reset gate acts on the product of state and recurrent kernel, which then has a bias of its own; else on
   * the state before the product. Default true.
   */
  resetAfter?: boolean | undefined;
}
export const gruCellKinds: Kinds<GRUCellOptions> = { ...gatedKinds, resetAfter: flag };

/**
 * A step of `gru`: [x, h] → [h', h'], h [n, units]. Gates z and r are σ(x · kernel + bias + h · recurrentKernel), h' =
 * z h + (1 - z) tanh(x · kernel + bias + r (h · recurrentKernel + recurrent bias)); without `resetAfter` the last
 * product is (r h) · recurrentKernel. Three gates lie side by side in the kernels; the bias is [2, 3 units], that of the
 * product with the state second, or [3 units].
 * @throws TacetError for `units` that is no positive whole number
 */
export class GRUCell extends KernelCell {
  override readonly stateSize: number;
  readonly recurrentActivation: ActivationFunction;
  readonly resetAfter: boolean;
  constructor(options: GRUCellOptions) {
    const given = layerOptions("GRUCell", options, gruCellKinds);
    const { units, recurrentActivation = sigmoid, resetAfter = true } = given;
    super(given, { gates: 3, masks: masksOf(given, 3), generatorFirst: false, dropsAll: resetAfter });
    this.stateSize = units;
    this.recurrentActivation = getActivation(recurrentActivation);
    this.resetAfter = resetAfter;
  }
  override get className(): string {
    return "GRUCell";
  }
  override build([x]: readonly Shape[]): void {
    const width = 3 * this.stateSize;
    const bias = this.resetAfter ? [2, width] : [width];
    this.addWeights([x!.at(-1) as number, width], [this.stateSize, width], bias);
  }
  protected step(x: Tensor, [h]: readonly [Tensor], { input, recurrent }: CellMasks): Tensor[] {
    const product = this.product(x, this.kernel!.tensor, input);
    const bias = this.bias?.tensor;
    const [inputBias, stateBias] = bias && this.resetAfter ? (bias.unstack() as [Tensor, Tensor]) : [bias, undefined];
    const [xz, xr, xh] = (inputBias ? product.add(inputBias) : product).split(3, -1) as [Tensor, Tensor, Tensor];
    const gate = this.recurrentActivation;
    if (this.resetAfter) {
      const states = this.product(h, this.recurrentKernel!.tensor, recurrent);
      const [hz, hr, hh] = (stateBias ? states.add(stateBias) : states).split(3, -1) as [Tensor, Tensor, Tensor];
      return mixed(gate(xz.add(hz)), h, this.activation(xh.add(gate(xr.add(hr)).mul(hh))));
    }
    const kernels = this.recurrentKernel!.tensor.split([2 * this.stateSize], -1) as [Tensor, Tensor];
    const [hz, hr] = this.product(h, kernels[0], recurrent.slice(0, 2)).split(2, -1) as [Tensor, Tensor];
    const kept = recurrent[2] ? h.mul(recurrent[2]) : h;
    const reset = gate(xr.add(hr)).mul(kept);
    return mixed(gate(xz.add(hz)), h, this.activation(xh.add(reset.matmul(kernels[1]))));
  }
}
function mixed(z: Tensor, h: Tensor, candidate: Tensor): Tensor[] {
  const next = z.mul(h).add(z.neg().add(1).mul(candidate));
  return [next, next];
}

export interface GRUOptions<S extends boolean = boolean> extends KernelRNNOptions<S>, GRUCellOptions {}

/**
 * [n, t, d] → the last output [n, units], or all of them [n, t, units] with `returnSequences`. The output is the state.
 * @typeParam S whether the state is returned too
 * @throws TacetError for `units` that is no positive whole number, or an input that is no sequence of at least one step
 */
export class GRU<S extends boolean = false> extends KernelRNN<GRUCell, S> {
  constructor(options: GRUOptions<S>) {
    const given = layerOptions("GRU", options, { ...kernelRNNKinds, ...gruCellKinds });
    super(given, new GRUCell(cellOptions(given, gruCellKinds, "gru_cell")));
  }
  override get className(): string {
    return "GRU";
  }
}
