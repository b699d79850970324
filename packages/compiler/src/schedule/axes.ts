/**
 * The loops of a matrix product, made few and simple before it is written: the
 * contracted axes in the order in which the operands lie in memory, and
 * neighbours that memory has as one axis joined into one. What remains is read
 * in runs that are as long as they can be, without a quotient or remainder.
 */
import { isStatic, multiplyExtents, type Extent } from "../core/index.ts";
import { atomDepends, loopVar, strideOf, variable, zero, type Affine, type LoopVar } from "./affine.ts";
import type { MatmulOperand } from "./plan.ts";
import { indicesOf, loadsOf, replaceVariables, type Value } from "./value.ts";

/**
 * Contracted axes sorted so that the last one moves least through memory. The
 * sum runs along them in this order, so it belongs to the numbers; it follows
 * from the views alone.
 */
export function inMemoryOrder(vars: readonly LoopVar[], values: readonly Value[]): LoopVar[] {
  const distance = new Map(vars.map((v) => [v, 0]));
  for (const value of values)
    loadsOf(value, (load) => {
      for (const v of vars) {
        const stride = strideOf(load.at, v);
        // A stride that is not a number is a multiple of the batch: further than any that is.
        distance.set(v, distance.get(v)! + (stride === undefined ? 2 ** 32 : Math.abs(stride)));
      }
    });
  return [...vars].sort((a, b) => distance.get(b)! - distance.get(a)!);
}

/** An operand with its axes joined, each side of the product by itself: only the order of k is common to both. */
export function operandOf(value: Value, free: readonly LoopVar[], k: readonly LoopVar[]): MatmulOperand {
  const alongK = joinNeighbours(k, value);
  const alongFree = joinNeighbours(free, alongK.value);
  return { value: alongFree.value, free: alongFree.vars, k: alongK.vars };
}
/** The axes and the value over them, neighbours that are one axis made one; axes of one element are left out. */
function joinNeighbours(vars: readonly LoopVar[], value: Value): { vars: LoopVar[]; value: Value } {
  let current = value;
  const result: LoopVar[] = [];
  for (const v of vars) {
    if (v.extent === 1) continue;
    const outer = result[result.length - 1];
    if (outer && isOneAxis(current, outer, v)) {
      const joined = loopVar(multiplyExtents(outer.extent, v.extent), v.key.replace(/\d+$/, ""));
      const by = new Map<LoopVar, Affine>([
        [outer, zero],
        [v, variable(joined)],
      ]);
      current = replaceVariables(current, by);
      result[result.length - 1] = joined;
    } else result.push(v);
  }
  return { vars: result, value: current };
}

/** Whether every index moves by the inner axis's extent, in its steps, for one step of the outer. */
function isOneAxis(value: Value, outer: LoopVar, inner: LoopVar): boolean {
  if (!isStatic(outer.extent) && !isStatic(inner.extent)) return false;
  let one = true;
  indicesOf(value, (index) => {
    const hidden = index.terms.some(
      ({ atom }) => atom.kind !== "var" && (atomDepends(atom, outer) || atomDepends(atom, inner)),
    );
    one &&= !hidden && covers(index, outer, inner);
  });
  return one;
}
function covers(index: Affine, outer: LoopVar, inner: LoopVar): boolean {
  const coefficient = (v: LoopVar, symbolic: boolean): number =>
    index.terms.find((t) => t.atom === v && t.symbolic === symbolic)?.coefficient ?? 0;
  const [own, perBatch] = [coefficient(inner, false), coefficient(inner, true)];
  const step = steps(inner.extent, own, perBatch);
  return coefficient(outer, false) === step?.own && coefficient(outer, true) === step.perBatch;
}
/** The stride times the extent; undefined where that is quadratic in the batch. */
function steps(extent: Extent, own: number, perBatch: number): { own: number; perBatch: number } | undefined {
  if (isStatic(extent)) return { own: own * extent, perBatch: perBatch * extent };
  return perBatch === 0 ? { own: 0, perBatch: own * extent.batch } : undefined;
}
