/**
 * Random graphs, valid by construction and numerically tame, over every node
 * kind: what simplified and unsimplified graphs, and two backends, must agree
 * on. The same seed draws the same graph.
 */
import {
  batch,
  extentAt,
  isStatic,
  isStaticShape,
  layouts,
  sameShape,
  sizeOf,
  type DType,
  type Shape,
} from "../../core/index.ts";
import { build, topological, type Graph, type Kind, type Node, type ParameterNode } from "../../ir/index.ts";
import type { Tolerance } from "../compare.ts";
import { between, Draft, eighths, type Fill, type GraphData } from "../draft.ts";
import { createRandom, type Random } from "../random.ts";
import { randomMap, type Operands } from "./maps.ts";
import { cumulated, integral, moved, summed, track, type Tracked } from "./track.ts";
import { randomView, randomWindows } from "./views.ts";

export interface RandomGraph {
  readonly seed: number;
  readonly graph: Graph;
  readonly data: GraphData;
  /** How far two right evaluations may be apart, by output and then by update. */
  readonly tolerances: readonly Tolerance[];
}
export interface RandomGraphOptions {
  /** How many draws of a node are tried: 5 to 40 by the seed where not given. A draw makes one node or a few. */
  readonly size?: number;
  /** Whether shapes may hold the batch (true). */
  readonly batched?: boolean;
  /** The one float type in use: float32 for four seeds of five. */
  readonly float?: "float32" | "float64";
}

/** The largest batch a graph's bounds and tolerances hold for. */
const rows = 32;
const extents = [1, 2, 3, 4, 5, 7, 8, 17];
const count = (shape: Shape): number => extentAt(sizeOf(shape), rows);

class Generator implements Operands {
  readonly random: Random;
  readonly draft: Draft;
  readonly float: DType;
  readonly pool: Tracked[] = [];
  readonly states: { node: ParameterNode; tracked: Tracked }[] = [];
  readonly #batched: boolean;

  constructor(random: Random, { batched = true, float }: RandomGraphOptions) {
    this.random = random;
    this.draft = new Draft(random);
    const drawn = random.chance(0.8) ? "float32" : "float64";
    this.float = float ?? drawn;
    this.#batched = batched;
  }
  /** One of the pool, late ones more often. */
  any(suits: (x: Tracked) => boolean = () => true): Tracked | undefined {
    const found = this.pool.filter(suits);
    return found[found.length - 1 - Math.floor(found.length * this.random.uniform() ** 2)];
  }
  like(x: Tracked, dtype: DType = x.node.dtype): Tracked {
    const found = this.any((y) => y.node.dtype === dtype && sameShape(y.node.shape, x.node.shape));
    return found && this.random.chance(0.8) ? found : this.leaf(x.node.shape, dtype);
  }
  shape(): Shape {
    const shape: Shape = Array.from({ length: this.random.integer(0, 4) }, () => this.random.pick(extents));
    if (!this.#batched || this.random.chance(0.5)) return shape;
    const at = this.random.integer(0, Math.min(2, shape.length) + 1);
    return [...shape.slice(0, at), batch, ...shape.slice(at)];
  }
  dtype(): DType {
    return this.random.chance(0.7) ? this.float : this.random.pick(["int32", "uint32", "bool"] as const);
  }
  /** Data, a state, or a constant of the shape. */
  leaf(shape: Shape, dtype: DType, integers: { low: number; high: number } = { low: -9, high: 10 }): Tracked {
    const { random, draft } = this;
    const low = dtype === "uint32" ? Math.max(integers.low, 0) : integers.low;
    const fill: Fill =
      dtype === "float32" || dtype === "float64"
        ? eighths
        : dtype === "bool"
          ? between(0, 2)
          : between(low, integers.high);
    const bound = fill === eighths ? 4 : dtype === "bool" ? 1 : Math.max(Math.abs(low), integers.high);
    const known = (node: Node): Tracked => ({ node, bound, error: 0, grain: fill === eighths ? 1 / 8 : 1 });
    const how = random.uniform();
    if (how < 0.1) return known(build.fill(build.constant(fill(random, 0), dtype), shape));
    if (!isStaticShape(shape)) return known(draft.input(shape, dtype, fill));
    if (how < 0.2)
      return known(
        build.literal(
          layouts[dtype].allocate(count(shape)).map((_: number, i: number) => fill(random, i)),
          shape,
          dtype,
        ),
      );
    if (how < 0.35) return known(draft.input(shape, dtype, fill));
    const node = draft.state(shape, dtype, fill);
    const tracked = known(node);
    this.states.push({ node, tracked });
    return tracked;
  }
}

type Step = (g: Generator) => Tracked | undefined;
const isFloat = (g: Generator) => (x: Tracked) => x.node.dtype === g.float;
const isExact = (x: Tracked) => x.error === 0;
const product = (extentsOf: Shape): number => count(extentsOf);

const view =
  (kind: Parameters<typeof randomView>[3]): Step =>
  (g) => {
    const x = g.any();
    if (!x) return undefined;
    const padding = g.leaf([], x.node.dtype);
    const node = randomView(g.random, x.node, padding.node, kind);
    return (
      node &&
      track(node, {
        bound: Math.max(x.bound, padding.bound),
        error: x.error,
        grain: Math.min(x.grain, padding.grain),
        fresh: 0,
      })
    );
  };
const subset = (random: Random, rank: number): number[] =>
  Array.from({ length: rank }, (_, i) => i).filter(() => random.chance(0.5));

/** One way to draw each kind: a new kind does not compile without one. */
const steps: { readonly [K in Kind]: Step } = {
  constant: (g) => g.leaf(g.shape(), g.dtype()),
  literal: (g) => g.leaf(g.shape(), g.dtype()),
  parameter: (g) => g.leaf(g.shape(), g.dtype()),
  extent: (g) => {
    const c = g.random.integer(1, 4);
    return {
      node: build.extent({ batch: c }, g.random.pick([g.float, "int32"] as const)),
      bound: c * rows,
      error: 0,
      grain: 1,
    };
  },
  iota: (g) => {
    const shape = g.shape();
    if (shape.length === 0) return undefined;
    const axis = g.random.integer(0, shape.length);
    return {
      node: build.iota(shape, axis, g.random.pick([g.float, "int32", "uint32"] as const)),
      bound: product([shape[axis]!]),
      error: 0,
      grain: 1,
    };
  },
  random: (g) => integral(build.random(g.leaf([2], "uint32", { low: 0, high: 2 ** 32 }).node, g.shape())),
  map: (g) => {
    const x = g.any();
    return x && randomMap(x, g, g.float);
  },
  reduce: (g) => {
    const x = g.any();
    if (!x) return undefined;
    const axes = subset(g.random, x.node.shape.length);
    if (x.node.dtype === "bool") return integral(build.reduce(g.random.pick(["and", "or"] as const), x.node, axes), 1);
    const fn = g.random.pick(["add", "add", "add", "max", "min", "mul"] as const);
    if (x.node.dtype !== g.float) return integral(build.reduce(fn, x.node, axes));
    if (fn === "add") return summed(build.reduce(fn, x.node, axes), x, product(axes.map((a) => x.node.shape[a]!)));
    if (fn === "mul") return undefined;
    return moved(x, build.reduce(fn, x.node, axes));
  },
  argReduce: (g) => {
    const x = g.any((y) => isExact(y) && y.node.shape.length > 0 && y.node.dtype !== "bool");
    if (!x) return undefined;
    const axis = g.random.integer(0, x.node.shape.length);
    return integral(
      build.argReduce(g.random.pick(["max", "min"] as const), x.node, axis),
      product([x.node.shape[axis]!]),
    );
  },
  cumulate: (g) => {
    const x = g.any((y) => y.node.dtype !== "bool" && y.node.shape.length > 0);
    if (!x) return undefined;
    const axis = g.random.integer(0, x.node.shape.length);
    const fn = g.random.pick(["add", "add", "max", "min", "mul"] as const);
    const node = build.cumulate(fn, x.node, axis, g.random.chance(0.5));
    if (x.node.dtype !== g.float) return integral(node);
    if (fn === "mul") return undefined;
    return fn === "add" ? cumulated(node, x, product([x.node.shape[axis]!])) : moved(x, node);
  },
  argSort: (g) => {
    const x = g.any((y) => isExact(y) && y.node.shape.length > 0);
    if (!x) return undefined;
    const axis = g.random.integer(0, x.node.shape.length);
    const extent = x.node.shape[axis]!;
    const few = isStatic(extent) && g.random.chance(0.5) ? g.random.integer(0, extent + 1) : undefined;
    return integral(build.argSort(x.node, axis, g.random.chance(0.5), few), product([extent]));
  },
  contract: (g) => {
    const x = g.any(isFloat(g));
    if (!x) return undefined;
    const { random } = g;
    const roles = x.node.shape.map(() => random.pick(["batch", "contract", "contract", "free"] as const));
    const axes = (role: string) => roles.flatMap((r, i) => (r === role ? [i] : []));
    const shared = random.shuffled([...axes("batch"), ...axes("contract")]);
    const right: { extent: Shape[number]; from?: number }[] = shared.map((from) => ({
      extent: x.node.shape[from]!,
      from,
    }));
    for (let i = random.integer(0, 3); i > 0; i--)
      right.splice(random.integer(0, right.length + 1), 0, { extent: random.pick(extents) });
    const y = g.leaf(right.map((r) => r.extent), g.float); // prettier-ignore
    const at = (from: number) => [from, right.findIndex((r) => r.from === from)] as const;
    const spec = { batch: axes("batch").map(at), contract: axes("contract").map(at) };
    const swapped = {
      batch: spec.batch.map(([l, r]) => [r, l] as const),
      contract: spec.contract.map(([l, r]) => [r, l] as const),
    };
    const node = random.chance(0.5) ? build.contract(x.node, y.node, spec) : build.contract(y.node, x.node, swapped);
    const term = { bound: x.bound * y.bound, error: x.error * y.bound + y.error * x.bound, grain: x.grain * y.grain };
    return count(node.shape) > 1e5
      ? undefined
      : summed(node, term, product(axes("contract").map((i) => x.node.shape[i]!)));
  },
  reshape: view("reshape"),
  permute: view("permute"),
  broadcast: view("broadcast"),
  slice: view("slice"),
  pad: view("pad"),
  flip: view("flip"),
  window: view("window"),
  overlapAdd: (g) => {
    const x = g.any((y) => y.node.dtype !== "bool" && y.node.shape.some((e) => isStatic(e) && e > 0));
    if (!x) return undefined;
    const windows = randomWindows(g.random, x.node.shape);
    const patches = build.window(x.node, windows);
    if (count(patches.shape) > 2e4 || patches.shape.length > 6) return undefined;
    const y = g.random.chance(0.5) ? g.like(moved(x, patches)) : moved(x, patches);
    const node = build.overlapAdd(y.node, x.node.shape, windows);
    return y.node.dtype === g.float ? summed(node, y, product(windows.map((w) => w.size))) : integral(node);
  },
  concat: (g) => {
    const x = g.any((y) => y.node.shape.some(isStatic));
    if (!x) return undefined;
    const axis = g.random.pick(x.node.shape.flatMap((e, i) => (isStatic(e) ? [i] : [])));
    const others = Array.from({ length: g.random.integer(1, 3) }, () =>
      g.random.chance(0.3) ? g.like(x) : g.leaf(x.node.shape.map((e, i) => (i === axis ? g.random.pick(extents) : e)), x.node.dtype)); // prettier-ignore
    const parts = g.random.shuffled([x, ...others]);
    const worst = (of: (t: Tracked) => number) => Math.max(...parts.map(of));
    const node = build.concat(parts.map((p) => p.node), axis); // prettier-ignore
    return count(node.shape) > 1e4
      ? undefined
      : track(node, {
          bound: worst((p) => p.bound),
          error: worst((p) => p.error),
          grain: Math.min(...parts.map((p) => p.grain)),
          fresh: 0,
        });
  },
  gather: (g) => {
    const table = g.any(
      (y) => y.node.shape.length > 0 && isStatic(y.node.shape[0]!) && y.node.shape[0] > 0 && y.node.dtype !== "bool",
    );
    if (!table) return undefined;
    const rowsHeld = table.node.shape[0] as number;
    const batched = !isStaticShape(table.node.shape);
    const indices = indicesFor(g, rowsHeld, batched);
    const node = build.gather(table.node, indices);
    return count(node.shape) > 2e4 ? undefined : moved(table, node);
  },
  scatterAdd: (g) => {
    const updates = g.any((y) => y.node.dtype !== "bool");
    if (!updates) return undefined;
    const { shape } = updates.node;
    const batchAt = shape.findIndex((e) => !isStatic(e));
    const rank = g.random.integer(0, shape.length + 1);
    const rowsMade = g.random.integer(1, 7);
    const indices = g.leaf(shape.slice(0, rank), "int32", { low: -2, high: rowsMade + 2 }).node;
    const node = build.scatterAdd(indices, updates.node, rowsMade);
    if (batchAt >= rank && rank > 3) return undefined;
    return updates.node.dtype === g.float ? summed(node, updates, product(shape.slice(0, rank))) : integral(node);
  },
  scan: randomScan,
  cond: randomCond,
  project: (g) => (g.random.chance(0.5) ? randomScan(g) : randomCond(g)),
};

/** Row numbers, some of them outside of the table. */
function indicesFor(g: Generator, rowsHeld: number, withoutBatch: boolean): Node {
  const suits = (y: Tracked) =>
    y.node.dtype === "int32" && y.node.shape.length <= 2 && (!withoutBatch || isStaticShape(y.node.shape));
  const found = g.random.chance(0.5) ? g.any(suits) : undefined;
  if (found) return found.node;
  const shape = g.shape().slice(0, 2);
  return g.leaf(withoutBatch ? shape.filter(isStatic) : shape, "int32", { low: -2, high: rowsHeld + 2 }).node;
}

/** carry' = tanh(carry / 2 + slice + invariant) and a stacked difference; of integers, carry' = 3 carry + slice. */
function randomScan(g: Generator): Tracked | undefined {
  const x = g.any(
    (y) => y.node.dtype !== "bool" && y.node.shape.length > 0 && isStatic(y.node.shape[0]!) && y.node.shape[0] > 0,
  );
  if (!x) return undefined;
  const length = x.node.shape[0] as number;
  const rest = { ...x, node: build.parameter("argument", "slice", x.node.shape.slice(1), x.node.dtype) };
  const slice = rest.node;
  const [initial, invariant] = [g.like(rest), g.like(rest)];
  // A leaf made like an argument must not be the argument itself.
  if (initial.node === slice || invariant.node === slice) return undefined;
  const argument = (name: string) => build.parameter("argument", name, slice.shape, slice.dtype);
  const [carry, held] = [argument("carry"), argument("held")];
  const spread = (value: number) => build.fill(build.constant(value, slice.dtype), slice.shape);
  const floating = slice.dtype === g.float;
  const scaled = build.map("mul", [carry, spread(floating ? 0.5 : 3)]);
  const mixed = build.map("add", [build.map("add", [scaled, slice]), held]);
  const next = floating ? build.map("tanh", [mixed]) : mixed;
  const stacked = build.map("sub", [next, g.random.chance(0.5) ? slice : carry]);
  const results = build.scan(
    { parameters: [carry, slice, held], results: [next, stacked] },
    [initial.node, x.node, invariant.node],
    { length, carries: 1, slices: 1, reverse: g.random.chance(0.5) },
  );
  const fresh = 2 * (x.bound + invariant.bound + Math.max(initial.bound, 1)) + 12;
  const error = 2 * (initial.error + x.error + invariant.error + fresh);
  const bounds = [1, 1 + Math.max(x.bound, initial.bound)];
  const made = results.map((node, i) =>
    floating
      ? track(node, { bound: bounds[i]!, error: error + (i === 0 ? 0 : x.error + fresh), grain: 1, fresh: 0 })
      : integral(node),
  );
  const [first, second] = g.random.shuffled(made);
  if (first && second) g.pool.push(first);
  return second;
}

function randomCond(g: Generator): Tracked | undefined {
  const x = g.any((y) => y.node.dtype !== "bool");
  const flag = g.any((y) => y.node.dtype === "bool");
  if (!x) return undefined;
  const all = flag?.node.shape.map((_, i) => i) ?? [];
  const predicate = flag
    ? build.reduce(g.random.pick(["and", "or"] as const), flag.node, all)
    : g.leaf([], "bool").node;
  const y = g.like(x);
  const argument = (name: string) => build.parameter("argument", name, x.node.shape, x.node.dtype);
  const [a, b] = [argument("a"), argument("b")];
  const branch = (results: Node[]) => ({ parameters: [a, b], results });
  const combine = g.random.pick(["add", "sub", "max"] as const);
  const results = build.cond(predicate, branch([build.map(combine, [a, b]), a]), branch([b, build.map("neg", [a])]), [
    x.node,
    y.node,
  ]);
  const bound = x.bound + y.bound;
  const made = results.map((node) =>
    node.dtype === g.float
      ? track(node, { bound, error: x.error + y.error, grain: Math.min(x.grain, y.grain), fresh: bound })
      : integral(node),
  );
  if (made[1]) g.pool.push(made[1]);
  return made[0];
}

export function randomGraph(seed: number, options: RandomGraphOptions = {}): RandomGraph {
  const random = createRandom(seed);
  const g = new Generator(random, options);
  const kinds = Object.keys(steps) as Kind[];
  // Drawn in any case: a smaller size then draws the beginning of the same graph.
  const drawn = random.integer(5, 41);
  const size = options.size ?? drawn;
  g.pool.push(g.leaf(g.shape(), g.dtype()), g.leaf(g.shape(), g.float));
  for (let draws = 0; draws < size; draws++) {
    const made = steps[random.chance(0.35) ? "map" : random.pick(kinds)](g);
    if (made && count(made.node.shape) <= 1e5) g.pool.push(made);
  }
  // Outputs are what nothing else uses, so that little of the graph is dead.
  const used = new Set(g.pool.flatMap((t) => topological([t.node]).filter((node) => node !== t.node)));
  const ends = g.pool.filter((t) => !used.has(t.node)).slice(-4);
  const outputs = ends.length > 0 ? ends : [g.pool[g.pool.length - 1]!];
  const updates = randomUpdates(g);
  const unit = g.float === "float32" ? 2 ** -24 : 2 ** -53;
  const tolerances = [...outputs, ...updates].map((t): Tolerance =>
    t.error === 0 ? {} : { absolute: 4 * t.error * unit },
  );
  return { seed, graph: g.draft.graph(outputs.map((t) => t.node)), data: g.draft.data(), tolerances };
}

/** New values for about half of the states: another node, another state (states may change places), or a formula of the old. */
function randomUpdates(g: Generator): Tracked[] {
  const made: Tracked[] = [];
  for (const { node, tracked } of g.states.slice()) {
    if (g.random.chance(0.5)) continue;
    const isLike = (t: Tracked) => t.node.dtype === node.dtype && sameShape(t.node.shape, node.shape);
    const candidates = [...g.pool, ...g.states.map((s) => s.tracked)].filter((t) => isLike(t) && t.node !== node);
    const value =
      g.random.chance(0.6) && candidates.length > 0
        ? g.random.pick(candidates)
        : (randomMap(tracked, g, node.dtype) ?? tracked);
    if (!isLike(value)) continue;
    g.draft.update(node, value.node);
    made.push(value);
  }
  return made;
}
