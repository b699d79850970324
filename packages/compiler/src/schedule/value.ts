/**
 * What one element of a tensor is, as an expression over loop variables: the
 * scalar view of the graph. Views vanish into indices, maps into applications;
 * a node that has storage is a load.
 */
import { CompilerError, isStatic, sameExtent, sizeOf, stridesOf, type DType, type Extent } from "../core/index.ts";
import { build, type ContractNode, type Node, type ScalarPrimitive } from "../ir/index.ts";
import { constantIndex, divide, flatten, modulo, offset, plus, substitute, times, variable, zero } from "./affine.ts";
import type { Affine, Condition, LoopVar, Value, ValueOf } from "./expression.ts";

export type { Condition, Value, ValueOf } from "./expression.ts";

/** Where an element is: one index an axis, or its row-major position. */
export type Place = { readonly axes: readonly Affine[] } | { readonly flat: Affine };

const keys = new Map<string, string>();
let interned = 0;
/** Long keys are interned, so that they stay short however deep the expression. */
function intern(key: string): string {
  if (key.length < 48) return key;
  let short = keys.get(key);
  if (!short) keys.set(key, (short = `#${interned++}`));
  return short;
}
/** For the time after a program is written, whose keys nobody will ask for again. No later key is equal to one of them. */
export const forgetKeys = (): void => keys.clear();

const constantValue = (value: number, dtype: DType): Value => ({
  kind: "constant",
  value,
  dtype,
  key: `${Object.is(value, -0) ? "-0" : value}:${dtype}`,
});
const indexValue = (index: Affine, dtype: DType): Value => ({
  kind: "index",
  index,
  dtype,
  key: intern(`index:${dtype}:${index.key}`),
});
const loadValue = (source: Node, at: Affine, dtype: DType): Value => ({
  kind: "load",
  source,
  at,
  dtype,
  key: intern(`${source.id}[${at.key}]`),
});
const randomValue = (key2: readonly [Value, Value], at: Affine): Value => ({
  kind: "random",
  key2,
  at,
  dtype: "uint32",
  key: intern(`random(${key2[0].key},${key2[1].key},${at.key})`),
});
const applied = (fn: ScalarPrimitive | "mulAdd", args: readonly Value[], dtype: DType): Value => ({
  kind: "apply",
  fn,
  args,
  dtype,
  key: intern(`${fn}:${dtype}(${args.map((a) => a.key).join(",")})`),
});

/** Contractions this short are written out where they are used. */
export const unrolledContraction = 4;
export function contractionLength(node: ContractNode): Extent {
  const left = node.inputs[0]!;
  return sizeOf(node.spec.contract.map(([l]) => left.shape[l]!));
}

/** Expands nodes at places, stopping at those with storage. */
export class Expander {
  readonly #stored: (node: Node) => boolean;
  readonly #memo = new Map<string, Value>();
  constructor(stored: (node: Node) => boolean) {
    this.#stored = stored;
  }

  isStored(node: Node): boolean {
    return this.#stored(node);
  }
  at(node: Node, place: Place, root = false): Value {
    const key = `${node.id}${root ? "!" : ""}@${"flat" in place ? `f${place.flat.key}` : place.axes.map((a) => a.key).join(";")}`;
    let value = this.#memo.get(key);
    if (!value) this.#memo.set(key, (value = this.#expand(node, place, root)));
    return value;
  }

  #expand(node: Node, place: Place, root: boolean): Value {
    if (!root && this.#stored(node)) return this.#load(node, place);
    switch (node.kind) {
      case "constant":
        return constantValue(node.value, node.dtype);
      case "extent":
        return {
          kind: "extent",
          extent: node.extent,
          dtype: node.dtype,
          key: `extent:${JSON.stringify(node.extent)}:${node.dtype}`,
        };
      case "iota": {
        return indexValue(axesOf(place, node.shape)[node.axis]!, node.dtype);
      }
      case "random": {
        const at = flatOf(place, node.shape);
        const [key] = node.inputs;
        const key2 = [
          this.at(key!, { axes: [constantIndex(0)] }),
          this.at(key!, { axes: [constantIndex(1)] }),
        ] as const;
        return randomValue(key2, at);
      }
      case "map":
        return applied(
          node.fn,
          node.inputs.map((i) => this.at(i, i.shape.length === 0 ? { axes: [] } : place)),
          node.dtype,
        );
      case "reshape":
        return this.#reshaped(node.inputs[0]!, node.shape, place);
      case "permute": {
        const axes = axesOf(place, node.shape);
        const inner = new Array<Affine>(axes.length);
        node.order.forEach((from, i) => (inner[from] = axes[i]!));
        return this.at(node.inputs[0]!, { axes: inner });
      }
      case "broadcast": {
        const [x] = node.inputs;
        if (x!.shape.length === 0) return this.at(x!, { axes: [] });
        const axes = axesOf(place, node.shape);
        return this.at(x!, { axes: node.axes.map((a, i) => (x!.shape[i] === 1 ? zero : axes[a]!)) });
      }
      case "slice": {
        const axes = axesOf(place, node.shape);
        return this.at(node.inputs[0]!, {
          axes: axes.map((a, i) => offset(times(a, node.stride[i]!), node.start[i]!)),
        });
      }
      case "flip": {
        const axes = axesOf(place, node.shape);
        return this.at(node.inputs[0]!, {
          axes: axes.map((a, i) => (node.axes.includes(i) ? offset(times(a, -1), (node.shape[i] as number) - 1) : a)),
        });
      }
      case "window": {
        const axes = axesOf(place, node.shape);
        const rank = node.inputs[0]!.shape.length;
        return this.at(node.inputs[0]!, {
          axes: axes.slice(0, rank).map((a, i) => {
            const w = node.windows.findIndex((v) => v.axis === i);
            return w < 0
              ? a
              : plus(times(a, node.windows[w]!.stride), times(axes[rank + w]!, node.windows[w]!.dilation));
          }),
        });
      }
      case "pad": {
        const [x, fillValue] = node.inputs;
        const axes = axesOf(place, node.shape);
        const conditions: Condition[] = [];
        const inner = axes.map((a, i) => {
          const step = node.interior[i]! + 1;
          if (node.low[i] === 0 && node.high[i] === 0 && step === 1) return a;
          const index = offset(a, -node.low[i]!);
          const extent = x!.shape[i] as number;
          conditions.push({ index, limit: (extent - 1) * step + 1, step });
          return step === 1 ? index : divide(index, step);
        });
        return guarded(conditions, this.at(x!, { axes: inner }), this.at(fillValue!, { axes: [] }));
      }
      case "gather": {
        const [table, indices] = node.inputs;
        const axes = axesOf(place, node.shape);
        const rank = indices!.shape.length;
        const value = this.at(indices!, { axes: axes.slice(0, rank) });
        const limit = table!.shape[0]!;
        return this.at(table!, {
          axes: [variable({ kind: "value", key: `[${value.key}]`, value, limit }), ...axes.slice(rank)],
        });
      }
      case "contract": {
        const length = contractionLength(node);
        if (!isStatic(length) || length > unrolledContraction) break;
        return this.unroll(node, axesOf(place, node.shape));
      }
      default:
        break;
    }
    throw new CompilerError(`schedule: ${node.kind} has no storage and no formula`);
  }

  /** A short contraction, written out: k ascending. */
  unroll(node: ContractNode, axes: readonly Affine[]): Value {
    const extents = node.spec.contract.map(([l]) => node.inputs[0]!.shape[l] as number);
    const count = extents.reduce((a, b) => a * b, 1);
    let sum: Value | undefined;
    for (let k = 0; k < count; k++) {
      let rest = k;
      const at = extents.map(() => zero);
      for (let i = extents.length - 1; i >= 0; i--) {
        at[i] = constantIndex(rest % extents[i]!);
        rest = Math.floor(rest / extents[i]!);
      }
      const [a, b] = this.factors(node, axes, at);
      sum = sum === undefined ? applied("mul", [a, b], node.dtype) : applied("mulAdd", [a, b, sum], node.dtype);
    }
    return sum ?? constantValue(0, node.dtype);
  }
  /** The two factors of a contraction at an output place and a place along the contracted axes. */
  factors(node: ContractNode, output: readonly Affine[], contracted: readonly Affine[]): [Value, Value] {
    const [left, right] = node.inputs;
    const { leftFree, rightFree } = build.freeAxes(left!.shape.length, right!.shape.length, node.spec);
    const batches = node.spec.batch.length;
    const l = new Array<Affine>(left!.shape.length);
    const r = new Array<Affine>(right!.shape.length);
    node.spec.batch.forEach(([x, y], i) => {
      l[x] = output[i]!;
      r[y] = output[i]!;
    });
    node.spec.contract.forEach(([x, y], i) => {
      l[x] = contracted[i]!;
      r[y] = contracted[i]!;
    });
    leftFree.forEach((a, i) => (l[a] = output[batches + i]!));
    rightFree.forEach((a, i) => (r[a] = output[batches + leftFree.length + i]!));
    return [this.at(left!, { axes: l }), this.at(right!, { axes: r })];
  }

  #load(node: Node, place: Place): Value {
    return loadValue(node, flatOf(place, node.shape), node.dtype);
  }

  #reshaped(x: Node, shape: readonly Extent[], place: Place): Value {
    if ("flat" in place) return this.at(x, place);
    const split = regroup(place.axes, shape, x.shape);
    return split ? this.at(x, { axes: split }) : this.at(x, { flat: flatten(place.axes, shape) });
  }
}

export function guarded(conditions: readonly Condition[], inside: Value, outside: Value): Value {
  if (conditions.length === 0) return inside;
  const key = intern(
    `guard(${conditions.map((c) => `${c.index.key}<${JSON.stringify(c.limit)}%${c.step}`).join("&")}?${inside.key}:${outside.key})`,
  );
  return { kind: "guard", conditions, inside, outside, dtype: inside.dtype, key };
}

/** Row-major axes from either kind of place: a position is taken apart by quotients. */
export function axesOf(place: Place, shape: readonly Extent[]): readonly Affine[] {
  if ("axes" in place) return place.axes;
  const strides = stridesOf(shape);
  return shape.map((e, i) =>
    e === 1
      ? zero
      : i === 0 || leadingOnes(shape, i)
        ? divide(place.flat, strides[i]!)
        : modulo(divide(place.flat, strides[i]!), e),
  );
}
const leadingOnes = (shape: readonly Extent[], i: number) => shape.slice(0, i).every((e) => e === 1);
export const flatOf = (place: Place, shape: readonly Extent[]): Affine =>
  "flat" in place ? place.flat : flatten(place.axes, shape);

/** Axes of the operand from those of a reshape that only splits axes, or drops and adds axes of 1; else undefined. */
function regroup(axes: readonly Affine[], shape: readonly Extent[], inner: readonly Extent[]): Affine[] | undefined {
  const result: Affine[] = [];
  let at = 0;
  for (const extent of inner) {
    if (extent === 1) {
      result.push(zero);
      continue;
    }
    let index: Affine = zero;
    let product: Extent = 1;
    while (!sameExtent(product, extent)) {
      if (at >= shape.length) return undefined;
      const e = shape[at]!;
      index = plus(times(index, e), axes[at]!);
      product =
        isStatic(product) && isStatic(e)
          ? product * e
          : isStatic(product)
            ? { batch: product * (e as { batch: number }).batch }
            : isStatic(e)
              ? { batch: product.batch * e }
              : product;
      if (isStatic(product) && isStatic(extent) && product > extent) return undefined;
      if (!isStatic(product) && !isStatic(extent) && product.batch > extent.batch) return undefined;
      if (!isStatic(product) && isStatic(extent)) return undefined;
      at++;
    }
    result.push(index);
  }
  for (; at < shape.length; at++) if (shape[at] !== 1) return undefined;
  return result;
}

/** The value with loop variables replaced by indices over others. */
export function replaceVariables(value: Value, by: ReadonlyMap<LoopVar, Affine>): Value {
  const memo = new Map<string, Value>();
  const replace = (v: Value): Value => {
    let known = memo.get(v.key);
    if (!known) memo.set(v.key, (known = rebuilt(v)));
    return known;
  };
  const affine = (a: Affine) => substitute(a, by, replace);
  const rebuilt = (v: Value): Value => {
    switch (v.kind) {
      case "constant":
      case "extent":
        return v;
      case "index":
        return indexValue(affine(v.index), v.dtype);
      case "load":
        return loadValue(v.source, affine(v.at), v.dtype);
      case "random":
        return randomValue([replace(v.key2[0]), replace(v.key2[1])], affine(v.at));
      case "apply":
        return applied(v.fn, v.args.map(replace), v.dtype);
      case "guard":
        return guarded(
          v.conditions.map((c) => ({ ...c, index: affine(c.index) })),
          replace(v.inside),
          replace(v.outside),
        );
    }
  };
  return replace(value);
}

/** Every load in the value, gathered indices and guards included. */
export function loadsOf(value: Value, visit: (load: ValueOf<"load">) => void, seen = new Set<string>()): void {
  walk(value, { load: visit }, seen);
}
/** Every index in the value: of loads, of guards, of iotas and random numbers, gathered ones included. */
export function indicesOf(value: Value, visit: (index: Affine) => void): void {
  walk(value, { index: visit }, new Set());
}
interface Visitor {
  readonly load?: (load: ValueOf<"load">) => void;
  readonly index?: (index: Affine) => void;
}
function walk(value: Value, visitor: Visitor, seen: Set<string>): void {
  if (seen.has(value.key)) return;
  seen.add(value.key);
  const inIndex = (a: Affine): void => {
    visitor.index?.(a);
    for (const t of a.terms) {
      if (t.atom.kind === "value") walk(t.atom.value, visitor, seen);
      else if (t.atom.kind !== "var") inIndex(t.atom.of);
    }
  };
  switch (value.kind) {
    case "constant":
    case "extent":
      return;
    case "index":
      return inIndex(value.index);
    case "load":
      visitor.load?.(value);
      return inIndex(value.at);
    case "random":
      value.key2.forEach((k) => walk(k, visitor, seen));
      return inIndex(value.at);
    case "apply":
      return value.args.forEach((a) => walk(a, visitor, seen));
    case "guard":
      value.conditions.forEach((c) => inIndex(c.index));
      walk(value.inside, visitor, seen);
      return walk(value.outside, visitor, seen);
  }
}
