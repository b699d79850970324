/**
 * Schedule: from a simplified graph to a plan. Chooses which nodes get storage,
 * forms kernels, and repeats while an expensive value would be computed in
 * several of them.
 */
import { bytesOf, CompilerError, extentAt, sizeOf, type Extent, type Shape } from "../core/index.ts";
import {
  build,
  graphRoots,
  topological,
  type ContractNode,
  type Graph,
  type Node,
  type NodeOf,
  type Subgraph,
} from "../ir/index.ts";
import { flatten, loopVar, strideOf, variable, zero, type Affine, type LoopVar } from "./affine.ts";
import { contractForm, costs } from "./facts.ts";
import { formGroups, orderUnits, storageOrThrow, type Dependencies, type Group, type LoopGroup } from "./form.ts";
import { inPlaceOf } from "./inPlace.ts";
import { initialStorage } from "./storage.ts";
import type {
  Binding,
  CumulateKernel,
  Item,
  Kernel,
  LoopKernel,
  MatmulKernel,
  Plan,
  ScatterKernel,
  Scheduled,
  SortKernel,
  Storage,
} from "./plan.ts";
import { planMemory } from "./memory.ts";
import { productOf } from "./product.ts";
import { flatInstance, spacesOf, type Unit } from "./units.ts";
import { Expander, loadsOf, type Value } from "./value.ts";

export * from "./affine.ts";
export * from "./memory.ts";
export * from "./plan.ts";
export * from "./tile.ts";
export * from "./value.ts";

/** What an element must cost (in vector instructions) for storing it to beat computing it in each kernel. */
const worthStoring = 6;

/** The plan of a graph; `fixed` are inputs that hold the same in each of its runs, as what a loop's steps share does. */
export function schedule(graph: Graph, fixed: readonly Node[] = []): Plan {
  const order = topological(graphRoots(graph));
  const required = new Set<Node>();
  for (const root of graphRoots(graph)) if (root.inputs.length > 0 || !isLeaf(root)) required.add(root);
  const stored = initialStorage(order, required);
  for (let round = 0; ; round++) {
    const attempt = new Scheduler(graph, order, stored, new Set(fixed));
    const again = round < 12 ? attempt.computedRepeatedly() : [];
    if (again.length === 0) return attempt.plan();
    again.forEach((n) => stored.add(n));
  }
}
const isLeaf = (node: Node) =>
  node.kind === "parameter" || node.kind === "literal" || node.kind === "constant" || node.kind === "extent";

class Scheduler {
  readonly #graph: Graph;
  readonly #order: readonly Node[];
  readonly #stored: ReadonlySet<Node>;
  readonly #fixed: ReadonlySet<Node>;
  readonly #expander: Expander;
  readonly #storages: Storage[] = [];
  readonly #storageOf = new Map<Node, Storage>();
  readonly #units: Unit[] = [];
  readonly #producers = new Map<Node, Unit[]>();
  /** The units that fill a scan's carries before it runs. */
  readonly #carryCopies = new Map<Node, Unit[]>();
  readonly #outputs: Storage[] = [];
  readonly #inner = new Map<Node, { plan: Plan; graph: Graph }[]>();
  #groups: Group[] = [];

  constructor(graph: Graph, order: readonly Node[], stored: ReadonlySet<Node>, fixed: ReadonlySet<Node>) {
    this.#graph = graph;
    this.#order = order;
    this.#stored = stored;
    this.#fixed = fixed;
    this.#expander = new Expander((n) => this.#storageOf.has(n));
    this.#placeStorage();
    this.#form();
  }

  #storage(
    role: Storage["role"],
    index: number,
    shape: Shape,
    dtype: Storage["dtype"],
    node: Node,
    scratch: Pick<Storage, "bytes" | "kept"> = {},
  ): Storage {
    const storage: Storage = { id: this.#storages.length, role, index, shape, dtype, node, ...scratch };
    this.#storages.push(storage);
    return storage;
  }
  #unit(node: Node, target: Storage, copy = false, part?: number): Unit {
    const unit: Unit = { index: this.#units.length, node, target, copy, ...(part !== undefined && { part }) };
    this.#units.push(unit);
    return unit;
  }

  #placeStorage(): void {
    const { states, inputs, outputs, updates } = this.#graph;
    states.forEach((s, i) => this.#storageOf.set(s, this.#storage("state", i, s.shape, s.dtype, s)));
    inputs.forEach((s, i) => this.#storageOf.set(s, this.#storage("input", i, s.shape, s.dtype, s)));
    const copies: [Node, Storage][] = [];
    const claim = (node: Node, target: Storage) => {
      const free = !isLeaf(node) && node.kind !== "project" && !this.#storageOf.has(node);
      if (free) this.#storageOf.set(node, target);
      else copies.push([node, target]);
    };
    outputs.forEach((node, i) => {
      const target = this.#storage("output", i, node.shape, node.dtype, node);
      this.#outputs.push(target);
      claim(node, target);
    });
    for (const { state, value } of updates) if (value !== state) claim(value, storageOrThrow(this.#storageOf, state));
    let literals = 0;
    for (const node of this.#order) {
      if (!this.#stored.has(node) || node.kind === "scan" || node.kind === "cond") continue;
      if (node.kind === "literal")
        this.#storageOf.set(node, this.#storage("literal", literals++, node.shape, node.dtype, node));
      else if (!this.#storageOf.has(node)) {
        if (node.kind === "parameter")
          throw new CompilerError(`schedule: parameter ${node.name} is not listed by its graph`);
        this.#storageOf.set(node, this.#storage("temporary", -1, node.shape, node.dtype, node));
      }
    }
    for (const node of this.#order) {
      if (node.kind === "scan") this.#scanUnits(node);
      else if (node.kind === "cond")
        this.#produce(node, [this.#unit(node, this.#storage("temporary", -1, [], "int32", node))]);
      else if (this.#storageOf.has(node) && !isLeafStored(node) && node.kind !== "project") {
        const target = storageOrThrow(this.#storageOf, node);
        this.#produce(
          node,
          node.kind === "concat"
            ? node.inputs.map((_, part) => this.#unit(node, target, false, part))
            : [this.#unit(node, target)],
        );
      }
    }
    for (const node of this.#order) {
      if (node.kind === "project") this.#produce(node, this.#producers.get(node.inputs[0]!)!);
    }
    for (const [node, target] of copies) this.#unit(node, target, true);
  }
  #produce(node: Node, units: Unit[]): void {
    this.#producers.set(node, units);
  }
  /** The carries live in storage that the loop overwrites; copies put their initial values there. */
  #scanUnits(node: Extract<Node, { kind: "scan" }>): void {
    const projects = this.#order.filter((p) => p.kind === "project" && p.inputs[0] === node);
    const copies: Unit[] = [];
    for (let i = 0; i < node.carries; i++) {
      const initial = node.inputs[i]!;
      const project = projects.find((p) => p.kind === "project" && p.index === i);
      const carry =
        (project && this.#storageOf.get(project)) ??
        this.#storage("temporary", -1, initial.shape, initial.dtype, initial);
      if (project) this.#storageOf.set(project, carry);
      copies.push(this.#unit(initial, carry, true));
    }
    this.#carryCopies.set(node, copies);
    this.#produce(node, [this.#unit(node, this.#storage("temporary", -1, [], "int32", node))]);
  }

  #nodesLoaded(unit: Unit): Set<Node> {
    const loaded = new Set<Node>();
    const { node } = unit;
    if (unit.copy && this.#storageOf.has(node)) loaded.add(node);
    else if (node.kind === "scan" || node.kind === "cond") node.inputs.forEach((i) => loaded.add(i));
    else {
      const visit = (n: Node) => {
        if (this.#storageOf.has(n)) loaded.add(n);
        else n.inputs.forEach(visit);
      };
      (unit.copy ? [node] : unit.part === undefined ? node.inputs : [node.inputs[unit.part]!]).forEach((n) =>
        unit.copy && !this.#storageOf.has(n) ? n.inputs.forEach(visit) : visit(n),
      );
    }
    return loaded;
  }

  #dependencies(): Map<Unit, Dependencies> {
    const result = new Map<Unit, { on: Set<Unit>; after: Set<Unit> }>();
    const readers = new Map<Node, Unit[]>();
    for (const unit of this.#units) {
      const on = new Set<Unit>();
      for (const source of this.#nodesLoaded(unit)) {
        if (source.kind === "parameter") readers.set(source, [...(readers.get(source) ?? []), unit]);
        for (const p of this.#producers.get(source) ?? []) on.add(p);
      }
      if (unit.node.kind === "scan") this.#carryCopies.get(unit.node)!.forEach((c) => on.add(c));
      on.delete(unit);
      result.set(unit, { on, after: new Set() });
    }
    for (const unit of this.#units) {
      if (unit.target.role !== "state") continue;
      for (const reader of readers.get(unit.target.node) ?? [])
        if (reader !== unit) result.get(unit)!.after.add(reader);
    }
    return result;
  }

  #form(): void {
    this.#detachSelfReaders();
    for (;;) {
      const dependencies = this.#dependencies();
      const { order, stuck } = orderUnits(this.#units, dependencies);
      if (stuck.length === 0) {
        this.#groups = formGroups(order, dependencies, (u) => spacesOf(u, this.#expander), this.#producers);
        return;
      }
      const cyclic = stuck.find((u) => u.target.role === "state");
      if (!cyclic) throw new CompilerError("schedule: units depend on each other in a circle");
      this.#detach(cyclic);
    }
  }
  /** An update that reads its own state elsewhere than where it writes goes through a temporary. */
  #detachSelfReaders(): void {
    for (const unit of [...this.#units]) {
      if (unit.target.role !== "state" || unit.copy) continue;
      const state = unit.target.node;
      if (!this.#nodesLoaded(unit).has(state)) continue;
      const [space] = spacesOf(unit, this.#expander);
      let inPlace = space !== undefined && space.fold === undefined && unit.part === undefined;
      if (inPlace) {
        const vars = space!.parallel.map((e) => loopVar(e));
        for (const instance of space!.instances(vars, []))
          loadsOf(instance.value, (load) => (inPlace &&= load.source !== state || load.at.key === instance.at.key));
      }
      if (!inPlace) this.#detach(unit);
    }
  }
  #detach(unit: Unit): void {
    const node = unit.copy ? build.map("cast", [unit.node], unit.node.dtype) : unit.node;
    if (unit.copy) {
      // What is copied gets a place of its own in between.
      const state = unit.target;
      const between = this.#storage("temporary", -1, node.shape, node.dtype, node);
      this.#storageOf.set(node, between);
      Object.assign(unit, { node, copy: false, target: between });
      this.#produce(node, [unit]);
      this.#unit(node, state, true);
      return;
    }
    const temporary = this.#storage("temporary", -1, node.shape, node.dtype, node);
    this.#storageOf.set(node, temporary);
    const moved = this.#units.filter((u) => u.node === node && !u.copy);
    for (const u of moved) Object.assign(u, { target: temporary });
    this.#unit(node, unit.target === temporary ? this.#stateOf(node) : unit.target, true);
  }
  #stateOf(node: Node): Storage {
    const update = this.#graph.updates.find((u) => u.value === node);
    if (!update) throw new CompilerError("schedule: a detached unit updates no state");
    return storageOrThrow(this.#storageOf, update.state);
  }

  /** Expensive values that several kernels compute, the ones closest to their users. */
  computedRepeatedly(): Node[] {
    const cost = costs(this.#order, new Set(this.#storageOf.keys()));
    const groupsOf = new Map<Node, Set<number>>();
    for (const group of this.#groups) {
      const units = group.kind === "loops" ? group.units : [group.unit];
      const seen = new Set<Node>();
      const visit = (n: Node) => {
        if (this.#storageOf.has(n) || seen.has(n)) return;
        seen.add(n);
        const set = groupsOf.get(n) ?? new Set<number>();
        groupsOf.set(n, set.add(group.position));
        n.inputs.forEach(visit);
      };
      for (const unit of units)
        if (!unit.copy) (unit.part === undefined ? unit.node.inputs : [unit.node.inputs[unit.part]!]).forEach(visit);
    }
    const users = new Map<Node, Node[]>();
    for (const n of this.#order) for (const i of n.inputs) users.set(i, [...(users.get(i) ?? []), n]);
    const candidate = (n: Node) =>
      n.kind === "map" && (groupsOf.get(n)?.size ?? 0) > 1 && (cost.get(n) ?? 0) >= worthStoring;
    const result = this.#order.filter(
      (n) =>
        candidate(n) &&
        !(users.get(n) ?? []).some((u) => candidate(u) && groupsOf.get(u)!.size === groupsOf.get(n)!.size),
    );
    return result;
  }

  plan(): Plan {
    const kernels = this.#groups.map((g) => (g.kind === "loops" ? this.#loops(g) : this.#solo(g.unit)));
    const pick = (role: Storage["role"]) => this.#storages.filter((s) => s.role === role);
    return {
      storages: this.#storages,
      kernels,
      storageOf: this.#storageOf,
      outputs: this.#outputs,
      states: pick("state"),
      inputs: pick("input"),
    };
  }

  #scheduled(
    kernel: Kernel,
    values: readonly Value[],
    writes: readonly Storage[],
    extraReads: readonly Storage[] = [],
  ): Scheduled {
    const reads = new Set<Storage>(extraReads);
    const seen = new Set<string>();
    for (const v of values) loadsOf(v, (load) => reads.add(storageOrThrow(this.#storageOf, load.source)), seen);
    return { kernel, reads: [...reads], writes, inPlace: inPlaceOf(kernel, this.#storageOf) };
  }
  #loops(group: LoopGroup): Scheduled {
    const kernel = this.#flattened(group) ?? this.#nested(group);
    const values = kernel.items.flatMap((i) => i.instances.flatMap((n) => n.factors ?? [n.value]));
    return this.#scheduled(
      kernel,
      values,
      kernel.items.map((i) => i.target),
    );
  }
  #nested(group: LoopGroup): LoopKernel {
    const loops = [...group.parallel, ...group.reduced];
    const vector = group.mode === "row" ? loops[loops.length - 1] : group.parallel[group.parallel.length - 1];
    return { kind: "loops", loops, vector, mode: group.mode, items: group.items };
  }
  /** One loop over all elements, where every value is found by position alone. */
  #flattened(group: LoopGroup): LoopKernel | undefined {
    const loops = [...group.parallel, ...group.reduced];
    if (loops.length < 2 || group.items.some((i) => i.reduce) || group.units.some((u) => u.part !== undefined))
      return undefined;
    const extent: Extent = sizeOf(loops.map((l) => l.extent));
    const position = loopVar(extent, "e");
    const items = group.units.map((unit, i): Item => ({
      ...group.items[i]!,
      instances: [flatInstance(unit, this.#expander, position)],
    }));
    const simple = items.every((i) => i.instances.every((n) => isSimple(n.value)));
    return simple ? { kind: "loops", loops: [position], vector: position, mode: "row", items } : undefined;
  }
  #solo(unit: Unit): Scheduled {
    const { node } = unit;
    switch (node.kind) {
      case "contract":
        if (contractForm(node) === "matmul") return this.#matmul(node, unit.target);
        break;
      case "scatterAdd":
        return this.#scatter(node, unit.target);
      case "cumulate":
      case "argSort":
        return this.#alongLines(node, unit.target);
      case "scan":
        return this.#scan(node);
      case "cond":
        return this.#cond(node);
      default:
        break;
    }
    throw new CompilerError(`schedule: no kernel for ${node.kind}`);
  }
  #matmul(node: ContractNode, target: Storage): Scheduled {
    const product = productOf(node, this.#expander, this.#fixed);
    const scratch = (bytes: (rows: number) => number, kept: boolean) =>
      this.#storage("temporary", -1, [], node.dtype, node, { bytes, kept });
    const packLeft = scratch(product.leftBytes, false);
    const packRight = scratch(product.rightBytes, product.keepsRight);
    const { batch, left, right, keepsRight } = product;
    const { dtype } = node;
    const kernel: MatmulKernel = {
      kind: "matmul",
      node,
      target,
      batch,
      left,
      right,
      packLeft,
      packRight,
      keepsRight,
      dtype,
    };
    return this.#scheduled(kernel, [left.value, right.value], [target, packLeft, packRight]);
  }
  #scatter(node: Extract<Node, { kind: "scatterAdd" }>, target: Storage): Scheduled {
    const [indices, updates] = node.inputs;
    const outer = indices!.shape.map((e) => loopVar(e, "s"));
    const row = node.shape.slice(1).map((e) => loopVar(e, "c"));
    const at = (v: LoopVar): Affine => (v.extent === 1 ? zero : variable(v));
    const index = this.#expander.at(indices!, { axes: outer.map(at) });
    const update = this.#expander.at(updates!, { axes: [...outer, ...row].map(at) });
    const kernel: ScatterKernel = {
      kind: "scatter",
      target,
      rows: node.shape[0]!,
      rowSize: sizeOf(node.shape.slice(1)),
      indices: outer,
      row,
      index,
      update,
      rowAt: flatten(row.map(at), node.shape.slice(1)),
      dtype: node.dtype,
    };
    return this.#scheduled(kernel, [index, update], [target]);
  }
  #alongLines(node: NodeOf<"cumulate" | "argSort">, target: Storage): Scheduled {
    const x = node.inputs[0]!;
    const vars = x.shape.map((e, i) => loopVar(e, i === node.axis ? "a" : "l"));
    const along = vars[node.axis]!;
    const lines = vars.filter((v) => v !== along);
    const placed = (v: LoopVar): Affine => flatten(vars.map((l) => variable(l === along ? v : l)), node.shape); // prettier-ignore
    const value = this.#expander.at(x, { axes: vars.map(variable) });
    const common = { target, lines, along, value };
    if (node.kind === "cumulate") {
      const { fn, reverse, dtype } = node;
      const kernel: CumulateKernel = { kind: "cumulate", ...common, fn, reverse, at: placed(along), dtype };
      return this.#scheduled(kernel, [value], [target]);
    }
    const count = node.shape[node.axis]!;
    const rank = loopVar(count, "r");
    const list = (rows: number): number => 2 * (extentAt(along.extent, rows) + 1);
    const scratch = this.#storage("temporary", -1, [], x.dtype, node, {
      bytes: (rows) => list(rows) * (bytesOf(x.dtype) + bytesOf("int32")),
    });
    const kernel: SortKernel = {
      kind: "sort",
      ...common,
      descending: node.descending,
      count,
      rank,
      at: placed(rank),
      scratch,
    };
    return this.#scheduled(kernel, [value], [target, scratch]);
  }
  #innerPlan(owner: Node, key: number, make: () => Graph, fixed: readonly Node[] = []): { plan: Plan; graph: Graph } {
    const known = this.#inner.get(owner) ?? [];
    if (!known[key]) {
      const graph = make();
      known[key] = { plan: schedule(graph, fixed), graph };
      this.#inner.set(owner, known);
    }
    return known[key];
  }
  #arena(plan: Plan, node: Node): Storage {
    return this.#storage("temporary", -1, [], "int32", node, { bytes: (n) => planMemory(plan, n).bytes });
  }
  #scan(node: Extract<Node, { kind: "scan" }>): Scheduled {
    const { body, carries, slices } = node;
    const make = (): Graph => ({
      states: body.parameters.slice(0, carries),
      inputs: body.parameters.slice(carries),
      outputs: body.results.slice(carries),
      updates: body.results.slice(0, carries).map((value, i) => ({ state: body.parameters[i]!, value })),
    });
    const { plan } = this.#innerPlan(node, 0, make, body.parameters.slice(carries + slices));
    const bindings: Binding[] = [];
    const copies = this.#carryCopies.get(node)!;
    plan.states.forEach((inner, i) => bindings.push({ inner, outer: copies[i]!.target, sliced: false }));
    plan.inputs.forEach((inner, i) =>
      bindings.push({ inner, outer: storageOrThrow(this.#storageOf, node.inputs[carries + i]!), sliced: i < slices }),
    );
    const projects = new Map(
      this.#order
        .filter((p) => p.kind === "project" && p.inputs[0] === node)
        .map((p) => [(p as Extract<Node, { kind: "project" }>).index, p]),
    );
    const stacked = plan.outputs.map((inner, i) => {
      const project = projects.get(carries + i);
      const outer = project
        ? storageOrThrow(this.#storageOf, project)
        : this.#storage("temporary", -1, [node.length, ...inner.shape], inner.dtype, node);
      bindings.push({ inner, outer, sliced: true });
      return outer;
    });
    const arena = this.#arena(plan, node);
    const carried = copies.map((c) => c.target);
    return {
      kernel: { kind: "scan", node, body: plan, bindings, arena },
      reads: bindings.map((b) => b.outer),
      writes: [...carried, ...stacked, arena],
      inPlace: [],
    };
  }
  #cond(node: Extract<Node, { kind: "cond" }>): Scheduled {
    const projects = this.#order.filter(
      (p): p is Extract<Node, { kind: "project" }> => p.kind === "project" && p.inputs[0] === node,
    );
    const branch = (graph: Subgraph, key: number) => {
      const { plan } = this.#innerPlan(node, key, () => ({
        states: [],
        inputs: graph.parameters,
        outputs: graph.results,
        updates: [],
      }));
      const bindings: Binding[] = plan.inputs.map((inner, i) => ({
        inner,
        outer: storageOrThrow(this.#storageOf, node.inputs[1 + i]!),
        sliced: false,
      }));
      plan.outputs.forEach((inner, i) => {
        const project = projects.find((p) => p.index === i);
        const outer = project
          ? storageOrThrow(this.#storageOf, project)
          : this.#storage("temporary", -1, inner.shape, inner.dtype, node);
        bindings.push({ inner, outer, sliced: false });
      });
      return { plan, bindings, arena: this.#arena(plan, node) };
    };
    const branches = [branch(node.then, 0), branch(node.otherwise, 1)];
    const predicate = storageOrThrow(this.#storageOf, node.inputs[0]!);
    const outer = branches.flatMap((b) => b.bindings.map((x) => x.outer));
    return {
      kernel: { kind: "cond", node, predicate, branches },
      reads: [predicate, ...outer],
      writes: [...outer.filter((s) => s.role === "temporary" || s.role === "output"), ...branches.map((b) => b.arena)],
      inPlace: [],
    };
  }
}
const isLeafStored = (node: Node) => node.kind === "parameter" || node.kind === "literal";

/** Whether all indices are affine in the loops. */
function isSimple(value: Value): boolean {
  const plain = (a: Affine) => a.terms.every((t) => t.atom.kind === "var");
  switch (value.kind) {
    case "constant":
    case "extent":
      return true;
    case "index":
      return plain(value.index);
    case "load":
      return plain(value.at);
    case "random":
      return plain(value.at) && value.key2.every(isSimple);
    case "apply":
      return value.args.every(isSimple);
    case "guard":
      return false;
  }
}
export { strideOf };
