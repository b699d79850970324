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
  const found = gradients(output, parameters);
  const inputsOf = values.map((x, i): Differentiated => {
    const derived = evaluateWith([found[i]!], given)[0]!;
    const name = `x${i}${formatShape(inputs[i]!.shape)}`;
    if (derived.length === x.length) return { name, x, derived };
    throw new Error(`the gradient of ${name} has shape ${formatShape(found[i]!.shape)}`);
  });
  try {
    checkDifferences(() => evaluateWith([output], given)[0]![0]!, inputsOf, { tolerance, step });
  } catch (error) {
    throw new Error(`${String(error)}\n${printGraph([output, ...found])}`, { cause: error });
  }
}

/** Numbers that a value depends on, and what is said to be its gradient by them. */
export interface Differentiated {
  readonly name: string;
  /** Changed, one at a time, and put back. */
  readonly x: Float64Array;
  readonly derived: ArrayLike<number>;
}
/** The check behind `checkGradient`, of anything that can be computed again: `value` reads the numbers of `inputs`. */
export function checkDifferences(
  value: () => number,
  inputs: readonly Differentiated[],
  options: { tolerance?: number; step?: number } = {},
): void {
  const { tolerance = 1e-6, step = 1e-3 } = options;
  for (const { name, x, derived } of inputs) {
    const measured = Float64Array.from(x, (_, i) => difference(value, x, i, step));
    const scale = measured.reduce((m, v) => Math.max(m, Math.abs(v)), 0);
    for (const [i, expected] of measured.entries()) {
      // Rounding of the differences: 1e-16 of the value over the step, with a margin.
      const bound = tolerance * Math.max(Math.abs(expected), 1e-3 * scale, 1e-5 * Math.abs(value()));
      if (Math.abs(derived[i]! - expected) <= bound) continue;
      throw new Error(
        `the gradient of ${name} at element ${i} (${x[i]}) is ${derived[i]}; differences give ${expected} (bound ${bound})`,
      );
    }
  }
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
