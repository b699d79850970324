/**
 * What the built-in cells have in common: a kernel for the input, one for the first state, a bias, and dropout on both
 * ways. Gates lie side by side in the last axis of the kernels, so that one product serves all of them.
 * Source: keras/src/layers/rnn/dropout_rnn_cell.py, lstm.py, gru.py, simple_rnn.py.
 */
import { ops, type Extent, type Shape, type StaticShape, type Tensor, type Variable } from "@tacet/compiler";
import { tanh } from "../../activations/all.ts";
import { getActivation, type ActivationFunction, type ActivationLike } from "../../activations/lookup.ts";
import type { ConstraintLike } from "../../constraints/lookup.ts";
import type { Initializer, InitializerLike } from "../../initializers/lookup.ts";
import { Orthogonal } from "../../initializers/orthogonal.ts";
import { anything, finite, flag, oneOf, required, wholeFrom, type Kinds } from "../../options.ts";
import { SeedGenerator } from "../../random/all.ts";
import type { Regularizer, RegularizerLike } from "../../regularizers/lookup.ts";
import { dropped } from "../dropout.ts";
import { biasSpec, kernelKinds, kernelSpec, type KernelOptions } from "../kernel.ts";
import { show, type CallOptions } from "../layer.ts";
import { weightSpec, type WeightSpec } from "../weight.ts";
import { RNNCell, type CellInput } from "./cell.ts";
import { madeAgain } from "./copies.ts";

/** The options of what cells with kernels share, whatever their products are. */
export interface RecurrentKernelOptions extends KernelOptions {
  /** What is done to a candidate or an output. Default "tanh"; `null` for nothing. */
  activation?: ActivationLike | null | undefined;
  /** Whether a bias is added. Default true. */
  useBias?: boolean | undefined;
  /** Of the recurrent kernel, which takes the state. Default "orthogonal". */
  recurrentInitializer?: InitializerLike | undefined;
  /** A penalty on the recurrent kernel that training adds to the loss. */
  recurrentRegularizer?: RegularizerLike | null | undefined;
  /** What the recurrent kernel becomes after each update of training. */
  recurrentConstraint?: ConstraintLike | null | undefined;
  /** The share of the input set to 0 in training, the same elements at every step. Default 0. */
  dropout?: number | undefined;
  /** The share of the state set to 0 on its way to the recurrent kernel, the same elements at every step. Default 0. */
  recurrentDropout?: number | undefined;
  /** Makes the masks of dropout repeatable by themselves; default: drawn from `setRandomSeed`'s generator. */
  seed?: number | undefined;
}
export interface RecurrentUnits extends RecurrentKernelOptions {
  /** The width of the state and of the output: a whole number from 1. */
  units: number;
}
/** The options of cells with gates. */
export interface GatedOptions extends RecurrentUnits {
  /** What is done to a gate. Default "sigmoid"; `null` for nothing. */
  recurrentActivation?: ActivationLike | null | undefined;
  /**
   * 1 draws one mask of `dropout` for each gate, 2 one for all. Numbers are the same where nothing is dropped. Default
   * 2, and always 1 with `recurrentDropout`.
   */
  implementation?: 1 | 2 | undefined;
}

export const recurrentKernelKinds: Kinds<RecurrentKernelOptions> = {
  ...kernelKinds,
  useBias: flag,
  recurrentInitializer: anything,
  recurrentRegularizer: anything,
  recurrentConstraint: anything,
  // Keras takes any number, and cuts it to 0 to 1.
  dropout: finite,
  recurrentDropout: finite,
  seed: anything,
};
export const recurrentUnitsKinds: Kinds<RecurrentUnits> = { ...recurrentKernelKinds, units: required(wholeFrom(1)) };
export const gatedKinds: Kinds<GatedOptions> = {
  ...recurrentUnitsKinds,
  recurrentActivation: anything,
  implementation: oneOf(1, 2),
};

const recurrentSpec = (options: RecurrentKernelOptions): WeightSpec => {
  const { recurrentInitializer = new Orthogonal(), recurrentRegularizer, recurrentConstraint } = options;
  return weightSpec(recurrentInitializer, recurrentRegularizer, recurrentConstraint);
};

interface Masks {
  readonly input: readonly Tensor[];
  readonly recurrent: readonly Tensor[];
}
const noMasks: Masks = { input: [], recurrent: [] };
const clipped = (rate = 0): number => Math.min(1, Math.max(0, rate));

/** How a cell's class uses what all have. */
export interface CellFacts {
  /** Gates side by side in the kernels. */
  readonly gates: number;
  /** Masks of dropout drawn for the input, and for the state. */
  readonly masks: number;
  /** Whether Keras makes its generator before its initializers, which matters to what is drawn. */
  readonly generatorFirst: boolean;
  /** Whether a rate of 1 drops all; else, in Keras, nothing. */
  readonly dropsAll: boolean;
}

export abstract class KernelCell extends RNNCell {
  override readonly outputIsState = true;
  readonly useBias: boolean;
  readonly activation: ActivationFunction;
  readonly dropout: number;
  readonly recurrentDropout: number;
  /** Undefined until the cell is built. */
  kernel: Variable | undefined;
  /** Undefined until the cell is built. */
  recurrentKernel: Variable | undefined;
  /** Undefined until the cell is built, and where it has none. */
  bias: Variable | undefined;
  readonly #options: RecurrentKernelOptions;
  readonly #facts: CellFacts;
  readonly #generator: SeedGenerator;
  #kernelSpec: WeightSpec;
  #recurrentSpec: WeightSpec;
  #biasSpec: WeightSpec;
  /** Of the call of an RNN that runs. */
  #masks: Masks | undefined;

  constructor(options: RecurrentKernelOptions, facts: CellFacts) {
    super(options);
    const { activation = tanh, seed } = options;
    const first = facts.generatorFirst ? new SeedGenerator(seed) : undefined;
    this.useBias = options.useBias ?? true;
    this.activation = getActivation(activation);
    this.#kernelSpec = kernelSpec(options);
    this.#recurrentSpec = recurrentSpec(options);
    this.#biasSpec = biasSpec(options);
    this.dropout = clipped(options.dropout);
    this.recurrentDropout = clipped(options.recurrentDropout);
    this.#generator = first ?? new SeedGenerator(seed);
    this.#facts = facts;
    this.#options = options;
  }

  override copy(): RNNCell {
    return madeAgain(this, this.#options, { trainable: this.trainable });
  }

  /** The weights: each gate as wide as the state. @param biasInitializer where the bias has one of its own */
  protected addWeights(
    kernel: StaticShape,
    recurrent: StaticShape,
    bias: StaticShape,
    biasInitializer: (given: Initializer) => InitializerLike = (given) => given,
  ): void {
    this.kernel = this.addWeight({ name: "kernel", shape: kernel, ...this.#kernelSpec });
    this.recurrentKernel = this.addWeight({ name: "recurrent_kernel", shape: recurrent, ...this.#recurrentSpec });
    if (!this.useBias) return;
    const initializer = biasInitializer(this.#biasSpec.initializer);
    this.bias = this.addWeight({ name: "bias", shape: bias, ...this.#biasSpec, initializer });
  }
  override build(shapes: readonly Shape[]): void {
    const { gates } = this.#facts;
    const [inputs, units] = shapes.map((shape) => shape.at(-1) as number) as [number, number];
    this.addWeights([inputs, gates * units], [units, gates * units], [gates * units]);
  }
  protected override checkInput(shapes: readonly Shape[]): void {
    super.checkInput(shapes);
    const [step] = shapes as readonly [Shape];
    const known = this.kernel?.shape.at(-2);
    if (known === undefined || known === this.widthOf(step)) return;
    throw this.fail(
      `${known} inputs on the last axis, as it was built with`,
      `steps of shape ${show(step)}`,
      "Give data of that width, or make a new layer.",
    );
  }
  /** How wide a step's input is. */
  widthOf(step: Shape): Extent | undefined {
    return step.at(-1);
  }

  /** Draws the masks of a call, the input's first; Keras does in every call, training or not. */
  override during<T>(step: Shape, options: Pick<CallOptions, "training">, steps: () => T): T {
    const before = this.#masks;
    this.#masks = this.#draw(step, options.training);
    try {
      return steps();
    } finally {
      this.#masks = before;
    }
  }
  #draw(step: Shape, training: boolean): Masks {
    const { masks: count, dropsAll } = this.#facts;
    const draw = (rate: number, shape: Shape): Tensor[] =>
      Array.from({ length: rate > 0 && (rate < 1 || dropsAll) ? count : 0 }, () =>
        dropped(ops.ones(shape, this.dtype), rate, this.#generator),
      );
    const masks = {
      input: draw(this.dropout, step),
      recurrent: draw(this.recurrentDropout, this.stateShapes(step)[0]!),
    };
    return training ? masks : noMasks;
  }
  call(inputs: CellInput, { training }: CallOptions<CellInput>): readonly Tensor[] {
    const [x, ...states] = inputs as readonly [Tensor, ...Tensor[]];
    return this.step(x, states, this.#masks ?? (training ? this.#draw(x.shape, training) : noMasks));
  }
  /** A step, with the masks of its call; a list of masks is empty where nothing is dropped. */
  protected abstract step(x: Tensor, states: readonly Tensor[], masks: Masks): readonly Tensor[];

  /**
   * x · kernel, the gates side by side along `axis`: of each with its own mask, where there are several.
   * @param multiply the product, if not that of matrices
   */
  protected product(
    x: Tensor,
    kernel: Tensor,
    masks: readonly Tensor[],
    multiply: (x: Tensor, kernel: Tensor) => Tensor = (a, w) => a.matmul(w),
    axis = -1,
  ): Tensor {
    if (masks.length < 2) return multiply(masks[0] ? x.mul(masks[0]) : x, kernel);
    const kernels = kernel.split(masks.length, -1);
    const gates = masks.map((mask, i) => multiply(x.mul(mask), kernels[i]!));
    return ops.concatenate(gates, axis);
  }

  /** Exchanged after the cell is built, it counts from the next call of `fit`. */
  get kernelRegularizer(): Regularizer | undefined {
    return this.#kernelSpec.regularizer;
  }
  set kernelRegularizer(given: RegularizerLike | null | undefined) {
    this.#kernelSpec = this.withRegularizer(this.#kernelSpec, this.kernel, given);
  }
  /** Exchanged after the cell is built, it counts from the next call of `fit`. */
  get recurrentRegularizer(): Regularizer | undefined {
    return this.#recurrentSpec.regularizer;
  }
  set recurrentRegularizer(given: RegularizerLike | null | undefined) {
    this.#recurrentSpec = this.withRegularizer(this.#recurrentSpec, this.recurrentKernel, given);
  }
  /** Exchanged after the cell is built, it counts from the next call of `fit`. */
  get biasRegularizer(): Regularizer | undefined {
    return this.#biasSpec.regularizer;
  }
  set biasRegularizer(given: RegularizerLike | null | undefined) {
    this.#biasSpec = this.withRegularizer(this.#biasSpec, this.bias, given);
  }
}
export type { Masks as CellMasks };
