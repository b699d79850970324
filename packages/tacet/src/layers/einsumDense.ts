/** A dense layer over any axes. Source: keras/src/layers/core/einsum_dense.py. */
import { ops, type Shape, type Tensor } from "@tacet/compiler";
import { VarianceScaling } from "../initializers/varianceScaling.ts";
import { required, text, type Kind, type Kinds } from "../options.ts";
import { einsumShapes, parseEinsum, type EinsumEquation, type EinsumShapes } from "./einsumShapes.ts";
import { KernelLayer, kernelKinds, type KernelOptions } from "./kernel.ts";
import { show } from "./layer.ts";
import { layerOptions } from "./options.ts";

/** The fans of the default initializer of the kernel are counted over the axes that the equation says. */
export interface EinsumDenseOptions extends KernelOptions {
  /** The axes of input and kernel, then of the output: "abc,cd->abd"; "...x,xy->...y" for any axes in front. */
  equation: string;
  /** The output's extents behind the batch and the axes that "..." stands for; `null` for one that the input has. */
  outputShape: number | readonly (number | null)[];
  /** The output's axes that the bias has: "d". Default: no bias. */
  biasAxes?: string | null | undefined;
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
  ...kernelKinds,
  equation: required(text),
  outputShape: required(outputShape),
  biasAxes: letters,
};

/**
 * `activation(einsum(equation, x, kernel) + bias)`: the axes of x that the output has not are summed, those of the
 * output that x has not are the units. `einsumDense({ equation: "abc,cd->abd", outputShape: [null, 64], biasAxes: "d" })`
 * is a dense layer of 64 units on every step.
 * @throws TacetError for an equation of another form, or with axes that match neither input nor output
 */
export class EinsumDense extends KernelLayer {
  readonly equation: string;
  readonly biasAxes: string | undefined;
  readonly #parsed: EinsumEquation;
  readonly #outputShape: readonly (number | null)[];

  constructor(options: EinsumDenseOptions) {
    super(layerOptions("EinsumDense", options, kinds));
    this.equation = options.equation;
    this.biasAxes = options.biasAxes ?? undefined;
    this.#outputShape = typeof options.outputShape === "number" ? [options.outputShape] : options.outputShape;
    this.#parsed = parseEinsum(options.equation, (...said) => this.fail(...said));
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
    const given = this.kernelInitializer;
    const initializer = given instanceof VarianceScaling ? given.along(inputAxes, outputAxes) : given;
    this.addKernel(kernel, { initializer });
    if (bias) this.addBias(bias);
  }
  call(x: Tensor): Tensor {
    return this.finish(ops.einsum(this.equation, x, this.kernel!.tensor));
  }
}
