/**
 * Writes values as loop code. Each is placed at the outermost loop it depends
 * on and computed once there; along the vector loop it becomes a vector, by a
 * contiguous load, a splat, or lane by lane.
 */
import { bytesOf, CompilerError, isStatic, type DType, type Extent } from "../core/index.ts";
import {
  strideOf,
  type Affine,
  type Atom,
  type Condition,
  type LoopVar,
  type Storage,
  type Term,
  type Value,
  type ValueOf,
} from "../schedule/index.ts";
import type { Node } from "../ir/index.ts";
import type { Block } from "./builder.ts";
import { add, apply, cast, constant, extract, i32, lanes, load, mul, scalar, splat, sub } from "./builder.ts";
import { expandRandom, expandScalar } from "./expand.ts";
import type { Expr, LaneType, LoopType } from "./loop.ts";

const laneTypes: { readonly [D in DType]: LaneType } = {
  float32: "f32",
  float64: "f64",
  int32: "i32",
  uint32: "u32",
  bool: "bool",
};
export const laneOf = (dtype: DType): LaneType => laneTypes[dtype];

/** One nesting of loops: where code is written, what was computed there, which variables it binds. */
interface Level {
  readonly block: Block;
  readonly memo: Map<string, Expr>;
  readonly variables: Map<LoopVar, Expr>;
}
/** How the loop variable of the vector stands: at `local + shift`, this many lanes from there. */
export interface Vector {
  readonly variable: LoopVar;
  readonly lanes: number;
  readonly shift: number;
}
interface Guard {
  readonly condition: Expr;
  readonly key: string;
  readonly level: number;
}

export class ValueWriter {
  readonly #levels: Level[] = [];
  readonly #variables = new Map<string, ReadonlySet<LoopVar>>();
  readonly #pointers: ReadonlyMap<Storage, Expr>;
  readonly #storageOf: ReadonlyMap<Node, Storage>;
  readonly n: Expr;
  /** Values of this kernel's own items, taken from registers: by source node, place and lane shift. */
  readonly forwarded = new Map<string, Expr>();
  readonly #produced: ReadonlySet<Node>;
  /** The lane that is being written by itself: what the kernel made for the whole vector is taken from it. */
  #lane: { readonly of: Vector; readonly index: number } | undefined;
  /** Whether lanes have 64 bits, those of masks too. */
  readonly #wide: boolean;

  constructor(
    block: Block,
    pointers: ReadonlyMap<Storage, Expr>,
    storageOf: ReadonlyMap<Node, Storage>,
    n: Expr,
    produced: ReadonlySet<Node>,
    wide: boolean,
  ) {
    this.#levels.push({ block, memo: new Map(), variables: new Map() });
    this.#pointers = pointers;
    this.#storageOf = storageOf;
    this.n = n;
    this.#produced = produced;
    this.#wide = wide;
  }

  get block(): Block {
    return this.#levels[this.#levels.length - 1]!.block;
  }
  get depth(): number {
    return this.#levels.length - 1;
  }
  /** Runs `write` with a variable bound, in a nested block. */
  within(block: Block, variable: LoopVar | undefined, value: Expr | undefined, write: () => void): void {
    this.#levels.push({ block, memo: new Map(), variables: new Map(variable && value ? [[variable, value]] : []) });
    write();
    this.#levels.pop();
  }
  extent(e: Extent): Expr {
    return isStatic(e) ? constant(e) : this.#memoized(`extent:${e.batch}`, 0, () => mul(this.n, constant(e.batch)));
  }
  pointer(storage: Storage): Expr {
    const pointer = this.#pointers.get(storage);
    if (!pointer) throw new CompilerError(`codegen: storage ${storage.id} is not an argument of its kernel`);
    return pointer;
  }

  /** The value as a scalar, or as a vector where it depends on the vector's variable. */
  /** The value in every lane of the vector, or as a scalar where there is none. */
  writeSpread(value: Value, vector?: Vector): Expr {
    const x = this.write(value, vector);
    const width = vector?.lanes ?? 1;
    return x.type.lanes === width ? x : this.#spreadOnce(value, x, width, undefined);
  }
  write(value: Value, vector?: Vector, guard?: Guard): Expr {
    const along = vector && this.#uses(value).has(vector.variable) ? vector : undefined;
    const key = `${value.key}|${along ? `${along.lanes}+${along.shift}` : ""}${guard ? `&${guard.key}` : ""}`;
    const level = Math.max(this.#levelOf(this.#uses(value)), guard?.level ?? 0);
    if (value.kind === "load" && this.#produced.has(value.source)) {
      const own = this.forwarded.get(forwardKey(value.source, value.at, along));
      if (own) return own;
      const lane = this.#lane;
      const vectorOwn = lane && this.forwarded.get(forwardKey(value.source, value.at, lane.of));
      if (vectorOwn) return extract(vectorOwn, lane.index);
    }
    return this.#memoized(key, this.#hasForwarded(value) ? this.depth : level, (block) =>
      this.#write(value, along, guard, block),
    );
  }

  #memoized(key: string, level: number, make: (block: Block) => Expr): Expr {
    // Only there: further out, the same key may stand for another binding of its variables.
    const known = this.#levels[level]!.memo.get(key);
    if (known) return known;
    // While it is written, only what its own loop can see is in scope.
    const inner = this.#levels.splice(level + 1);
    const home = this.#levels[level]!;
    const expr = home.block.let(make(home.block));
    home.memo.set(key, expr);
    this.#levels.push(...inner);
    return expr;
  }
  /** An index in elements, as a scalar. */
  position(a: Affine): Expr {
    return this.block.let(this.#index(a));
  }
  /** What a loop variable stands at. */
  bound(v: LoopVar): Expr {
    return this.#binding(v);
  }
  #binding(v: LoopVar): Expr {
    for (let i = this.#levels.length - 1; i >= 0; i--) {
      const bound = this.#levels[i]!.variables.get(v);
      if (bound) return bound;
    }
    throw new CompilerError(`codegen: loop variable ${v.key} is not bound`);
  }
  #levelOf(variables: ReadonlySet<LoopVar>): number {
    for (let i = this.#levels.length - 1; i > 0; i--) {
      for (const v of this.#levels[i]!.variables.keys()) if (variables.has(v)) return i;
    }
    return 0;
  }
  readonly #own = new Map<string, boolean>();
  #hasForwarded(value: Value): boolean {
    if (this.#produced.size === 0) return false;
    let known = this.#own.get(value.key);
    if (known === undefined) {
      known =
        value.kind === "load"
          ? this.#produced.has(value.source)
          : value.kind === "apply"
            ? value.args.some((a) => this.#hasForwarded(a))
            : value.kind === "guard"
              ? this.#hasForwarded(value.inside) || this.#hasForwarded(value.outside)
              : false;
      this.#own.set(value.key, known);
    }
    return known;
  }

  #uses(value: Value): ReadonlySet<LoopVar> {
    let known = this.#variables.get(value.key);
    if (known) return known;
    const set = new Set<LoopVar>();
    const affine = (a: Affine) => this.#usesOf(a).forEach((v) => set.add(v));
    switch (value.kind) {
      case "constant":
      case "extent":
        break;
      case "index":
        affine(value.index);
        break;
      case "load":
        affine(value.at);
        break;
      case "random":
        affine(value.at);
        value.key2.forEach((k) => this.#uses(k).forEach((v) => set.add(v)));
        break;
      case "apply":
        value.args.forEach((a) => this.#uses(a).forEach((v) => set.add(v)));
        break;
      case "guard":
        value.conditions.forEach((c) => affine(c.index));
        [value.inside, value.outside].forEach((x) => this.#uses(x).forEach((v) => set.add(v)));
        break;
    }
    this.#variables.set(value.key, (known = set));
    return known;
  }
  #usesOf(a: Affine): Set<LoopVar> {
    const set = new Set<LoopVar>();
    for (const t of a.terms) this.#usesOfAtom(t.atom).forEach((v) => set.add(v));
    return set;
  }
  #usesOfAtom(atom: Atom): ReadonlySet<LoopVar> {
    if (atom.kind === "var") return new Set([atom]);
    return atom.kind === "value" ? this.#uses(atom.value) : this.#usesOf(atom.of);
  }

  #write(value: Value, vector: Vector | undefined, guard: Guard | undefined, block: Block): Expr {
    const width = vector?.lanes ?? 1;
    switch (value.kind) {
      case "constant":
        return constant(value.value, scalar(laneOf(value.dtype)));
      case "extent":
        return cast(this.extent(value.extent), scalar(laneOf(value.dtype)));
      case "index":
        return this.#index(value.index, vector, laneOf(value.dtype));
      case "load":
        return this.#load(value, vector, guard);
      case "random": {
        const [k0, k1] = value.key2.map((k) => this.write(k, undefined, guard));
        const index = cast(this.#index(value.at, vector), { lane: "u32", lanes: width });
        return expandRandom(k0!, k1!, block.let(index))(block);
      }
      case "apply": {
        const args = value.args.map((a) => this.write(a, vector, guard));
        const wide = args.some((a) => a.type.lanes > 1);
        const spread = wide
          ? args.map((a, i) => (a.type.lanes === width ? a : this.#spreadOnce(value.args[i]!, a, width, guard)))
          : args;
        return value.fn === "mulAdd"
          ? apply("mulAdd", ...spread)
          : expandScalar(value.fn, spread, block, scalarOr(laneOf(value.dtype), wide ? width : 1, spread));
      }
      case "guard":
        return this.#guard(value, vector, guard);
    }
  }
  /** A scalar in every lane, made where the scalar is. */
  #spreadOnce(value: Value, x: Expr, width: number, guard: Guard | undefined): Expr {
    if (x.kind === "constant") return this.spread(x, width);
    const level = this.#hasForwarded(value)
      ? this.depth
      : Math.max(this.#levelOf(this.#uses(value)), guard?.level ?? 0);
    return this.#memoized(`${value.key}|x${width}${guard ? `&${guard.key}` : ""}`, level, () => this.spread(x, width));
  }
  /** Bools among 64-bit lanes are masks of 64 bits. */
  #vectorOf(lane: LaneType, width: number): LoopType {
    return { lane, lanes: width, ...(this.#wide && lane === "bool" && { wide: true as const }) };
  }
  /** A scalar in every lane. */
  spread(x: Expr, width: number): Expr {
    if (x.type.lanes === width) return x;
    const type = this.#vectorOf(x.type.lane, width);
    return this.block.let(type.wide ? { kind: "splat", type, value: x } : splat(x, width));
  }

  #load(value: ValueOf<"load">, vector: Vector | undefined, guard: Guard | undefined): Expr {
    const storage = this.#storageOf.get(value.source);
    if (!storage) throw new CompilerError(`codegen: load of node ${value.source.id} without storage`);
    const lane = laneOf(value.dtype);
    const bytes = bytesOf(value.dtype);
    if (!vector) {
      const { address, offset } = this.address(storage, value.at, undefined, guard);
      return load(scalar(lane), address, offset);
    }
    const stride = strideOf(value.at, vector.variable);
    if (stride === undefined) return this.#byLane(value, vector, guard);
    const { address, offset } = this.address(storage, value.at, vector, guard);
    if (stride === 1) return load({ lane, lanes: vector.lanes }, address, offset);
    if (stride < 0) return this.#byLane(value, vector, guard);
    return lanes(
      Array.from({ length: vector.lanes }, (_, l) => load(scalar(lane), address, offset + l * stride * bytes)),
    );
  }
  /** Lane by lane, as scalars at each lane's own index. */
  #byLane(value: Value, vector: Vector, guard: Guard | undefined): Expr {
    const base = this.#binding(vector.variable);
    const block = this.block;
    const outer = this.#lane;
    const parts = Array.from({ length: vector.lanes }, (_, l) => {
      let part: Expr | undefined;
      const index = block.let(add(base, constant(vector.shift + l)));
      this.#lane = { of: vector, index: l };
      this.within(block, vector.variable, index, () => (part = this.write(value, undefined, guard)));
      return part!;
    });
    this.#lane = outer;
    const [first] = parts as [Expr, ...Expr[]];
    if (parts.length === 1) return first;
    return { kind: "lanes", type: this.#vectorOf(first.type.lane, parts.length), values: parts };
  }

  /** Byte address of an element: the parts of outer loops are computed there. */
  address(storage: Storage, at: Affine, vector?: Vector, guard?: Guard): { address: Expr; offset: number } {
    const bytes = bytesOf(storage.dtype);
    const base = this.pointer(storage);
    if (guard) {
      const { expr, offset } = this.#affine(at, bytes, vector);
      const inBytes = add(expr, constant(offset));
      return { address: this.block.let(add(base, apply("select", guard.condition, inBytes, constant(0)))), offset: 0 };
    }
    // The base joins at the outermost level, so that inner loops only add their own step.
    const { expr, offset } = this.#affine(at, bytes, vector, { base, key: `s${storage.id}` });
    return offset >= 0
      ? { address: expr, offset }
      : { address: this.block.let(add(expr, constant(offset))), offset: 0 };
  }
  /** Stores a value at its place: a vector at once where its lanes lie side by side. */
  store(storage: Storage, at: Affine, value: Expr, vector?: Vector): void {
    const { block } = this;
    if (!vector || value.type.lanes === 1) {
      const { address, offset } = this.address(storage, at, vector);
      block.store(address, offset, value);
      return;
    }
    const stride = strideOf(at, vector.variable);
    if (stride === undefined) throw new CompilerError("codegen: lanes are stored where no stride leads");
    const { address, offset } = this.address(storage, at, vector);
    if (stride === 1) return block.store(address, offset, value);
    const bytes = bytesOf(storage.dtype);
    for (let l = 0; l < vector.lanes; l++) {
      const to = offset + l * stride * bytes;
      block.store(to < 0 ? add(address, constant(to)) : address, Math.max(0, to), extract(value, l));
    }
  }
  /** The index in elements, as a scalar, or as a vector along the vector's variable. */
  #index(a: Affine, vector?: Vector, lane: LaneType = "i32"): Expr {
    if (!vector) {
      const { expr, offset } = this.#affine(a, 1);
      return cast(add(expr, constant(offset)), scalar(lane));
    }
    const type: LoopType = { lane, lanes: vector.lanes };
    // 64-bit lanes have no integers: there, indices are floats, which are exact.
    const dtype = lane === "f64" ? "float64" : "int32";
    const stride = strideOf(a, vector.variable);
    if (stride === undefined) {
      const index: Value = { kind: "index", index: a, dtype, key: `index:${dtype}:${a.key}` };
      return cast(this.#byLane(index, vector, undefined), type);
    }
    const { expr, offset } = this.#affine(a, 1, vector);
    const one = scalar(laneOf(dtype));
    const ramp = lanes(Array.from({ length: vector.lanes }, (_, l) => constant(offset + l * stride, one)));
    return cast(apply("add", splat(this.block.let(cast(expr, one)), vector.lanes), ramp), type);
  }
  /** The sum of terms, scaled; what is constant comes apart as `offset`. */
  #affine(
    a: Affine,
    scale: number,
    vector?: Vector,
    base?: { base: Expr; key: string },
  ): { expr: Expr; offset: number } {
    let offset = a.constant * scale;
    const byLevel = new Map<number, Term[]>();
    for (const t of a.terms) {
      if (t.atom === vector?.variable && !t.symbolic) offset += t.coefficient * vector.shift * scale;
      const level = this.#levelOf(this.#usesOfAtom(t.atom));
      byLevel.set(level, [...(byLevel.get(level) ?? []), t]);
    }
    let expr: Expr = base?.base ?? constant(0);
    let key = `@${scale}${base?.key ?? ""}`;
    // An address is never negative on the way: where terms subtract, the constant comes first.
    if (base && a.terms.some((t) => t.coefficient < 0)) {
      key += `+${offset}`;
      const from = expr;
      const first = offset;
      expr = this.#memoized(key, 0, () => add(from, constant(first)));
      offset = 0;
    }
    if (a.perBatch !== 0) {
      key += `+${a.perBatch}n`;
      const from = expr;
      expr = this.#memoized(key, 0, () => add(from, mul(this.n, constant(a.perBatch * scale))));
    }
    for (const level of [...byLevel.keys()].sort((x, y) => x - y)) {
      const terms = byLevel.get(level)!;
      key += terms.map((t) => `+${t.coefficient}${t.symbolic ? "n" : ""}*${t.atom.key}`).join("");
      const from = expr;
      expr = this.#memoized(key, level, (block) =>
        terms.reduce(
          (sum, t) =>
            t.coefficient < 0 ? sub(sum, this.#term(t, -scale, block)) : add(sum, this.#term(t, scale, block)),
          from,
        ),
      );
    }
    return { expr, offset };
  }
  #term(t: Term, scale: number, block: Block): Expr {
    const by = t.symbolic
      ? this.#memoized(`n*${t.coefficient * scale}`, 0, () => mul(this.n, constant(t.coefficient * scale)))
      : constant(t.coefficient * scale);
    return mul(block.let(this.#atom(t.atom)), by);
  }
  #atom(atom: Atom): Expr {
    switch (atom.kind) {
      case "var":
        return this.#binding(atom);
      case "div":
      case "mod": {
        const level = this.#levelOf(this.#usesOf(atom.of));
        return this.#memoized(`atom:${atom.key}:${atom.kind}`, level, (block) => {
          const of = block.let(this.#index(atom.of));
          const u32 = scalar("u32");
          return cast(apply(atom.kind === "div" ? "div" : "rem", cast(of, u32), cast(this.extent(atom.by), u32)), i32);
        });
      }
      case "value": {
        const index = this.write(atom.value);
        return apply("max", constant(0), apply("min", index, sub(this.extent(atom.limit), constant(1))));
      }
    }
  }

  #guard(value: ValueOf<"guard">, vector: Vector | undefined, outer: Guard | undefined): Expr {
    if (vector && value.conditions.some((c) => this.#usesOf(c.index).has(vector.variable)))
      return this.#byLane(value, vector, outer);
    const { own, name, level: ownLevel } = this.#conditions(value.conditions);
    const level = Math.max(ownLevel, outer?.level ?? 0);
    const both = outer ? this.block.let(apply("and", outer.condition, own)) : own;
    const inside = this.write(value.inside, vector, { condition: both, key: `${outer?.key ?? ""}${name}`, level });
    const outside = this.write(value.outside, undefined, outer);
    const width = inside.type.lanes;
    return apply("select", this.spread(own, width), inside, this.spread(outside, width));
  }
  /** Whether all conditions hold, as a scalar. */
  holds(conditions: readonly Condition[]): Expr {
    return this.#conditions(conditions).own;
  }
  #conditions(conditions: readonly Condition[]): { own: Expr; name: string; level: number } {
    const uses = new Set<LoopVar>();
    conditions.forEach((c) => this.#usesOf(c.index).forEach((v) => uses.add(v)));
    const name = conditions.map((c) => `${c.index.key}<${JSON.stringify(c.limit)}%${c.step}`).join("&");
    const level = this.#levelOf(uses);
    const own = this.#memoized(`if:${name}`, level, () =>
      conditions.map((c) => this.#condition(c)).reduce((a, b) => apply("and", a, b)),
    );
    return { own, name, level };
  }
  #condition(c: Condition): Expr {
    const index = this.block.let(this.#index(c.index));
    const u32 = scalar("u32");
    const within = apply("lt", cast(index, u32), cast(this.extent(c.limit), u32));
    if (c.step === 1) return within;
    return apply("and", within, apply("eq", apply("rem", cast(index, u32), constant(c.step, u32)), constant(0, u32)));
  }
}

export const forwardKey = (source: Node, at: Affine, vector: Vector | undefined): string =>
  `${source.id}@${at.key}|${vector ? vector.shift : ""}`;
function scalarOr(lane: LaneType, width: number, args: readonly Expr[]): LoopType {
  const wide = lane === "bool" && width > 1 && args.some((a) => a.type.lane === "f64" || a.type.wide);
  return { lane, lanes: width, ...(wide && { wide: true as const }) };
}
