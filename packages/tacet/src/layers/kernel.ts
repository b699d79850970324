/**
 * What layers with one kernel have in common: its options, those of a bias, and an activation.
 * Source: keras/src/layers/core/dense.py, keras/src/layers/convolutional/base_conv.py.
 */
import type { StaticShape, Tensor, Variable } from "@tacet/compiler";
import { getActivation, type ActivationLike } from "../activations/lookup.ts";
import type { ConstraintLike } from "../constraints/lookup.ts";
import { Zeros } from "../initializers/constant.ts";
import type { Initializer, InitializerLike } from "../initializers/lookup.ts";
import { GlorotUniform } from "../initializers/varianceScaling.ts";
import { anything, type Kinds } from "../options.ts";
import type { Regularizer, RegularizerLike } from "../regularizers/lookup.ts";
import { Layer } from "./layer.ts";
import { layerKinds, type LayerOptions } from "./options.ts";
import { weightSpec, type WeightSpec } from "./weight.ts";

export interface BiasOptions {
  /** Of the bias. Default "zeros". */
  biasInitializer?: InitializerLike | undefined;
  /** A penalty on the bias that training adds to the loss. */
  biasRegularizer?: RegularizerLike | null | undefined;
  /** What the bias becomes after each update of training. */
  biasConstraint?: ConstraintLike | null | undefined;
}
export interface ActivatedOptions extends LayerOptions, BiasOptions {
  /** What is done to the result. Default "linear". */
  activation?: ActivationLike | null | undefined;
}
export interface KernelOptions extends ActivatedOptions {
  /** Of the kernel. Default "glorot_uniform". */
  kernelInitializer?: InitializerLike | undefined;
  /** A penalty on the kernel that training adds to the loss. */
  kernelRegularizer?: RegularizerLike | null | undefined;
  /** What the kernel becomes after each update of training. */
  kernelConstraint?: ConstraintLike | null | undefined;
}

export const biasKinds: Kinds<BiasOptions> = {
  biasInitializer: anything,
  biasRegularizer: anything,
  biasConstraint: anything,
};
export const activatedKinds: Kinds<ActivatedOptions> = { ...layerKinds, activation: anything, ...biasKinds };
export const kernelKinds: Kinds<KernelOptions> = {
  ...activatedKinds,
  kernelInitializer: anything,
  kernelRegularizer: anything,
  kernelConstraint: anything,
};

export const kernelSpec = (options: KernelOptions): WeightSpec => {
  const { kernelInitializer = new GlorotUniform(), kernelRegularizer, kernelConstraint } = options;
  return weightSpec(kernelInitializer, kernelRegularizer, kernelConstraint);
};
export const biasSpec = ({ biasInitializer = new Zeros(), biasRegularizer, biasConstraint }: BiasOptions): WeightSpec =>
  weightSpec(biasInitializer, biasRegularizer, biasConstraint);

/** The base class of layers that combine their input with a kernel, add a bias and activate. */
export abstract class KernelLayer extends Layer {
  readonly activation: (x: Tensor) => Tensor;
  /** Undefined until the layer is built. */
  kernel: Variable | undefined;
  /** Undefined until the layer is built, and where it has none. */
  bias: Variable | undefined;
  #kernelSpec: WeightSpec;
  #biasSpec: WeightSpec;

  /** @param kernel made of other options where they have other names: before that of the bias, as in Keras */
  constructor(options: KernelOptions, kernel: WeightSpec = kernelSpec(options)) {
    super(options);
    this.activation = getActivation(options.activation);
    this.#kernelSpec = kernel;
    this.#biasSpec = biasSpec(options);
  }
  /** What the kernel starts from, as the options say. */
  protected get kernelInitializer(): Initializer {
    return this.#kernelSpec.initializer;
  }
  protected addKernel(
    shape: StaticShape,
    other: { readonly name?: string; readonly initializer?: Initializer } = {},
  ): void {
    this.kernel = this.addWeight({ name: "kernel", shape, ...this.#kernelSpec, ...other });
  }
  protected addBias(shape: StaticShape): void {
    this.bias = this.addWeight({ name: "bias", shape, ...this.#biasSpec });
  }
  /** The layer's result from what the kernel gave: with the bias, on its axis or axes, and activated. */
  protected finish(y: Tensor, bias = this.bias?.tensor): Tensor {
    return this.activation(bias ? y.add(bias) : y);
  }

  /** Exchanged after the layer is built, it counts from the next call of `fit`. */
  get kernelRegularizer(): Regularizer | undefined {
    return this.#kernelSpec.regularizer;
  }
  set kernelRegularizer(given: RegularizerLike | null | undefined) {
    this.#kernelSpec = this.withRegularizer(this.#kernelSpec, this.kernel, given);
  }
  /** Exchanged after the layer is built, it counts from the next call of `fit`. */
  get biasRegularizer(): Regularizer | undefined {
    return this.#biasSpec.regularizer;
  }
  set biasRegularizer(given: RegularizerLike | null | undefined) {
    this.#biasSpec = this.withRegularizer(this.#biasSpec, this.bias, given);
  }
}
