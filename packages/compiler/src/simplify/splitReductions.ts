/**
 * A reduction over trailing axes and others becomes one over the trailing
 * static axes, row by row, and one over the rest: row reductions then share
 * loops with what else is done to a row. This fixes the order of summation.
 */
import { isStatic } from "../core/index.ts";
import { build } from "../ir/index.ts";
import type { Rule } from "./rewrite.ts";

export const splitReduction: Rule<"reduce"> = (node) => {
  const x = node.inputs[0]!;
  let first = x.shape.length;
  while (first > 0 && node.axes.includes(first - 1) && isStatic(x.shape[first - 1]!)) first--;
  const trailing = node.axes.filter((a) => a >= first);
  const rest = node.axes.filter((a) => a < first);
  if (trailing.length === 0 || rest.length === 0) return undefined;
  return build.reduce(node.fn, build.reduce(node.fn, x, trailing), rest);
};
