/** Writes loop kernels: the nest, its vector loop with remainders, its folds and its stores. */
import { isStatic, type DType, type Extent } from "../core/index.ts";
import { scalarFacts, type Node, type Reducer } from "../ir/index.ts";
import {
  loadsOf,
  type Instance,
  type Item,
  type LoopKernel,
  type LoopVar,
  type Storage,
  type Value,
} from "../schedule/index.ts";
import type { Block } from "./builder.ts";
import { add, apply, constant, mul, sub } from "./builder.ts";
import { combine, emptyOf, foldLanes, LaneFold, type Contribution } from "./folds.ts";
import type { Expr, Local, LoopType, Target } from "./loop.ts";
import { forwardKey, laneOf, ValueWriter, type Vector } from "./values.ts";

/** A column fold adds up blocks of this many terms apart, then the blocks. */
const foldBlock = 256;
/** An innermost loop over so few elements is short. */
const shortLoop = 256;
/** Reduced extents up to this product are written out. */
const unrolledFold = 16;
/** Bodies of more instructions than this are not written several times in a loop: what it saves is less than compiling them costs. */
const heavyBody = 40;
/** Two vectors at a time hide the latency of bodies of fewer instructions than this; longer ones need no help. */
const shortBody = 24;

/** Lanes of a vector in this kernel: 1 where element widths are mixed. */
export function vectorLanes(kernel: LoopKernel, target: Target): number {
  const widths = new Set<number>();
  // Bools lie in 4 bytes, and as masks take the width of what they meet.
  let bools = kernel.items.some((item) => item.dtype === "bool");
  const seen = new Set<string>();
  const width = (dtype: DType) => (dtype === "float64" ? 8 : 4);
  const visit = (value: Value): void => {
    if (seen.has(value.key)) return;
    seen.add(value.key);
    if (value.dtype !== "bool") widths.add(width(value.dtype));
    if (value.kind === "apply") value.args.forEach(visit);
    if (value.kind === "guard") [value.inside, value.outside].forEach(visit);
    if (value.kind === "random") value.key2.forEach(visit);
    if (value.kind === "load" && value.dtype === "bool") bools = true;
  };
  for (const item of kernel.items) {
    if (item.reduce?.fn === "argMax" || item.reduce?.fn === "argMin") widths.add(4);
    for (const i of item.instances) (i.factors ?? [i.value]).forEach(visit);
  }
  if (widths.has(8) && (widths.has(4) || bools)) return 1;
  return target.vectorBytes / (widths.has(8) ? 8 : 4);
}

/** A part of the outermost loop. It begins at a multiple of `partAlignment` and ends at one, or where the loop does. */
export interface Part {
  readonly begin: Expr;
  readonly end: Expr;
}
/** A multiple of every number of iterations that are done at once. */
export const partAlignment = 64;
/** Whether parts of the outermost loop can be run by themselves: nothing is folded over it. */
export const hasParts = ({ loops, items }: LoopKernel): boolean =>
  loops.length > 0 && items.every((i) => (i.reduce?.over.length ?? 0) < loops.length);

/** Writes a kernel, or where a part is given, the kernel over that part of its outermost loop. */
export function writeLoops(
  kernel: LoopKernel,
  block: Block,
  pointers: ReadonlyMap<Storage, Expr>,
  storageOf: ReadonlyMap<Node, Storage>,
  n: Expr,
  target: Target,
  part?: Part,
): void {
  const produced = new Set<Node>();
  const own = new Set(kernel.items.filter((i) => !i.copy).map((i) => i.node));
  for (const item of kernel.items)
    for (const instance of item.instances)
      for (const v of instance.factors ?? [instance.value])
        loadsOf(v, (load) => own.has(load.source) && load.source.kind !== "parameter" && produced.add(load.source));
  const lanes = vectorLanes(kernel, target);
  const writer = new ValueWriter(block, pointers, storageOf, n, produced, lanes * 8 === target.vectorBytes);
  const nest = new Nest(kernel, writer, lanes, part);
  if (kernel.loops.length === 0) nest.body(undefined, []);
  else if (kernel.mode === "row") nest.row(0);
  else nest.column(0);
}

class Nest {
  readonly #kernel: LoopKernel;
  readonly #writer: ValueWriter;
  readonly #width: number;
  readonly #folds: readonly Item[];
  readonly #sequential: boolean;
  readonly #part: Part | undefined;
  constructor(kernel: LoopKernel, writer: ValueWriter, width: number, part: Part | undefined) {
    this.#kernel = kernel;
    this.#writer = writer;
    this.#part = part;
    this.#folds = kernel.items.filter((i) => i.reduce);
    this.#sequential = kernel.mode === "row" && this.#folds.some((i) => isArg(i));
    this.#width = this.#sequential ? 1 : width;
  }

  #type(dtype: DType, width: number): LoopType {
    return { lane: laneOf(dtype), lanes: width };
  }
  /** Where a loop begins and ends, and its extent where that is known. */
  #range(variable: LoopVar): Part & { readonly known: number | undefined } {
    if (this.#part && variable === this.#kernel.loops[0]) return { ...this.#part, known: undefined };
    const { extent } = variable;
    return { begin: constant(0), end: this.#writer.extent(extent), known: isStatic(extent) ? extent : undefined };
  }
  /** Opens a loop over all of a variable. */
  #loop(variable: LoopVar, body: () => void): void {
    const { begin, end } = this.#range(variable);
    this.#writer.block.loop(begin, end, constant(1), (i, inner) => this.#writer.within(inner, variable, i, body));
  }
  #parallelCount(item: Item): number {
    return this.#kernel.loops.length - (item.reduce?.over.length ?? 0);
  }

  // ---- rows: the vector runs along the innermost loop

  row(depth: number, folds: readonly RowFold[] = []): void {
    const { block } = this.#writer;
    const started = this.#folds
      .filter((i) => this.#parallelCount(i) === depth)
      .flatMap((item) => item.instances.map((instance): RowFold => this.#startRowFold(item, instance, block)));
    const all = [...folds, ...started];
    const variable = this.#kernel.loops[depth]!;
    if (depth < this.#kernel.loops.length - 1) this.#loop(variable, () => this.row(depth + 1, all));
    else if (folds.length === 0 && this.#width > 1 && weight(this.#kernel.items) > heavyBody)
      this.#heavyLoop(variable, all);
    else this.#vectorLoop(variable, all);
    for (const fold of started) {
      this.#writer.store(fold.item.target, fold.instance.at, block.let(fold.finish(block)));
    }
  }
  #startRowFold(item: Item, instance: Instance, block: Block): RowFold {
    const { fn } = item.reduce!;
    if (fn === "argMax" || fn === "argMin") {
      const fold = new ArgFold(fn, instance.value.dtype, 1, block);
      return { item, instance, arg: fold, finish: () => fold.position };
    }
    const lanes = new LaneFold(fn, item.dtype, this.#type(item.dtype, this.#width), block);
    return { item, instance, lanes, finish: (b) => lanes.total(b) };
  }
  #vectorLoop(variable: LoopVar, folds: readonly RowFold[]): void {
    const writer = this.#writer;
    const { block } = writer;
    const width = this.#width;
    if (this.#sequential) {
      this.#loop(variable, () => this.body(undefined, folds));
      return;
    }
    const copies = this.#folds.length > 0 ? foldLanes / width : width > 1 ? this.#mapCopies(variable.extent) : 1;
    const step = copies * width;
    const { begin, end, known } = this.#range(variable);
    const main: Expr = known === undefined ? block.let(multipleOf(end, step)) : constant(known - (known % step));
    if (known === undefined || known >= step) {
      block.loop(begin, main, constant(step), (i, inner) =>
        writer.within(inner, variable, i, () => {
          for (let copy = 0; copy < copies; copy++)
            this.body({ variable, lanes: width, shift: copy * width }, folds, copy);
        }),
      );
    }
    if (known !== undefined) this.#staticRest(variable, known - (known % step), known % step, folds);
    else this.#dynamicRest(variable, main, end, folds, width, copies);
  }
  /** A long body is written once for a vector and once for a single element, whatever is folded. */
  #heavyLoop(variable: LoopVar, folds: readonly RowFold[]): void {
    const writer = this.#writer;
    const { block } = writer;
    const width = this.#width;
    const { begin, end, known } = this.#range(variable);
    const main: Expr = known === undefined ? block.let(multipleOf(end, width)) : constant(known - (known % width));
    if (known === undefined || known >= width) {
      block.loop(begin, main, constant(width), (i, inner) =>
        writer.within(inner, variable, i, () => this.body({ variable, lanes: width, shift: 0 }, folds, "next")),
      );
    }
    if (known === undefined || known % width > 0) this.#scalarRest(variable, main, end, folds, "next");
  }
  #staticRest(variable: LoopVar, from: number, rest: number, folds: readonly RowFold[]): void {
    const writer = this.#writer;
    const width = this.#width;
    const vectors = width > 1 ? Math.floor(rest / width) : 0;
    if (vectors > 0) {
      writer.within(writer.block, variable, constant(from), () => {
        for (let copy = 0; copy < vectors; copy++)
          this.body({ variable, lanes: width, shift: copy * width }, folds, copy);
      });
    }
    const pending = new Map<RowFold, Contribution[]>();
    for (let i = vectors * width; i < rest; i++) {
      writer.within(writer.block, variable, constant(from + i), () => this.body(undefined, folds, 0, pending));
    }
    const lane = vectors * width;
    pending.forEach((contributions, fold) => {
      for (let at = 0; at < contributions.length; at += width)
        fold.lanes!.scalars(writer.block, lane + at, contributions.slice(at, at + width));
    });
  }
  #dynamicRest(
    variable: LoopVar,
    main: Expr,
    end: Expr,
    folds: readonly RowFold[],
    width: number,
    copies: number,
  ): void {
    const writer = this.#writer;
    const { block } = writer;
    let from = main;
    if (width > 1 && copies > 1 && folds.length === 0) {
      const vectors = block.let(multipleOf(end, width));
      block.loop(main, vectors, constant(width), (i, inner) =>
        writer.within(inner, variable, i, () => this.body({ variable, lanes: width, shift: 0 }, folds)),
      );
      from = vectors;
    }
    this.#scalarRest(variable, from, end, folds, "all");
  }
  /** Element by element, to lanes counted from the first. */
  #scalarRest(variable: LoopVar, from: Expr, end: Expr, folds: readonly RowFold[], which: "all" | "next"): void {
    const writer = this.#writer;
    writer.block.loop(from, end, constant(1), (i, inner) =>
      writer.within(inner, variable, i, () => {
        const pending = new Map<RowFold, Contribution[]>();
        this.body(undefined, folds, 0, pending);
        const lane = inner.let(sub(i, from));
        pending.forEach(([c], fold) => fold.lanes!.scalar(inner, lane, c!, which));
      }),
    );
  }
  /** Where the innermost loop is short, its turns cost more than its body. */
  #mapCopies(extent: Extent): number {
    const work = weight(this.#kernel.items);
    const short = this.#kernel.loops.length > 1 && isStatic(extent) && extent <= shortLoop;
    if (short && work <= heavyBody && extent % (4 * this.#width) === 0) return 4;
    const small = this.#kernel.items.length <= 1 && work < shortBody;
    return small && (!isStatic(extent) || extent >= 2 * this.#width) ? 2 : 1;
  }

  /** One iteration: every value first, then what is stored, so that a state is read before it is overwritten. */
  body(
    vector: Vector | undefined,
    folds: readonly RowFold[],
    copy: number | "next" = 0,
    pending?: Map<RowFold, Contribution[]>,
  ): void {
    const writer = this.#writer;
    const stores: (() => void)[] = [];
    for (const item of this.#kernel.items) {
      if (item.reduce) {
        for (const fold of folds) {
          if (fold.item !== item) continue;
          if (fold.arg) fold.arg.take(writer.block, this.#scalarOf(fold.instance.value), this.#position(item));
          else {
            const c = this.#contribution(fold.instance, vector);
            if (pending) pending.set(fold, [...(pending.get(fold) ?? []), c]);
            else if (copy === "next") fold.lanes!.next(writer.block, c);
            else fold.lanes!.vector(writer.block, copy, c);
          }
        }
      } else this.#storeLater(item, vector, stores);
    }
    stores.forEach((s) => s());
  }
  #scalarOf(value: Value): Expr {
    return this.#writer.write(value);
  }
  #storeLater(item: Item, vector: Vector | undefined, stores: (() => void)[]): void {
    const writer = this.#writer;
    for (const instance of item.instances) {
      const value = writer.writeSpread(instance.value, vector);
      if (!item.copy) writer.forwarded.set(forwardKey(item.node, instance.at, vector), value);
      stores.push(() => writer.store(item.target, instance.at, value, vector));
    }
  }
  #contribution(instance: Instance, vector: Vector | undefined): Contribution {
    const writer = this.#writer;
    const one = (v: Value) => writer.writeSpread(v, vector);
    return instance.factors
      ? { factors: [one(instance.factors[0]), one(instance.factors[1])] }
      : { value: one(instance.value) };
  }
  /** The position along what an item folds, row-major. */
  #position(item: Item): Expr {
    return item.reduce!.over.reduce<Expr>(
      (sum, v) => add(mul(sum, this.#writer.extent(v.extent)), this.#writer.bound(v)),
      constant(0),
    );
  }

  // ---- columns: the vector runs along the last parallel loop, folds run inside it

  column(depth: number): void {
    const parallel = this.#kernel.loops.length - this.#reduced().length;
    const variable = this.#kernel.loops[depth]!;
    if (depth < parallel - 1) {
      this.#loop(variable, () => this.column(depth + 1));
      return;
    }
    const writer = this.#writer;
    const { block } = writer;
    const width = this.#width;
    const { begin, end, known } = this.#range(variable);
    const copies = width > 1 ? this.#columnCopies(variable.extent) : 1;
    const run = (from: Expr, to: Expr, step: number, vectors: readonly (Vector | undefined)[]) =>
      block.loop(from, to, constant(step), (i, inner) =>
        writer.within(inner, variable, i, () => this.#columnBlock(vectors)),
      );
    const multiple = (step: number): Expr =>
      known === undefined ? block.let(multipleOf(end, step)) : constant(known - (known % step));
    let from = begin;
    for (const c of copies > 1 ? [copies, 1] : [1]) {
      if (width === 1) break;
      const to = multiple(c * width);
      if (from.kind === "constant" && to.kind === "constant" && from.value === to.value) continue;
      run(
        from,
        to,
        c * width,
        Array.from({ length: c }, (_, i) => ({ variable, lanes: width, shift: i * width })),
      );
      from = to;
    }
    if (!(from.kind === "constant" && from.value === known)) run(from, end, 1, [undefined]);
  }
  #reduced(): readonly LoopVar[] {
    return this.#folds[0]!.reduce!.over;
  }
  #columnCopies(extent: Extent): number {
    const accumulators = this.#folds.reduce((sum, i) => sum + i.instances.length, 0);
    if (weight(this.#folds) >= shortBody) return 1;
    // Rows far apart are worth reading a whole cache line at a time.
    const most = accumulators === 1 && this.#reduced().length > 1 ? 8 : 4;
    const wanted = accumulators <= 2 ? most : accumulators <= 4 ? 2 : 1;
    return isStatic(extent) ? Math.max(1, Math.min(wanted, Math.floor(extent / this.#width))) : wanted;
  }
  #columnBlock(vectors: readonly (Vector | undefined)[]): void {
    const writer = this.#writer;
    const { block } = writer;
    const args = new Map<string, ColumnArg>();
    const sums: ColumnSum[] = [];
    const results: (Folded & { readonly result: Local })[] = [];
    const key = (fn: string, { instance, vector }: Folded) => `${fn} ${instance.value.key} ${vector?.shift}`;
    const each = (visit: (fn: NonNullable<Item["reduce"]>["fn"], folded: Folded, width: number) => void) => {
      for (const vector of vectors)
        for (const item of this.#folds)
          for (const instance of item.instances) visit(item.reduce!.fn, { item, instance, vector }, vector?.lanes ?? 1);
    };
    each((fn, folded, width) => {
      if (fn !== "argMax" && fn !== "argMin") return;
      const arg = new ArgFold(fn, folded.instance.value.dtype, width, block);
      args.set(key(fn, folded), { ...folded, arg });
    });
    each((fn, folded, width) => {
      // A maximum whose place is looked for too is found with it.
      const own = args.get(key(fn, folded))?.arg.position;
      const along = args.get(key(fn === "max" ? "argMax" : "argMin", folded))?.arg.best;
      const found = fn === "argMax" || fn === "argMin" ? own : fn === "max" || fn === "min" ? along : undefined;
      if (found) results.push({ ...folded, result: found });
      if (found || fn === "argMax" || fn === "argMin") return;
      const type = this.#type(folded.item.dtype, width);
      const total = block.variable(constant(emptyOf(fn, folded.item.dtype), type), "sum");
      sums.push({ ...folded, fn, type, total });
      results.push({ ...folded, result: total });
    });
    this.#fold([...args.values()], sums);
    const stores: (() => void)[] = [];
    for (const { item, instance, vector, result } of results) {
      writer.forwarded.set(forwardKey(item.node, instance.at, vector), result);
      stores.push(() => writer.store(item.target, instance.at, result, vector));
    }
    for (const vector of vectors)
      for (const item of this.#kernel.items) if (item.level === "epilogue") this.#storeLater(item, vector, stores);
    stores.forEach((s) => s());
  }
  #fold(args: readonly ColumnArg[], sums: readonly ColumnSum[]): void {
    const writer = this.#writer;
    const reduced = this.#reduced();
    const product = reduced.every((v) => isStatic(v.extent))
      ? reduced.reduce((p, v) => p * (v.extent as number), 1)
      : Infinity;
    const take = (accumulators: ReadonlyMap<ColumnSum, Local>) => {
      for (const { arg, item, instance, vector } of args)
        arg.take(writer.block, writer.writeSpread(instance.value, vector), this.#position(item));
      accumulators.forEach((local, { fn, instance, vector }) =>
        writer.block.set(local, combine(fn, local, this.#contribution(instance, vector))),
      );
    };
    const totals = new Map(sums.map((f) => [f, f.total] as const));
    if (product <= unrolledFold) {
      this.#unrolled(reduced, () => take(totals));
      return;
    }
    if (product <= foldBlock) {
      this.#loops(reduced, () => take(totals));
      return;
    }
    // A block of its own for each index of the outer loops, or for each 256 of a single one.
    const blockwise = (open: (body: () => void) => void) => {
      const parts = new Map(
        sums.map((f) => [f, writer.block.variable(constant(emptyOf(f.fn, f.item.dtype), f.type), "part")] as const),
      );
      open(() => take(parts));
      parts.forEach((part, f) => writer.block.set(f.total, combine(f.fn, f.total, { value: part })));
    };
    const last = reduced[reduced.length - 1]!;
    if (reduced.length > 1) {
      this.#loops(reduced.slice(0, -1), () => blockwise((body) => this.#loops([last], body)));
      return;
    }
    const end = writer.extent(last.extent);
    writer.block.loop(constant(0), end, constant(foldBlock), (start, inner) =>
      writer.within(inner, undefined, undefined, () =>
        blockwise((body) => {
          const stop = writer.block.let(apply("min", end, add(start, constant(foldBlock))));
          writer.block.loop(start, stop, constant(1), (i, innermost) => writer.within(innermost, last, i, body));
        }),
      ),
    );
  }
  #loops(variables: readonly LoopVar[], body: () => void): void {
    const [first, ...rest] = variables;
    if (!first) body();
    else this.#loop(first, () => this.#loops(rest, body));
  }
  #unrolled(variables: readonly LoopVar[], body: () => void): void {
    const [first, ...rest] = variables;
    if (!first) return body();
    for (let i = 0; i < (first.extent as number); i++)
      this.#writer.within(this.#writer.block, first, constant(i), () => this.#unrolled(rest, body));
  }
}

interface RowFold {
  readonly item: Item;
  readonly instance: Instance;
  readonly lanes?: LaneFold;
  readonly arg?: ArgFold;
  readonly finish: (block: Block) => Expr;
}
/** What a column kernel folds, in one of its vectors. */
interface Folded {
  readonly item: Item;
  readonly instance: Instance;
  readonly vector: Vector | undefined;
}
interface ColumnArg extends Folded {
  readonly arg: ArgFold;
}
interface ColumnSum extends Folded {
  readonly fn: Reducer;
  readonly type: LoopType;
  readonly total: Local;
}

/** The first position of the largest or smallest value; a NaN wins. */
class ArgFold {
  /** The value there: the reduction itself. */
  readonly best: Local;
  readonly position: Local;
  readonly #fn: "argMax" | "argMin";
  readonly #floating: boolean;
  constructor(fn: "argMax" | "argMin", dtype: DType, width: number, block: Block) {
    const type: LoopType = { lane: laneOf(dtype), lanes: width };
    this.best = block.variable(constant(emptyOf(valueOf[fn], dtype), type), "best");
    this.position = block.variable(constant(0, { lane: "i32", lanes: width }), "arg");
    this.#fn = fn;
    this.#floating = dtype === "float32" || dtype === "float64";
  }
  take(block: Block, value: Expr, position: Expr): void {
    const width = this.best.type.lanes;
    // A NaN is not within the best, and once it is the best nothing is better.
    const within = this.#fn === "argMax" ? apply("le", value, this.best) : apply("le", this.best, value);
    const outside = apply("not", within);
    const better = this.#floating ? apply("and", apply("eq", this.best, this.best), outside) : outside;
    const mask = block.let(better);
    block.set(this.position, apply("select", mask, spreadIndex(position, width), this.position));
    block.set(this.best, apply("select", mask, value, this.best));
  }
}
/** The reduction whose value an argument's position leads to. */
const valueOf = { argMax: "max", argMin: "min" } as const;
const spreadIndex = (x: Expr, width: number): Expr =>
  width === 1
    ? x
    : x.kind === "constant"
      ? constant(x.value, { lane: "i32", lanes: width })
      : { kind: "splat", type: { lane: "i32", lanes: width }, value: x };
const isArg = (item: Item) => item.reduce?.fn === "argMax" || item.reduce?.fn === "argMin";
/** The largest multiple of a power of two that is not above x. */
const multipleOf = (x: Expr, step: number): Expr => apply("and", x, constant(-step));
/** Vector instructions, roughly. */
function weight(items: readonly Item[]): number {
  const seen = new Set<string>();
  const count = (v: Value): number => {
    if (seen.has(v.key)) return 0;
    seen.add(v.key);
    switch (v.kind) {
      case "apply":
        return (v.fn === "mulAdd" ? 1 : scalarFacts[v.fn].cost) + v.args.reduce((s, a) => s + count(a), 0);
      case "random":
        return 100;
      case "guard":
        return 4 + count(v.inside) + count(v.outside);
      default:
        return 1;
    }
  };
  return items.flatMap((i) => i.instances.flatMap((n) => n.factors ?? [n.value])).reduce((sum, v) => sum + count(v), 0);
}
