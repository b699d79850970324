/**
 * Units: a node to compute into a storage, with the iteration space it asks
 * for. Kernels are formed from them (form.ts).
 */
import { CompilerError, extentAt, isStatic, sameExtent, sizeOf, type Extent, type Shape } from "../core/index.ts";
import { build, type ContractNode, type Node, type NodeOf, type Reducer } from "../ir/index.ts";
import {
  constantIndex,
  flatten,
  loopVar,
  offset,
  plus,
  strideOf,
  times,
  variable,
  zero,
  type Affine,
  type LoopVar,
} from "./affine.ts";
import { contractForm, smallSide } from "./facts.ts";
import type { Instance, Storage } from "./plan.ts";
import type { Expander } from "./value.ts";
import { guarded, loadsOf, type Value } from "./value.ts";

export interface Unit {
  readonly index: number;
  readonly node: Node;
  readonly target: Storage;
  /** The value is only loaded from the node's storage and put into another. */
  readonly copy: boolean;
  /** Which operand of a concatenation this unit puts in place. */
  readonly part?: number;
}

/** The loops a unit asks for, and its item for given loop variables. */
export interface Space {
  readonly parallel: readonly Extent[];
  readonly reduced: readonly Extent[];
  readonly column: boolean;
  /** Made to follow the folds of a column kernel only: a leading axis is unrolled. */
  readonly epilogueOnly?: true;
  readonly fold?: Reducer | "argMax" | "argMin";
  instances(parallel: readonly LoopVar[], reduced: readonly LoopVar[]): Instance[];
}

const nonUnit = (shape: Shape) => shape.filter((e) => e !== 1);
/** One index an axis: the next variable, or 0 where the extent is 1. */
function indices(shape: Shape, next: () => Affine): Affine[] {
  return shape.map((e) => (e === 1 ? zero : next()));
}
const taking = (vars: readonly LoopVar[]) => {
  let at = 0;
  return () => variable(vars[at++]!);
};
/** Every combination of indices below the extents. */
function combinations(extents: readonly number[]): number[][] {
  return extents.reduce<number[][]>(
    (rows, e) => rows.flatMap((row) => Array.from({ length: e }, (_, i) => [...row, i])),
    [[]],
  );
}

/** The ways a unit can be iterated, the natural one first; none where it is not made of loops. */
export function spacesOf(unit: Unit, expander: Expander): Space[] {
  const { node } = unit;
  if (unit.copy) return [mapSpace(node, expander, false)];
  if (unit.part !== undefined) return [concatSpace(node, unit.part, expander)];
  switch (node.kind) {
    case "reduce":
    case "argReduce":
      return [reduceSpace(node, expander)];
    case "overlapAdd":
      return [overlapSpace(node, expander)];
    case "contract":
      if (contractForm(node) === "unrolled") return mapSpaces(node, expander);
      return contractForm(node) === "loops" ? [dotSpace(node, expander)] : [];
    case "scan":
    case "cond":
    case "scatterAdd":
    case "cumulate":
    case "argSort":
      return [];
    default:
      return mapSpaces(node, expander);
  }
}

function mapSpaces(node: Node, expander: Expander): Space[] {
  const natural = mapSpace(node, expander, true);
  const leading = leadingSmall(node.shape);
  return leading > 0 ? [natural, mapSpace(node, expander, true, leading)] : [natural];
}
/** How many leading axes may be unrolled. */
function leadingSmall(shape: Shape): number {
  let product = 1;
  let count = 0;
  while (count < shape.length - 1 && isStatic(shape[count]!) && product * (shape[count] as number) <= smallSide)
    product *= shape[count++] as number;
  return product > 1 ? count : 0;
}
function mapSpace(node: Node, expander: Expander, root: boolean, unrolled = 0): Space {
  const shape = node.shape;
  return {
    parallel: nonUnit(shape.slice(unrolled)),
    reduced: [],
    column: false,
    ...(unrolled > 0 && { epilogueOnly: true as const }),
    instances: (parallel) =>
      combinations(shape.slice(0, unrolled) as number[]).map((fixed) => {
        const next = taking(parallel);
        const axes = [...fixed.map(constantIndex), ...indices(shape.slice(unrolled), next)];
        return { value: expander.at(node, { axes }, root), at: flatten(axes, shape) };
      }),
  };
}
/** The node's element at a flat position, for kernels of one loop. */
export function flatInstance(unit: Unit, expander: Expander, position: LoopVar): Instance {
  const at = variable(position);
  return { value: expander.at(unit.node, { flat: at }, !unit.copy), at };
}
function concatSpace(node: Node, part: number, expander: Expander): Space {
  if (node.kind !== "concat") throw new CompilerError("schedule: parts are of concatenations");
  const input = node.inputs[part]!;
  const before = node.inputs.slice(0, part).reduce((sum, i) => sum + (i.shape[node.axis] as number), 0);
  return {
    parallel: nonUnit(input.shape),
    reduced: [],
    column: false,
    instances: (parallel) => {
      const axes = indices(input.shape, taking(parallel));
      return [
        {
          value: expander.at(input, { axes }),
          at: flatten(
            axes.map((a, i) => (i === node.axis ? offset(a, before) : a)),
            node.shape,
          ),
        },
      ];
    },
  };
}
function reduceSpace(node: Node, expander: Expander): Space {
  if (node.kind !== "reduce" && node.kind !== "argReduce") throw new CompilerError("schedule: not a reduction");
  const { x, axes: folded } =
    node.kind === "reduce" ? { x: node.inputs[0]!, axes: node.axes } : unmerged(node, expander);
  const kept = x.shape.filter((_, i) => !folded.includes(i));
  const reduced = folded.map((a) => x.shape[a]!);
  const instances = (parallel: readonly LoopVar[], over: readonly LoopVar[]): Instance[] => {
    const next = taking(parallel);
    const nextFolded = taking(over);
    const axes = x.shape.map((e, i) => (e === 1 ? zero : folded.includes(i) ? nextFolded() : next()));
    return [
      {
        value: expander.at(x, { axes }),
        at: flatten(
          axes.filter((_, i) => !folded.includes(i)),
          kept,
        ),
      },
    ];
  };
  const fold = node.kind === "reduce" ? node.fn : node.fn === "max" ? ("argMax" as const) : ("argMin" as const);
  const space = { parallel: nonUnit(kept), reduced: nonUnit(reduced), instances };
  return { ...space, column: prefersColumns(space), fold };
}
/** The operand of an argReduce, and its axis as those that a reshape merged into it: a loop for each, which others may share. */
function unmerged(node: NodeOf<"argReduce">, expander: Expander): { x: Node; axes: readonly number[] } {
  const { axis } = node;
  const x = node.inputs[0]!;
  const apart = x.kind === "reshape" && !expander.isStored(x) ? x.inputs[0]! : undefined;
  const merged = apart ? apart.shape.length - x.shape.length + 1 : 0;
  const same = (e: Extent, i: number): boolean => sameExtent(e, apart!.shape[i < axis ? i : i + merged - 1]!);
  if (apart && merged > 1 && x.shape.every((e, i) => i === axis || same(e, i)))
    return { x: apart, axes: Array.from({ length: merged }, (_, i) => axis + i) };
  return { x, axes: [axis] };
}
/** What an input position receives from the windows over it: a fold over their offsets. */
function overlapSpace(node: Node, expander: Expander): Space {
  if (node.kind !== "overlapAdd") throw new CompilerError("schedule: not an overlapAdd");
  const [x] = node.inputs;
  const rank = node.shape.length;
  const sizes = node.windows.map((w) => w.size);
  const instances = (parallel: readonly LoopVar[], over: readonly LoopVar[]): Instance[] => {
    const output = indices(node.shape, taking(parallel));
    const offsets = indices(sizes, taking(over));
    const conditions = node.windows.map((w, i) => ({
      index: plus(output[w.axis]!, times(offsets[i]!, -w.dilation)),
      limit: ((x!.shape[w.axis] as number) - 1) * w.stride + 1,
      step: w.stride,
    }));
    const axes = output.map((a, i) => {
      const w = node.windows.findIndex((v) => v.axis === i);
      if (w < 0) return a;
      const condition = conditions[w]!;
      return condition.step === 1
        ? condition.index
        : variable({
            kind: "div",
            key: `(${condition.index.key})/${condition.step}`,
            of: condition.index,
            by: condition.step,
          });
    });
    const inside = expander.at(x!, { axes: [...axes.slice(0, rank), ...offsets] });
    const outside: Value = { kind: "constant", value: 0, dtype: node.dtype, key: `0:${node.dtype}` };
    return [{ value: guarded(conditions, inside, outside), at: flatten(output, node.shape) }];
  };
  const space = { parallel: nonUnit(node.shape), reduced: nonUnit(sizes), instances };
  return { ...space, column: prefersColumns(space), fold: "add" };
}
/** A contraction with one short side: a fold of products, the short side unrolled. */
function dotSpace(node: ContractNode, expander: Expander): Space {
  const left = node.inputs[0]!;
  const contracted = node.spec.contract.map(([l]) => left.shape[l]!);
  const batches = node.spec.batch.length;
  const small = node.shape.map((e, i) => i >= batches && e !== 1 && isStatic(e) && e <= smallSide);
  // At most `smallSide` products a fold: the first short axes that fit.
  let product = 1;
  const unrolled = node.shape.map((e, i) => {
    if (!small[i] || product * (e as number) > smallSide) return false;
    product *= e as number;
    return true;
  });
  const instances = (parallel: readonly LoopVar[], over: readonly LoopVar[]): Instance[] =>
    combinations(node.shape.filter((_, i) => unrolled[i]) as number[]).map((fixed) => {
      const next = taking(parallel);
      let at = 0;
      const output = node.shape.map((e, i) => (unrolled[i] ? constantIndex(fixed[at++]!) : e === 1 ? zero : next()));
      const factors = expander.factors(node, output, indices(contracted, taking(over)));
      return { value: factors[0], factors, at: flatten(output, node.shape) };
    });
  const space = {
    parallel: nonUnit(node.shape.filter((_, i) => !unrolled[i])),
    reduced: nonUnit(contracted),
    instances,
  };
  return { ...space, column: prefersColumns(space), fold: "add" };
}

/** Whether vectors should run along the last parallel axis: where more of the loads are contiguous there. */
function prefersColumns(space: Pick<Space, "parallel" | "reduced" | "instances">): boolean {
  if (space.parallel.length === 0) return false;
  if (space.reduced.length === 0) return false;
  const parallel = space.parallel.map((e) => loopVar(e));
  const reduced = space.reduced.map((e) => loopVar(e));
  const along = (v: LoopVar) => {
    let score = 0;
    for (const instance of space.instances(parallel, reduced)) {
      for (const value of instance.factors ?? [instance.value]) {
        loadsOf(value, (load) => {
          const stride = strideOf(load.at, v);
          score += stride === 1 ? 1 : stride === 0 ? 0 : -2;
        });
      }
    }
    return score;
  };
  const lastParallel = parallel[parallel.length - 1]!;
  const lastReduced = reduced[reduced.length - 1]!;
  const [byColumn, byRow] = [along(lastParallel), along(lastReduced)];
  const narrow = (v: LoopVar) => isStatic(v.extent) && v.extent < 4;
  if (narrow(lastParallel) !== narrow(lastReduced)) return narrow(lastReduced);
  return byColumn > byRow;
}

export const elements = (shape: Shape, n: number): number => extentAt(sizeOf(shape), n);
export { build };
