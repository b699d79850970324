/** Axes that an option names, from either end. */
import { isStatic, type Shape } from "@tacet/compiler";
import type { Kind } from "../options.ts";

/** One axis, or several. */
export const axisKind: Kind = {
  what: "a whole number, or a list of them",
  test: (x) => Number.isInteger(x) || (Array.isArray(x) && x.length > 0 && x.every(Number.isInteger)),
};

/** The axes counted from 0, ascending; undefined where one lies outside the shape, is the batch, or comes twice. */
export function axesOf(axis: number | readonly number[], shape: Shape): number[] | undefined {
  const rank = shape.length;
  const each = (typeof axis === "number" ? [axis] : [...axis]).map((a) => (a < 0 ? a + rank : a)).sort((a, b) => a - b);
  const fits = each.every((a, i) => a >= 0 && a < rank && isStatic(shape[a]!) && a !== each[i - 1]);
  return fits ? each : undefined;
}

/** The extents of these axes, in order. */
export const extentsOf = (axes: readonly number[], shape: Shape): number[] => axes.map((axis) => shape[axis] as number);
/** 1 on every axis but these. */
export const broadcastShape = (axes: readonly number[], shape: Shape): number[] =>
  shape.map((extent, axis) => (axes.includes(axis) ? (extent as number) : 1));
