/**
 * Gradients checked against central differences, in float64 throughout.
 */
import { formatShape, TacetError, type StaticShape } from "../core/index.ts";
import { gradients } from "../autodiff/index.ts";
import { evaluateWith } from "../backends/reference/index.ts";
import { build, printGraph, type Node } from "../ir/index.ts";

export interface GradientInput {
  readonly shape: StaticShape;
  readonly data: ArrayLike<number>;
}

/**
 * Checks the gradients of `f`, a float64 scalar of float64 inputs, against
 * central differences of sixth order; throws with the worst element and the
 * graph. The error is relative to the larger of the element and 1e-3 of its
 * gradient's largest one. The caller keeps inputs off kinks, by `step` times 3
 * and the input's size.
 *
 * @param options.tolerance relative, 1e-6
 * @param options.step relative to max(1, |x|), 1e-3: truncation and rounding both stay under 1e-11
 */
export function checkGradient(
  f: (inputs: Node[]) => Node,
  inputs: readonly GradientInput[],
  options: { tolerance?: number; step?: number } = {},
): void {
  const { tolerance = 1e-6, step = 1e-3 } = options;
  const parameters = inputs.map((input, i) => build.parameter("input", `x${i}`, input.shape, "float64"));
  const values = inputs.map((input) => Float64Array.from(input.data));
  const output = f(parameters);
  if (output.dtype !== "float64" || output.shape.length !== 0)
    throw new TacetError(
      `expected a float64 scalar to differentiate, received ${output.dtype}${formatShape(output.shape)}: sum it, and build it from float64`,
    );
  const given = new Map(parameters.map((p, i) => [p, values[i]!]));
  const value = (): number => evaluateWith([output], given)[0]![0]!;
  const found = gradients(output, parameters);
  const derived = evaluateWith(found, given);
  derived.forEach((gradient, which) => {
    const x = values[which]!;
    if (gradient.length !== x.length)
      throw new Error(
        `the gradient of x${which} has shape ${formatShape(found[which]!.shape)}, not ${formatShape(inputs[which]!.shape)}`,
      );
    const measured = Float64Array.from(x, (_, i) => difference(value, x, i, step));
    const scale = measured.reduce((m, v) => Math.max(m, Math.abs(v)), 0);
    gradient.forEach((actual: number, i: number) => {
      const expected = measured[i]!;
      // Rounding of the differences: 1e-16 of the value over the step, with a margin.
      const bound = tolerance * Math.max(Math.abs(expected), 1e-3 * scale, 1e-5 * Math.abs(value()));
      if (!(Math.abs(actual - expected) <= bound)) {
        throw new Error(
          `the gradient of x${which}${formatShape(inputs[which]!.shape)} at element ${i} (${x[i]}) is ${actual}; differences give ${expected} (bound ${bound})\n${printGraph([output, found[which]!])}`,
        );
      }
    });
  });
}

/** Central difference of sixth order. */
function difference(value: () => number, x: Float64Array, i: number, step: number): number {
  const at = x[i]!;
  const h = step * Math.max(1, Math.abs(at));
  const shifted = (by: number) => {
    x[i] = at + by;
    return value();
  };
  const slope = (k: number) => (shifted(k * h) - shifted(-k * h)) / (2 * k * h);
  const [one, two, three] = [slope(1), slope(2), slope(3)];
  x[i] = at;
  return 1.5 * one - 0.6 * two + 0.1 * three;
}
