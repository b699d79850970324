/**
 * The interpreter: every node kind as the plainest loop over row-major arrays.
 * It is the oracle of the other backends, so it computes each node by itself,
 * in full, in the order of the graph.
 *
 * A reduction or contraction of float32 is one operation: it is summed in
 * double and rounded once. Any order of summation must stay close to that.
 */
import {
  extentAt,
  formatShape,
  isFloating,
  layouts,
  shapeAt,
  sizeOf,
  TacetError,
  type DType,
  type Shape,
  type TypedArray,
} from "../../core/index.ts";
import { freeAxes } from "../../ir/build.ts";
import {
  reducers,
  topological,
  type Kind,
  type Node,
  type NodeOf,
  type Subgraph,
  type WindowAxis,
} from "../../ir/index.ts";
import { scalarFunctions, type ScalarFunction, type ScalarTypes } from "./scalar.ts";
import { addInto, copyFrom, copyInto, forEachRun, product, rowMajor, type Strided } from "./strided.ts";
import { threefryBits } from "./special.ts";

/** "float32" rounds each float32 result to float32; "float64" computes float32 tensors in double. */
export type Precision = "float32" | "float64";
export interface Run {
  readonly n: number;
  readonly precision: Precision;
}
/** A node's results: one array, or one per result of a scan or cond. */
type Values = readonly TypedArray[];
export type Environment = Map<Node, Values>;

export const allocate = (dtype: DType, length: number, precision: Precision): TypedArray =>
  layouts[dtype === "float32" ? precision : dtype].allocate(length);
const make = (node: Node, run: Run): TypedArray =>
  allocate(node.dtype, extentAt(sizeOf(node.shape), run.n), run.precision);
/** Sums of floats are kept in double until they are stored. */
const accumulator = (dtype: DType, length: number): TypedArray =>
  layouts[isFloating(dtype) ? "float64" : dtype].allocate(length);
const stored = (acc: TypedArray, node: Node, run: Run): TypedArray => {
  const out = make(node, run);
  out.set(acc);
  return out;
};
const functionFor = (fn: keyof typeof scalarFunctions, operand: DType, result: DType, run: Run): ScalarFunction => {
  const define: (types: ScalarTypes) => ScalarFunction = scalarFunctions[fn];
  return define({ operand, result, single: run.precision === "float32" });
};

type Rule<N extends Node> = (
  node: N,
  inputs: readonly TypedArray[],
  run: Run,
  shape: (s: Shape) => number[],
) => TypedArray | Values;

const rules = {
  constant: (node, _, run) => make(node, run).fill(node.value),
  literal: (node, _, run) =>
    run.precision === "float64" && node.dtype === "float32" ? Float64Array.from(node.data) : node.data,
  parameter: (node) => {
    throw new TacetError(
      `expected a value for each parameter; none was given for "${node.name}" ${node.dtype}${formatShape(node.shape)}: evaluate it through a session, or pass its value`,
    );
  },
  extent: (node, _, run) => make(node, run).fill(extentAt(node.extent, run.n)),
  iota: (node, _, run, at) => {
    const shape = at(node.shape);
    const index = Int32Array.from({ length: shape[node.axis]! }, (__, i) => i);
    return copyFrom(
      index,
      { offset: 0, strides: shape.map((___, a) => (a === node.axis ? 1 : 0)) },
      shape,
      make(node, run),
    );
  },
  random: (node, [key], run) => {
    const bits = new Uint32Array(extentAt(sizeOf(node.shape), run.n));
    threefryBits(key![0]!, key![1]!, bits);
    return bits;
  },
  map: (node, [a, b, c], run) => {
    const out = make(node, run);
    const f = functionFor(node.fn, node.inputs[node.inputs.length - 1]!.dtype, node.dtype, run);
    if (c) for (let i = 0; i < out.length; i++) out[i] = f(a![i]!, b![i]!, c[i]!);
    else if (b) for (let i = 0; i < out.length; i++) out[i] = f(a![i]!, b[i]!, 0);
    else for (let i = 0; i < out.length; i++) out[i] = f(a![i]!, 0, 0);
    return out;
  },
  reduce: (node, [x], run, at) => {
    const kept = at(node.shape);
    const acc = accumulator(node.dtype, product(kept)).fill(reducers[node.fn].empty(node.dtype));
    const f = functionFor(node.fn, node.dtype, node.dtype, run);
    const folded = rowMajor(kept);
    const strides = node.inputs[0]!.shape.map((_, axis) => (node.axes.includes(axis) ? 0 : folded.shift()!));
    let i = 0;
    forEachRun(at(node.inputs[0]!.shape), { offset: 0, strides }, (start, length, stride) => {
      for (let k = 0, j = start; k < length; k++, j += stride) acc[j] = f(acc[j]!, x![i++]!, 0);
    });
    return stored(acc, node, run);
  },
  argReduce: (node, [x], run, at) => {
    const out = make(node, run);
    const shape = at(node.inputs[0]!.shape);
    const inner = product(shape.slice(node.axis + 1));
    const length = shape[node.axis]!;
    for (let o = 0; o < out.length; o++) {
      const start = Math.floor(o / inner) * inner * length + (o % inner);
      let best = 0;
      for (let k = 1; k < length; k++) {
        const held = x![start + best * inner]!;
        const value = x![start + k * inner]!;
        const better = node.fn === "max" ? value > held : value < held;
        if (!Number.isNaN(held) && (better || Number.isNaN(value))) best = k;
      }
      out[o] = best;
    }
    return out;
  },
  cumulate: (node, [x], run, at) => {
    const acc = accumulator(node.dtype, x!.length);
    const f = functionFor(node.fn, node.dtype, node.dtype, run);
    for (const { start, stride, length } of linesOf(at(node.shape), node.axis)) {
      let sum = reducers[node.fn].empty(node.dtype);
      for (let k = 0; k < length; k++) {
        const i = start + (node.reverse ? length - 1 - k : k) * stride;
        acc[i] = sum = f(sum, x![i]!, 0);
      }
    }
    return stored(acc, node, run);
  },
  argSort: (node, [x], run, at) => {
    const out = make(node, run);
    const sorted = linesOf(at(node.inputs[0]!.shape), node.axis).map(({ start, stride, length }) => {
      const rank = (a: number, b: number): number =>
        a < b ? -1 : a > b ? 1 : Number(Number.isNaN(a)) - Number(Number.isNaN(b));
      const value = (k: number): number => x![start + k * stride]!;
      const places = Array.from({ length }, (_, k) => k);
      return places.sort((a, b) => (node.descending ? rank(value(b), value(a)) : rank(value(a), value(b))));
    });
    linesOf(at(node.shape), node.axis).forEach(({ start, stride, length }, line) => {
      for (let k = 0; k < length; k++) out[start + k * stride] = sorted[line]![k]!;
    });
    return out;
  },
  contract: (node, [left, right], run, at) => {
    const [l, r] = [at(node.inputs[0]!.shape), at(node.inputs[1]!.shape)];
    const { leftFree, rightFree } = freeAxes(l.length, r.length, node.spec);
    const { batch, contract } = node.spec;
    // Both operands dense: [batch, free, contracted].
    const a = permuted(left!, l, [...batch.map(([i]) => i), ...leftFree, ...contract.map(([i]) => i)]);
    const b = permuted(right!, r, [...batch.map(([, i]) => i), ...rightFree, ...contract.map(([, i]) => i)]);
    const extents = (shape: number[], axes: readonly number[]) => product(axes.map((i) => shape[i]!));
    const [rows, columns, depth] = [
      extents(l, leftFree),
      extents(r, rightFree),
      extents(
        l,
        contract.map(([i]) => i),
      ),
    ];
    const out = make(node, run);
    for (let i = 0; i < out.length; i++) {
      const row = Math.floor(i / columns);
      const column = Math.floor(row / rows) * columns + (i % columns);
      let sum = 0;
      for (let k = 0; k < depth; k++) sum += a[row * depth + k]! * b[column * depth + k]!;
      out[i] = sum;
    }
    return out;
  },
  reshape: (_, [x]) => x!,
  permute: (node, [x], run, at) => {
    const strides = rowMajor(at(node.inputs[0]!.shape));
    return view(node, x!, { offset: 0, strides: node.order.map((a) => strides[a]!) }, run, at);
  },
  broadcast: (node, [x], run, at) => {
    const shape = at(node.inputs[0]!.shape);
    const own = rowMajor(shape);
    const strides = node.shape.map((_, axis) => {
      const from = node.axes.indexOf(axis);
      return from < 0 || shape[from] === 1 ? 0 : own[from]!;
    });
    return view(node, x!, { offset: 0, strides }, run, at);
  },
  slice: (node, [x], run, at) => {
    const strides = rowMajor(at(node.inputs[0]!.shape));
    const offset = strides.reduce((sum, s, i) => sum + s * node.start[i]!, 0);
    return view(node, x!, { offset, strides: strides.map((s, i) => s * node.stride[i]!) }, run, at);
  },
  pad: (node, [x, value], run, at) => {
    const out = make(node, run).fill(value![0]!);
    const strides = rowMajor(at(node.shape));
    const offset = strides.reduce((sum, s, i) => sum + s * node.low[i]!, 0);
    copyInto(x!, at(node.inputs[0]!.shape), out, {
      offset,
      strides: strides.map((s, i) => s * (node.interior[i]! + 1)),
    });
    return out;
  },
  flip: (node, [x], run, at) => {
    const shape = at(node.shape);
    const strides = rowMajor(shape);
    const offset = node.axes.reduce((sum, a) => sum + strides[a]! * (shape[a]! - 1), 0);
    return view(node, x!, { offset, strides: strides.map((s, i) => (node.axes.includes(i) ? -s : s)) }, run, at);
  },
  window: (node, [x], run, at) => view(node, x!, windowed(at(node.inputs[0]!.shape), node.windows), run, at),
  overlapAdd: (node, [x], run, at) => {
    const shape = at(node.shape);
    const acc = accumulator(node.dtype, product(shape));
    addInto(x!, at(node.inputs[0]!.shape), acc, windowed(shape, node.windows));
    return stored(acc, node, run);
  },
  concat: (node, inputs, run, at) => {
    const out = make(node, run);
    const strides = rowMajor(at(node.shape));
    let position = 0;
    inputs.forEach((x, i) => {
      const shape = at(node.inputs[i]!.shape);
      copyInto(x, shape, out, { offset: position * strides[node.axis]!, strides });
      position += shape[node.axis]!;
    });
    return out;
  },
  gather: (node, [table, indices], run, at) => {
    const [rows, ...rest] = at(node.inputs[0]!.shape);
    const size = product(rest);
    const out = make(node, run);
    if (rows === 0) return out;
    indices!.forEach((index: number, i: number) => {
      const row = Math.min(Math.max(index, 0), rows! - 1);
      out.set(table!.subarray(row * size, (row + 1) * size), i * size);
    });
    return out;
  },
  scatterAdd: (node, [indices, updates], run, at) => {
    const [rows, ...rest] = at(node.shape);
    const size = product(rest);
    const acc = accumulator(node.dtype, rows! * size);
    indices!.forEach((index: number, i: number) => {
      if (index < 0 || index >= rows!) return;
      for (let k = 0; k < size; k++) acc[index * size + k] = acc[index * size + k]! + updates![i * size + k]!;
    });
    return stored(acc, node, run);
  },
  scan: (node, inputs, run) => {
    const { body, length, carries, slices, reverse } = node;
    let carried = inputs.slice(0, carries);
    const scanned = inputs.slice(carries, carries + slices);
    const invariants = inputs.slice(carries + slices);
    const stacked = body.results
      .slice(carries)
      .map((r) => allocate(r.dtype, length * extentAt(sizeOf(r.shape), run.n), run.precision));
    const part = (whole: TypedArray, t: number) =>
      whole.subarray((t * whole.length) / length, ((t + 1) * whole.length) / length);
    for (let step = 0; step < length; step++) {
      const t = reverse ? length - 1 - step : step;
      const results = evaluateBody(body, [...carried, ...scanned.map((s) => part(s, t)), ...invariants], run);
      carried = results.slice(0, carries);
      stacked.forEach((whole, i) => part(whole, t).set(results[carries + i]!));
    }
    return [...carried, ...stacked];
  },
  cond: (node, [predicate, ...args], run) => evaluateBody(predicate![0] !== 0 ? node.then : node.otherwise, args, run),
  // Resolved by evaluateNodes, which holds all results of the operand.
  project: (_, results) => results,
} satisfies { readonly [K in Kind]: Rule<NodeOf<K>> };

const view = (node: Node, x: TypedArray, at: Strided, run: Run, shape: (s: Shape) => number[]): TypedArray =>
  copyFrom(x, at, shape(node.shape), make(node, run));

function permuted(x: TypedArray, shape: readonly number[], order: readonly number[]): TypedArray {
  if (order.every((a, i) => a === i)) return x;
  const strides = rowMajor(shape);
  return copyFrom(
    x,
    { offset: 0, strides: order.map((a) => strides[a]!) },
    order.map((a) => shape[a]!),
    x.slice(),
  );
}
/** The lines along one axis of a row-major array, in the order of their other indices. */
function linesOf(shape: readonly number[], axis: number): { start: number; stride: number; length: number }[] {
  const length = shape[axis]!;
  const stride = product(shape.slice(axis + 1));
  return Array.from({ length: product(shape.slice(0, axis)) * stride }, (_, line) => {
    const outer = Math.floor(line / stride);
    return { start: outer * stride * length + (line % stride), stride, length };
  });
}
/** Where the elements of a window view lie in its operand. */
function windowed(shape: readonly number[], windows: readonly WindowAxis[]): Strided {
  const own = rowMajor(shape);
  const positions = own.map((s, axis) => s * (windows.find((w) => w.axis === axis)?.stride ?? 1));
  return { offset: 0, strides: [...positions, ...windows.map((w) => own[w.axis]! * w.dilation)] };
}

const rule = (kind: Kind): Rule<Node> => rules[kind] as Rule<Node>;
const isList = (values: TypedArray | Values): values is Values => Array.isArray(values);

/** Adds to `env` all that `roots` need; it holds the parameters' values to begin with. */
export function evaluateNodes(roots: readonly Node[], env: Environment, run: Run): void {
  evaluateOrdered(topological(roots), env, run);
}
function evaluateOrdered(order: readonly Node[], env: Environment, run: Run): void {
  for (const node of order) {
    if (env.has(node)) continue;
    if (node.kind === "project") {
      env.set(node, [env.get(node.inputs[0]!)![node.index]!]);
      continue;
    }
    const inputs = node.inputs.map((i) => env.get(i)![0]!);
    const values = rule(node.kind)(node, inputs, run, (s) => shapeAt(s, run.n));
    env.set(node, isList(values) ? values : [values]);
  }
}

const bodyOrders = new WeakMap<Subgraph, readonly Node[]>();
function evaluateBody(body: Subgraph, args: readonly TypedArray[], run: Run): Values {
  let order = bodyOrders.get(body);
  if (!order) bodyOrders.set(body, (order = topological(body.results)));
  const env: Environment = new Map(body.parameters.map((p, i) => [p, [args[i]!]]));
  evaluateOrdered(order, env, run);
  return body.results.map((r) => env.get(r)![0]!);
}
