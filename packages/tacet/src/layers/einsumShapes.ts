/** The shapes of the weights that an einsum equation means. Source: keras/src/layers/core/einsum_dense.py, _analyze_einsum_string. */
import { formatShape, isStatic, sameExtent, type Extent, type Shape, type TacetError } from "@tacet/compiler";

/** "...ab,bc->...ac", apart. */
export interface EinsumEquation {
  readonly text: string;
  readonly input: string;
  readonly kernel: string;
  readonly output: string;
  /** Where "..." stands for axes that are not named. */
  readonly open: "left" | "right" | undefined;
}
export interface EinsumShapes {
  readonly kernel: readonly number[];
  readonly bias: readonly number[] | undefined;
  /** The kernel's axes that are summed, and those that the output has: what fans are counted over. */
  readonly inputAxes: readonly number[];
  readonly outputAxes: readonly number[];
}
/** Makes the error that names the layer. */
export type Fail = (expected: string, received: string, fix: string) => TacetError;

const forms = [
  { pattern: /^([a-zA-Z]+),([a-zA-Z]+)->([a-zA-Z]+)$/, open: undefined },
  { pattern: /^\.\.\.([a-zA-Z]+),([a-zA-Z]+)->\.\.\.([a-zA-Z]+)$/, open: "left" },
  { pattern: /^([a-zA-Z]{2,})\.\.\.,([a-zA-Z]+)->([a-zA-Z]+)\.\.\.$/, open: "right" },
] as const;

export function parseEinsum(text: string, fail: Fail): EinsumEquation {
  for (const { pattern, open } of forms) {
    const [, input, kernel, output] = pattern.exec(text) ?? [];
    if (input !== undefined) return { text, input, kernel: kernel!, output: output!, open };
  }
  throw fail(
    'an equation such as "ab,bc->ac", "...ab,bc->...ac" or "ab...,bc->ac..."',
    JSON.stringify(text),
    "Name the axes of input, kernel and output.",
  );
}

/**
 * @param given the output's extents behind the batch and the open axes
 * @param biasAxes the output's axes that the bias has
 */
export function einsumShapes(
  equation: EinsumEquation,
  shape: Shape,
  given: readonly (number | null)[],
  biasAxes: string | undefined,
  fail: Fail,
): EinsumShapes {
  const { text, input, kernel, output, open } = equation;
  const elided = shape.length - input.length;
  if (elided < 0 || (elided > 0 && open === undefined))
    throw fail(
      `an input with the ${input.length} axes of "${text}"`,
      `shape ${formatShape(shape)}`,
      "Name every axis.",
    );
  const left = open === "left" ? elided : 0;
  const inputs = new Map(Array.from(input, (axis, i) => [axis, shape[i + left]!]));
  // With axes elided on the left, the batch is one of them.
  const between = open === "left" && elided > 0 ? shape.slice(1, elided) : [];
  const behind = open === "right" ? shape.slice(shape.length - elided) : [];
  const full: (Extent | null)[] = [shape[0]!, ...between, ...given, ...behind];
  if (full.length !== output.length + elided)
    throw fail(
      `an outputShape for the axes of "${output}" behind the batch${elided > 0 ? " and those that ... stands for" : ""}`,
      `[${given.map(String).join(", ")}]`,
      "Give one extent an axis, null where the input has it.",
    );
  const outputs = new Map(Array.from(output, (axis, i) => [axis, full[i + left] ?? null]));
  for (const [axis, extent] of outputs) {
    const known = inputs.get(axis);
    if (known !== undefined && extent !== null && !sameExtent(known, extent))
      throw fail(
        `one extent for the axis "${axis}" of input and output`,
        `input ${formatShape(shape)} and outputShape [${given.map(String).join(", ")}]`,
        "Write null in outputShape for an axis that the input has.",
      );
    if (known === undefined && !kernel.includes(axis))
      throw fail(`every axis of the output in input or kernel`, `"${axis}" in "${text}"`, "Add it to the kernel.");
  }
  const extentOf = (axis: string): number => {
    const extent = outputs.get(axis) ?? inputs.get(axis);
    if (extent !== undefined && isStatic(extent)) return extent;
    throw fail(
      `a fixed extent for the kernel's axis "${axis}" in "${text}"`,
      `input ${formatShape(shape)}`,
      "It has to be an axis of the output with an extent in outputShape, or one of the input other than the batch.",
    );
  };
  const axes = Array.from(kernel);
  const places = (inOutput: boolean): number[] =>
    axes.flatMap((axis, i) => (output.includes(axis) === inOutput ? [i] : []));
  return {
    kernel: axes.map(extentOf),
    bias: biasAxes === undefined ? undefined : biasShape(equation, biasAxes, elided, extentOf, fail),
    inputAxes: places(false),
    outputAxes: places(true),
  };
}

/** From the first of its axes on, 1 for those that it has not. */
function biasShape(
  { output, open }: EinsumEquation,
  biasAxes: string,
  elided: number,
  extentOf: (axis: string) => number,
  fail: Fail,
): number[] {
  const unknown = Array.from(biasAxes).find((axis) => !output.includes(axis));
  if (unknown !== undefined)
    throw fail(`biasAxes among the output's axes "${output}"`, `"${unknown}"`, "Name axes of the output.");
  const first = Math.min(...Array.from(biasAxes, (axis) => output.indexOf(axis)));
  const named = Array.from(output.slice(first), (axis) => (biasAxes.includes(axis) ? extentOf(axis) : 1));
  return open === "left" ? named : [...named, ...Array.from({ length: elided }, () => 1)];
}
