/**
 * Forms kernels: units are placed one by one, in the order of their
 * dependencies, into the first kernel whose iteration space they share and
 * whose values they can take from registers, or else into a new one.
 */
import { CompilerError, sameExtent, type Extent } from "../core/index.ts";
import type { Node } from "../ir/index.ts";
import { loopVar, type LoopVar } from "./affine.ts";
import type { Instance, Item, Storage } from "./plan.ts";
import type { Space, Unit } from "./units.ts";
import { loadsOf, type Expander, type ValueOf } from "./value.ts";

export interface LoopGroup {
  readonly kind: "loops";
  readonly position: number;
  readonly mode: "row" | "column";
  readonly parallel: readonly LoopVar[];
  readonly reduced: readonly LoopVar[];
  readonly items: Item[];
  readonly units: Unit[];
}
/** A unit that is a kernel by itself: a matrix product, a scatter, a loop, a branch. */
export interface SoloGroup {
  readonly kind: "solo";
  readonly position: number;
  readonly unit: Unit;
}
export type Group = LoopGroup | SoloGroup;

export interface Dependencies {
  /** Units whose result this one loads. */
  readonly on: ReadonlySet<Unit>;
  /** Units that must have read the state this one overwrites. */
  readonly after: ReadonlySet<Unit>;
}

/** Accumulators are registers: more of them than this would spill. */
const maxFolds = 6;
const maxItems = 24;

export function formGroups(
  units: readonly Unit[],
  dependencies: ReadonlyMap<Unit, Dependencies>,
  spaces: (unit: Unit) => Space[],
  producers: ReadonlyMap<Node, readonly Unit[]>,
): Group[] {
  const groups: Group[] = [];
  const groupOf = new Map<Unit, Group>();
  for (const unit of units) {
    const { on, after } = dependencies.get(unit)!;
    const options = spaces(unit);
    if (options.length === 0) {
      const group: SoloGroup = { kind: "solo", position: groups.length, unit };
      groups.push(group);
      groupOf.set(unit, group);
      continue;
    }
    const earliest = Math.max(0, ...[...on, ...after].map((u) => groupOf.get(u)!.position));
    let placed = false;
    for (let p = earliest; p < groups.length && !placed; p++) {
      const group = groups[p]!;
      if (group.kind !== "loops" || group.items.length >= maxItems) continue;
      const item = join(group, unit, options, (u) => groupOf.get(u) === group, on, after, producers);
      if (item) {
        group.items.push(item);
        group.units.push(unit);
        groupOf.set(unit, group);
        placed = true;
      }
    }
    if (placed) continue;
    const space = options[0]!;
    const group: LoopGroup = {
      kind: "loops",
      position: groups.length,
      mode: space.column ? "column" : "row",
      parallel: space.parallel.map((e) => loopVar(e, "p")),
      reduced: space.reduced.map((e) => loopVar(e, "r")),
      items: [],
      units: [unit],
    };
    group.items.push(itemOf(unit, space, "body", space.instances(group.parallel, group.reduced), group.reduced));
    groups.push(group);
    groupOf.set(unit, group);
  }
  return groups;
}

function itemOf(
  unit: Unit,
  space: Space,
  level: Item["level"],
  instances: readonly Instance[],
  reduced: readonly LoopVar[],
): Item {
  const folds = space.fold !== undefined;
  return {
    node: unit.node,
    target: unit.target,
    dtype: unit.node.dtype,
    copy: unit.copy,
    level,
    instances,
    ...(folds && { reduce: { fn: space.fold, over: reduced } }),
  };
}

const sameExtents = (a: readonly Extent[], b: readonly Extent[]) =>
  a.length === b.length && a.every((e, i) => sameExtent(e, b[i]!));
const extents = (vars: readonly LoopVar[]) => vars.map((v) => v.extent);

function join(
  group: LoopGroup,
  unit: Unit,
  options: readonly Space[],
  here: (u: Unit) => boolean,
  on: ReadonlySet<Unit>,
  after: ReadonlySet<Unit>,
  producers: ReadonlyMap<Node, readonly Unit[]>,
): Item | undefined {
  const waits = [...after].some(here);
  const reads = [...on].some(here);
  for (const space of options) {
    const candidate = fit(group, unit, space, reads);
    if (!candidate) continue;
    if (reads && !forwards(group, candidate, here, producers)) continue;
    if (waits && !overwritesInPlace(group, candidate)) continue;
    return candidate;
  }
  return undefined;
}

/** The unit's item in the group's loops, where the spaces agree. */
function fit(group: LoopGroup, unit: Unit, space: Space, reads: boolean): Item | undefined {
  const folds = space.fold !== undefined;
  if (group.mode === "column") {
    if (!sameExtents(space.parallel, extents(group.parallel))) return undefined;
    if (folds) {
      if (!space.column || !sameExtents(space.reduced, extents(group.reduced))) return undefined;
      const instances = space.instances(group.parallel, group.reduced);
      const before = group.items.reduce((sum, i) => sum + (i.reduce ? i.instances.length : 0), 0);
      return before + instances.length > maxFolds ? undefined : itemOf(unit, space, "body", instances, group.reduced);
    }
    // What follows from the folded values, element by element.
    return reads ? itemOf(unit, space, "epilogue", space.instances(group.parallel, []), []) : undefined;
  }
  if (space.epilogueOnly || (folds && space.column)) return undefined;
  const domain = [...group.parallel, ...group.reduced];
  if (!sameExtents([...space.parallel, ...space.reduced], extents(domain))) return undefined;
  const parallel = domain.slice(0, space.parallel.length);
  const reduced = domain.slice(space.parallel.length);
  const before = group.items.reduce((sum, i) => sum + (i.reduce ? i.instances.length : 0), 0);
  const instances = space.instances(parallel, reduced);
  if (folds && before + instances.length > maxFolds) return undefined;
  return itemOf(unit, space, "body", instances, reduced);
}

const loadsIn = (item: Item, visit: (load: ValueOf<"load">) => void) => {
  const seen = new Set<string>();
  for (const instance of item.instances)
    for (const value of instance.factors ?? [instance.value]) loadsOf(value, visit, seen);
};

/** Whether every load of a value computed in this group is of the very element at hand. */
function forwards(
  group: LoopGroup,
  item: Item,
  here: (u: Unit) => boolean,
  producers: ReadonlyMap<Node, readonly Unit[]>,
): boolean {
  let all = true;
  loadsIn(item, (load) => {
    if (!producers.get(load.source)?.some(here)) return;
    const from = group.items.find(
      (i) => !i.copy && i.node === load.source && i.instances.some((n) => n.at.key === load.at.key),
    );
    const ready =
      from &&
      (item.level === "epilogue"
        ? from.reduce !== undefined || from.level === "epilogue"
        : from.reduce === undefined && from.level === "body");
    if (!ready) all = false;
  });
  return all;
}
/** Whether the group reads the state that the item overwrites only at the element it is about to write. */
function overwritesInPlace(group: LoopGroup, item: Item): boolean {
  const places = new Set(item.instances.map((i) => i.at.key));
  const elsewhere = new Set<string>();
  for (const other of group.items) {
    loadsIn(other, (load) => {
      if (load.source === item.target.node && !places.has(load.at.key)) elsewhere.add(load.at.key);
    });
  }
  // A fold ends after the loop whose iterations may still read the element.
  return elsewhere.size === 0 && (item.reduce === undefined || group.mode === "column");
}

/** The units that load each other's results, ordered so that a state is read before it is overwritten. */
export function orderUnits(
  units: readonly Unit[],
  dependencies: ReadonlyMap<Unit, Dependencies>,
): { order: Unit[]; stuck: Unit[] } {
  const level = new Map<Unit, number>();
  const users = new Map<Unit, Unit[]>();
  const waiting = new Map<Unit, number>();
  for (const unit of units) {
    const before = new Set([...dependencies.get(unit)!.on, ...dependencies.get(unit)!.after]);
    waiting.set(unit, before.size);
    for (const b of before) users.set(b, [...(users.get(b) ?? []), unit]);
  }
  const ready = units.filter((u) => waiting.get(u) === 0);
  ready.forEach((u) => level.set(u, 0));
  for (let i = 0; i < ready.length; i++) {
    for (const user of users.get(ready[i]!) ?? []) {
      level.set(user, Math.max(level.get(user) ?? 0, level.get(ready[i]!)! + 1));
      waiting.set(user, waiting.get(user)! - 1);
      if (waiting.get(user) === 0) ready.push(user);
    }
  }
  const order = [...ready].sort((a, b) => level.get(a)! - level.get(b)! || a.index - b.index);
  return { order, stuck: units.filter((u) => waiting.get(u)! > 0) };
}

export function storageOrThrow(map: ReadonlyMap<Node, Storage>, node: Node): Storage {
  const storage = map.get(node);
  if (!storage) throw new CompilerError(`schedule: ${node.kind} ${node.id} has no storage`);
  return storage;
}
export type { Expander };
