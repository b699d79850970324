/**
 * What the fuzzer knows of a node's values, so that it can say how far two
 * right backends may be apart: how large they are, how much rounding they
 * carry, and whether every order of summing gives the same bits.
 */
import type { Node } from "../../ir/index.ts";

export interface Tracked {
  readonly node: Node;
  /** The largest magnitude possible. */
  readonly bound: number;
  /** Rounding so far: absolute, in units of half an ulp of 1. 0: all backends agree in every bit. */
  readonly error: number;
  /** Where exact: all values are multiples of this power of two. */
  readonly grain: number;
}

/** How many bits of an exact value may be in use; float32 has 24. */
const exactBits = 2 ** 22;
/** Nodes beyond are not made: their tolerance would hide defects. */
const limits = { bound: 1e4, error: 1e4 };

/** The node with its rounding estimated: exact where its parts are and the digits suffice, else with `fresh` units more. */
export function track(
  node: Node,
  from: { bound: number; error: number; grain: number; fresh: number },
): Tracked | undefined {
  const { bound, grain } = from;
  const exact = from.error === 0 && bound / grain <= exactBits && grain >= 2 ** -40;
  const error = exact ? 0 : from.error + from.fresh;
  return bound <= limits.bound && error <= limits.error ? { node, bound, error, grain } : undefined;
}
/** A value that no rounding can make exact again. */
export const rounded = (node: Node, bound: number, error: number): Tracked | undefined =>
  track(node, { bound, error: Math.max(error, Number.MIN_VALUE), grain: 1, fresh: 0 });
/** Of integers and bools, which agree in every bit. */
export const integral = (node: Node, bound = 2 ** 32): Tracked => ({ node, bound, error: 0, grain: 1 });
/** Running sums of up to `count` terms: each is rounded once more than the one before. */
export const cumulated = (
  node: Node,
  x: { bound: number; error: number; grain: number },
  count: number,
): Tracked | undefined =>
  track(node, {
    bound: Math.max(count, 1) * x.bound,
    error: count * x.error,
    grain: x.grain,
    fresh: count * count * x.bound,
  });
/** The node with the same values, moved. */
export const moved = (x: Tracked, node: Node): Tracked => ({ ...x, node });
/** A sum of `count` terms no larger than the operand's: rounding grows with the depth of the tree of additions. */
export const summed = (
  node: Node,
  x: { bound: number; error: number; grain: number },
  count: number,
): Tracked | undefined =>
  track(node, {
    bound: Math.max(count, 1) * x.bound,
    error: count * x.error,
    grain: x.grain,
    fresh: count * x.bound * (Math.log2(count + 1) + 2),
  });
