/** The densely connected layer. Source: keras/src/layers/core/dense.py. */
import { isStatic, type Shape, type Tensor, type Variable } from "@tacet/compiler";
import { getActivation, type ActivationLike } from "../activations/index.ts";
import { getConstraint, type Constraint, type ConstraintLike } from "../constraints/index.ts";
import { get as getInitializer, type Initializer, type InitializerLike } from "../initializers/index.ts";
import { anything, flag, required, wholeFrom, type Kinds } from "../options.ts";
import { getRegularizer, type Regularizer, type RegularizerLike } from "../regularizers/index.ts";
import { Layer, show } from "./layer.ts";
import { layerKinds, layerOptions, type LayerOptions } from "./options.ts";

export interface DenseOptions extends LayerOptions {
  /** The width of the output: a whole number from 1. */
  units: number;
  /** What is done to the result. Default "linear". */
  activation?: ActivationLike | null | undefined;
  /** Whether a bias is added. Default true. */
  useBias?: boolean | undefined;
  /** Of the kernel [inputs, units]. Default "glorot_uniform". */
  kernelInitializer?: InitializerLike | undefined;
  /** Of the bias [units]. Default "zeros". */
  biasInitializer?: InitializerLike | undefined;
  /** A penalty on the kernel that training adds to the loss. */
  kernelRegularizer?: RegularizerLike | null | undefined;
  /** A penalty on the bias that training adds to the loss. */
  biasRegularizer?: RegularizerLike | null | undefined;
  /** What the kernel becomes after each update of training. */
  kernelConstraint?: ConstraintLike | null | undefined;
  /** What the bias becomes after each update of training. */
  biasConstraint?: ConstraintLike | null | undefined;
}

const kinds: Kinds<DenseOptions> = {
  ...layerKinds,
  units: required(wholeFrom(1)),
  activation: anything,
  useBias: flag,
  kernelInitializer: anything,
  biasInitializer: anything,
  kernelRegularizer: anything,
  biasRegularizer: anything,
  kernelConstraint: anything,
  biasConstraint: anything,
};

/**
 * `activation(x · kernel + bias)` over the last axis: [n, …, inputs] → [n, …, units].
 * @throws TacetError for `units` that is no positive whole number, or an input of rank under 2
 */
export class Dense extends Layer {
  override supportsMasking = true;
  readonly units: number;
  readonly useBias: boolean;
  readonly activation: (x: Tensor) => Tensor;
  kernel: Variable | undefined;
  bias: Variable | undefined;
  readonly #kernelInitializer: Initializer;
  readonly #biasInitializer: Initializer;
  readonly #kernelConstraint: Constraint | undefined;
  readonly #biasConstraint: Constraint | undefined;
  #kernelRegularizer: Regularizer | undefined;
  #biasRegularizer: Regularizer | undefined;

  constructor(options: DenseOptions) {
    super(layerOptions("Dense", options, kinds));
    this.units = options.units;
    this.useBias = options.useBias ?? true;
    this.activation = getActivation(options.activation);
    this.#kernelInitializer = getInitializer(options.kernelInitializer ?? "glorot_uniform");
    this.#biasInitializer = getInitializer(options.biasInitializer ?? "zeros");
    this.#kernelRegularizer = getRegularizer(options.kernelRegularizer);
    this.#biasRegularizer = getRegularizer(options.biasRegularizer);
    this.#kernelConstraint = getConstraint(options.kernelConstraint);
    this.#biasConstraint = getConstraint(options.biasConstraint);
  }

  override get className(): string {
    return "Dense";
  }

  protected override checkInput(shape: Shape): void {
    const inputs = shape[shape.length - 1];
    if (shape.length < 2 || inputs === undefined || !isStatic(inputs)) {
      throw this.fail(
        "an input of rank 2 or more, [n, …, inputs]",
        `shape ${show(shape)}`,
        "Reshape the data, or give inputShape.",
      );
    }
    const known = this.kernel?.shape[0];
    if (known !== undefined && known !== inputs) {
      throw this.fail(
        `${known} inputs on the last axis, as it was built with`,
        `shape ${show(shape)}`,
        "Give data of that width, or make a new layer.",
      );
    }
  }

  override build(inputShape: Shape): void {
    const inputs = inputShape[inputShape.length - 1] as number;
    this.kernel = this.addWeight({
      name: "kernel",
      shape: [inputs, this.units],
      initializer: this.#kernelInitializer,
      regularizer: this.#kernelRegularizer,
      constraint: this.#kernelConstraint,
    });
    if (!this.useBias) return;
    this.bias = this.addWeight({
      name: "bias",
      shape: [this.units],
      initializer: this.#biasInitializer,
      regularizer: this.#biasRegularizer,
      constraint: this.#biasConstraint,
    });
  }

  call(x: Tensor): Tensor {
    const y = x.matmul(this.kernel!.tensor);
    return this.activation(this.bias ? y.add(this.bias.tensor) : y);
  }

  /** Exchanged after the layer is built, it counts from the next call of `fit`. */
  get kernelRegularizer(): Regularizer | undefined {
    return this.#kernelRegularizer;
  }
  set kernelRegularizer(regularizer: RegularizerLike | null | undefined) {
    this.#kernelRegularizer = getRegularizer(regularizer);
    this.setWeightRegularizer(this.kernel, this.#kernelRegularizer);
  }
  get biasRegularizer(): Regularizer | undefined {
    return this.#biasRegularizer;
  }
  set biasRegularizer(regularizer: RegularizerLike | null | undefined) {
    this.#biasRegularizer = getRegularizer(regularizer);
    this.setWeightRegularizer(this.bias, this.#biasRegularizer);
  }
}
