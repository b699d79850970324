/** A dense layer over any axes. Source: keras/src/layers/core/einsum_dense.py. */
import { ops, type Shape, type Tensor, type Variable } from "@tacet/compiler";
import { getActivation, type ActivationLike } from "../activations/index.ts";
import { getConstraint, type Constraint, type ConstraintLike } from "../constraints/index.ts";
import {
  get as getInitializer,
  VarianceScaling,
  type Initializer,
  type InitializerLike,
} from "../initializers/index.ts";
import { anything, required, text, type Kind, type Kinds } from "../options.ts";
import { getRegularizer, type Regularizer, type RegularizerLike } from "../regularizers/index.ts";
import { einsumShapes, parseEinsum, type EinsumEquation, type EinsumShapes } from "./einsumShapes.ts";
import { Layer, show } from "./layer.ts";
import { layerKinds, layerOptions, type LayerOptions } from "./options.ts";

export interface EinsumDenseOptions extends LayerOptions {
  /** The axes of input and kernel, then of the output: "abc,cd->abd"; "...x,xy->...y" for any axes in front. */
  equation: string;
  /** The output's extents behind the batch and the axes that "..." stands for; `null` for one that the input has. */
  outputShape: number | readonly (number | null)[];
  /** What is done to the result. Default "linear". */
  activation?: ActivationLike | null | undefined;
  /** The output's axes that the bias has: "d". Default: no bias. */
  biasAxes?: string | null | undefined;
  /** Of the kernel. Default "glorot_uniform", whose fans are counted over the axes that the equation says. */
  kernelInitializer?: InitializerLike | undefined;
  /** Of the bias. Default "zeros". */
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

const isExtent = (x: unknown): boolean => Number.isInteger(x) && (x as number) > 0;
const outputShape: Kind = {
  what: "a whole number above 0, or a list of such and null",
  test: (x) => isExtent(x) || (Array.isArray(x) && x.every((e) => e === null || isExtent(e))),
};
const letters: Kind = {
  what: "the letters of output axes",
  test: (x) => x === null || (typeof x === "string" && /^[a-zA-Z]+$/.test(x)),
};
const kinds: Kinds<EinsumDenseOptions> = {
  ...layerKinds,
  equation: required(text),
  outputShape: required(outputShape),
  activation: anything,
  biasAxes: letters,
  kernelInitializer: anything,
  biasInitializer: anything,
  kernelRegularizer: anything,
  biasRegularizer: anything,
  kernelConstraint: anything,
  biasConstraint: anything,
};

/**
 * `activation(einsum(equation, x, kernel) + bias)`: the axes of x that the output has not are summed, those of the
 * output that x has not are the units. `einsumDense({ equation: "abc,cd->abd", outputShape: [null, 64], biasAxes: "d" })`
 * is a dense layer of 64 units on every step.
 * @throws TacetError for an equation of another form, or with axes that match neither input nor output
 */
export class EinsumDense extends Layer {
  readonly equation: string;
  readonly biasAxes: string | undefined;
  readonly activation: (x: Tensor) => Tensor;
  kernel: Variable | undefined;
  bias: Variable | undefined;
  readonly #parsed: EinsumEquation;
  readonly #outputShape: readonly (number | null)[];
  readonly #kernelInitializer: Initializer;
  readonly #biasInitializer: Initializer;
  readonly #kernelRegularizer: Regularizer | undefined;
  readonly #biasRegularizer: Regularizer | undefined;
  readonly #kernelConstraint: Constraint | undefined;
  readonly #biasConstraint: Constraint | undefined;

  constructor(options: EinsumDenseOptions) {
    super(layerOptions("EinsumDense", options, kinds));
    this.equation = options.equation;
    this.biasAxes = options.biasAxes ?? undefined;
    this.activation = getActivation(options.activation);
    this.#outputShape = typeof options.outputShape === "number" ? [options.outputShape] : options.outputShape;
    this.#parsed = parseEinsum(options.equation, (...said) => this.fail(...said));
    this.#kernelInitializer = getInitializer(options.kernelInitializer ?? "glorot_uniform");
    this.#biasInitializer = getInitializer(options.biasInitializer ?? "zeros");
    this.#kernelRegularizer = getRegularizer(options.kernelRegularizer);
    this.#biasRegularizer = getRegularizer(options.biasRegularizer);
    this.#kernelConstraint = getConstraint(options.kernelConstraint);
    this.#biasConstraint = getConstraint(options.biasConstraint);
  }
  override get className(): string {
    return "EinsumDense";
  }
  #shapesFor(shape: Shape): EinsumShapes {
    return einsumShapes(this.#parsed, shape, this.#outputShape, this.biasAxes, (...said) => this.fail(...said));
  }
  protected override checkInput(shape: Shape): void {
    const { kernel } = this.#shapesFor(shape);
    if (this.kernel && kernel.join() !== this.kernel.shape.join())
      throw this.fail(
        `an input for its kernel ${show(this.kernel.shape)}`,
        `shape ${show(shape)}`,
        "Give data of the shape it was built with, or make a new layer.",
      );
  }
  override build(shape: Shape): void {
    const { kernel, bias, inputAxes, outputAxes } = this.#shapesFor(shape);
    const initializer = this.#kernelInitializer;
    this.kernel = this.addWeight({
      name: "kernel",
      shape: kernel,
      initializer: initializer instanceof VarianceScaling ? initializer.along(inputAxes, outputAxes) : initializer,
      regularizer: this.#kernelRegularizer,
      constraint: this.#kernelConstraint,
    });
    if (!bias) return;
    this.bias = this.addWeight({
      name: "bias",
      shape: bias,
      initializer: this.#biasInitializer,
      regularizer: this.#biasRegularizer,
      constraint: this.#biasConstraint,
    });
  }
  call(x: Tensor): Tensor {
    const y = ops.einsum(this.equation, x, this.kernel!.tensor);
    return this.activation(this.bias ? y.add(this.bias.tensor) : y);
  }
}
