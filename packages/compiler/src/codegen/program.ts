/**
 * Writes a plan as a module of loop code: one function a kernel, shared where
 * two have the same structure, and `step`, which runs them in order. Every
 * buffer is reached through a table of addresses, so that the code knows
 * neither where memory lies nor how large the batch may get.
 *
 * `step` can stop between kernels, between the blocks of a product and between
 * the iterations of a loop, and go on from there: its budget, place and counter
 * live in a control block.
 */
import { bytesOf, CompilerError, isStatic, sizeOf, type Extent } from "../core/index.ts";
import type {
  Binding,
  CondKernel,
  Kernel,
  LoopKernel,
  MatmulKernel,
  Plan,
  ScanKernel,
  ScatterKernel,
  Scheduled,
  Storage,
} from "../schedule/index.ts";
import type { Block } from "./builder.ts";
import { add, apply, constant, defineFunction, i32, load, mul, sub } from "./builder.ts";
import { kernelCost, nominalBatch, partExtent, partSteps, planCost } from "./cost.ts";
import { writeCumulate } from "./cumulate.ts";
import { feedFunction } from "./feed.ts";
import { lineCount, writeSteps, type LineKernel } from "./lines.ts";
import type { Expr, LoopFunction, LoopModule, Target } from "./loop.ts";
import { writeLoops, type Part } from "./loops.ts";
import { blockCount, writeMatmul } from "./matmul.ts";
import { writeScatter } from "./scatter.ts";
import { writeSort } from "./sort.ts";
import { renameCalls } from "./walk.ts";

/** Offsets in the control block, which is `bytes` long. */
export const control = { budget: 0, place: 4, counter: 8, bytes: 64 } as const;

/** A buffer that the table of addresses points to. */
export interface Slot {
  readonly storage: Storage;
  /** The plan that the storage belongs to, and for an inner one the storage of its arena outside. */
  readonly plan: Plan;
  readonly arena: Slot | undefined;
}
export interface ProgramCode {
  readonly module: LoopModule;
  readonly slots: readonly Slot[];
}

/** A run of kernels costs at least this (nanoseconds at the nominal batch) before the budget is looked at. */
const segmentCost = 50_000;
export function writeProgram(plan: Plan, target: Target): ProgramCode {
  const writer = new ProgramWriter(target);
  return writer.write(plan);
}

type Resolve = (storage: Storage) => Expr;

class ProgramWriter {
  readonly #target: Target;
  readonly #functions: LoopFunction[] = [];
  readonly #names = new Set<string>();
  readonly #slots: Slot[] = [];
  readonly #slotOf = new Map<Storage, number>();
  constructor(target: Target) {
    this.#target = target;
  }

  write(plan: Plan): ProgramCode {
    this.#addSlots(plan, undefined);
    const step = defineFunction(
      "step",
      [
        ["table", i32],
        ["control", i32],
        ["n", i32],
      ],
      (block, table, at, n) => {
        const resolve = (b: Block) => (storage: Storage) => b.let(load(i32, table, 4 * this.#slot(storage)));
        const place = block.let(load(i32, at, control.place));
        const counter = block.variable(load(i32, at, control.counter), "counter");
        const budget = block.variable(load(i32, at, control.budget), "budget");
        const stop = (b: Block, next: number) => {
          b.store(at, control.budget, budget);
          b.store(at, control.place, constant(next));
          b.store(at, control.counter, counter);
          b.return(constant(0));
        };
        const pay = (b: Block, cost: (n: number) => number) => b.set(budget, sub(budget, costExpr(cost, n)));
        const parts = segments(plan.kernels);
        parts.forEach((segment, index) => {
          block.when(apply("le", place, constant(index)), (b) => {
            const [only] = segment;
            const repeated = segment.length === 1 && only && this.#repeats(only.kernel, plan, n, b);
            if (repeated) {
              const { count, run } = repeated(resolve(b));
              b.whilst(apply("lt", counter, count), (body) => {
                run(body, counter);
                body.set(counter, add(counter, constant(1)));
                pay(body, (rows) => kernelCost(only.kernel, rows));
                body.when(apply("and", apply("lt", budget, constant(0)), apply("lt", counter, count)), (s) =>
                  stop(s, index),
                );
              });
              b.set(counter, constant(0));
            } else {
              for (const s of segment) this.#run(s.kernel, plan, b, resolve(b), n);
              pay(b, (rows) => planCost(segment, rows));
            }
            if (index < parts.length - 1) b.when(apply("lt", budget, constant(0)), (s) => stop(s, index + 1));
          });
        });
        block.store(at, control.budget, budget);
        block.store(at, control.place, constant(0));
        block.store(at, control.counter, constant(0));
        block.return(constant(1));
      },
      i32,
    );
    const functions = [...this.#functions, feedFunction, step];
    return { module: { functions, exports: ["step", feedFunction.name] }, slots: this.#slots };
  }

  #addSlots(plan: Plan, arena: Slot | undefined): void {
    for (const storage of plan.storages) {
      if (arena && storage.role !== "temporary" && storage.role !== "literal") continue;
      this.#slotOf.set(storage, this.#slots.length);
      this.#slots.push({ storage, plan, arena });
    }
    const slot = (s: Storage) => this.#slots[this.#slot(s)]!;
    for (const { kernel } of plan.kernels) {
      if (kernel.kind === "scan") this.#addSlots(kernel.body, slot(kernel.arena));
      if (kernel.kind === "cond") for (const b of kernel.branches) this.#addSlots(b.plan, slot(b.arena));
    }
  }
  #slot(storage: Storage): number {
    const slot = this.#slotOf.get(storage);
    if (slot === undefined) throw new CompilerError(`codegen: storage ${storage.id} has no slot`);
    return slot;
  }

  /** Kernels that a call may stop inside of: how often they run, and one run. */
  #repeats(
    kernel: Kernel,
    plan: Plan,
    n: Expr,
    block: Block,
  ): undefined | ((resolve: Resolve) => { count: Expr; run: (body: Block, index: Expr) => void }) {
    switch (kernel.kind) {
      case "loops": {
        const size = partExtent(kernel);
        if (size === undefined) return undefined;
        return (resolve) => {
          const end = extentExpr(kernel.loops[0]!.extent, 1, n);
          const count = ceil(end, size, block);
          const run = (body: Block, index: Expr) => {
            const begin = body.let(mul(index, constant(size)));
            this.#loops(kernel, plan, body, resolve, n, {
              begin,
              end: body.let(apply("min", end, add(begin, constant(size)))),
            });
          };
          return { count, run };
        };
      }
      case "matmul":
        return (resolve) => {
          const { fn, args } = this.#matmul(kernel, plan, resolve);
          return {
            count: blockCount(kernel, n, block),
            run: (body, index) => body.call(fn, [n, index, body.let(add(index, constant(1))), constant(1), ...args]),
          };
        };
      case "cumulate":
      case "sort": {
        const size = partSteps(kernel);
        if (size === undefined) return undefined;
        return (resolve) => {
          const end = this.#steps(kernel, block, n);
          const run = (body: Block, index: Expr) => {
            const begin = body.let(mul(index, constant(size)));
            const stop = body.let(apply("min", end, add(begin, constant(size))));
            this.#lines(kernel, plan, body, resolve, n, { begin, end: stop });
          };
          return { count: ceil(end, size, block), run };
        };
      }
      case "scan":
        return (resolve) => {
          const run = this.#scan(kernel, block, resolve, n);
          return { count: constant(kernel.node.length), run };
        };
      default:
        return undefined;
    }
  }

  /** A whole kernel, without a stop; `first` unless its plan has run in this loop already. */
  #run(kernel: Kernel, plan: Plan, block: Block, resolve: Resolve, n: Expr, first: Expr = constant(1)): void {
    switch (kernel.kind) {
      case "loops":
        return this.#loops(kernel, plan, block, resolve, n);
      case "scatter":
        return this.#call(kernel, plan, block, resolve, [n], (b, pointers, [rows]) =>
          writeScatter(kernel, b, pointers, plan.storageOf, rows!),
        );
      case "cumulate":
      case "sort":
        return this.#lines(kernel, plan, block, resolve, n, { begin: constant(0), end: this.#steps(kernel, block, n) });
      case "matmul": {
        const { fn, args } = this.#matmul(kernel, plan, resolve);
        block.call(fn, [n, constant(0), blockCount(kernel, n, block), first, ...args]);
        return;
      }
      case "scan": {
        const run = this.#scan(kernel, block, resolve, n);
        block.loop(constant(0), constant(kernel.node.length), constant(1), (t, body) => run(body, t));
        return;
      }
      case "cond":
        return this.#cond(kernel, block, resolve, n);
    }
  }
  #loops(kernel: LoopKernel, plan: Plan, block: Block, resolve: Resolve, n: Expr, part?: Part): void {
    const given = part ? [n, part.begin, part.end] : [n];
    this.#call(kernel, plan, block, resolve, given, (b, pointers, [rows, begin, end]) =>
      writeLoops(kernel, b, pointers, plan.storageOf, rows!, this.#target, begin && end && { begin, end }),
    );
  }
  /** The steps of all lines. */
  #steps(kernel: LineKernel, block: Block, n: Expr): Expr {
    const length = block.let(extentExpr(kernel.along.extent, 1, n));
    return block.let(mul(extentExpr(lineCount(kernel), 1, n), writeSteps(kernel, block, length)));
  }
  #lines(kernel: LineKernel, plan: Plan, block: Block, resolve: Resolve, n: Expr, part: Part): void {
    this.#call(kernel, plan, block, resolve, [n, part.begin, part.end], (b, pointers, [rows, begin, end]) => {
      const range = { begin: begin!, end: end! };
      if (kernel.kind === "sort") writeSort(kernel, b, pointers, plan.storageOf, rows!, range);
      else writeCumulate(kernel, b, pointers, plan.storageOf, rows!, range);
    });
  }
  /** Calls the function of a kernel with the batch's rows, a part where there is one, and the addresses that it uses. */
  #call(
    kernel: LoopKernel | ScatterKernel | LineKernel,
    plan: Plan,
    block: Block,
    resolve: Resolve,
    given: readonly Expr[],
    write: (block: Block, pointers: ReadonlyMap<Storage, Expr>, given: readonly Expr[]) => void,
  ): void {
    const entry = plan.kernels.find((k) => k.kernel === kernel)!;
    const storages = [...new Set([...entry.reads, ...entry.writes])];
    const fn = this.#share(
      defineFunction(
        "",
        [
          ...["n", "begin", "end"].slice(0, given.length).map((name) => [name, i32] as const),
          ...storages.map((_, i) => [`p${i}`, i32] as const),
        ],
        (b, ...args) => {
          const pointers = args.slice(given.length);
          write(b, new Map(storages.map((s, i) => [s, pointers[i]!])), args.slice(0, given.length));
        },
      ),
      kernel.kind,
    );
    block.call(fn, [...given, ...storages.map(resolve)]);
  }
  #matmul(kernel: MatmulKernel, plan: Plan, resolve: Resolve): { fn: string; args: Expr[] } {
    const name = `matmul${this.#names.size}`;
    const { functions, pointers } = writeMatmul(kernel, name, plan.storageOf, this.#target);
    const renamed = new Map<string, string>();
    let fn = name;
    for (const f of functions) {
      const shared = this.#share(
        { ...f, name: "", body: renameCalls(f.body, renamed) },
        f.name.startsWith(name) ? "matmul" : f.name,
      );
      renamed.set(f.name, shared);
      if (f.name === name) fn = shared;
    }
    return { fn, args: [kernel.target, kernel.packLeft, kernel.packRight, ...pointers].map(resolve) };
  }
  /** The function of this structure: an earlier one where there is one. */
  #share(fn: LoopFunction, hint: string): string {
    const known = this.#functions.find((f) => sameCode(f, fn));
    if (known) return known.name;
    let name = hint;
    for (let i = 1; this.#names.has(name); i++) name = `${hint}${i}`;
    this.#names.add(name);
    this.#functions.push({ ...fn, name });
    return name;
  }

  #scan(kernel: ScanKernel, block: Block, resolve: Resolve, n: Expr): (body: Block, t: Expr) => void {
    const { node, body: plan } = kernel;
    const fixed = new Map<Storage, Expr>();
    for (const b of kernel.bindings) fixed.set(b.inner, resolve(b.outer));
    for (const s of plan.storages)
      if (!fixed.has(s) && (s.role === "temporary" || s.role === "literal")) fixed.set(s, resolve(s));
    const sliceBytes = new Map(
      kernel.bindings
        .filter((b) => b.sliced)
        .map((b) => [b.inner, block.let(extentExpr(sizeOf(b.inner.shape), bytesOf(b.inner.dtype), n))]),
    );
    return (body, t) => {
      const at = node.reverse ? body.let(sub(constant(node.length - 1), t)) : t;
      const inner: Resolve = (storage) => {
        const base = fixed.get(storage);
        // What a loop or a branch inside this one keeps lies at one place in all steps.
        if (!base) return resolve(storage);
        const stride = sliceBytes.get(storage);
        return stride ? body.let(add(base, mul(at, stride))) : base;
      };
      const first = body.let({ kind: "cast", type: i32, value: apply("eq", t, constant(0)) });
      for (const { kernel: k } of plan.kernels) this.#run(k, plan, body, inner, n, first);
    };
  }
  #cond(kernel: CondKernel, block: Block, resolve: Resolve, n: Expr): void {
    const branch = (i: number) => (b: Block) => {
      const { plan, bindings } = kernel.branches[i]!;
      const bound = new Map<Storage, Binding>(bindings.map((x) => [x.inner, x]));
      const inner: Resolve = (s) => resolve(bound.get(s)?.outer ?? s);
      for (const { kernel: k } of plan.kernels) this.#run(k, plan, b, inner, n);
    };
    const predicate = block.let(load({ lane: "bool", lanes: 1 }, resolve(kernel.predicate)));
    block.when(predicate, branch(0), branch(1));
  }
}

/** Cheap kernels run together; one that may take long stands alone. */
function segments(kernels: readonly Scheduled[]): Scheduled[][] {
  const result: Scheduled[][] = [];
  let open: Scheduled[] | undefined;
  let cost = 0;
  for (const s of kernels) {
    const own = planCost([s], nominalBatch);
    const { kernel } = s;
    const divisible =
      kernel.kind === "loops"
        ? partExtent(kernel) !== undefined
        : kernel.kind === "cumulate" || kernel.kind === "sort"
          ? partSteps(kernel) !== undefined
          : (kernel.kind === "matmul" || kernel.kind === "scan") && own > segmentCost;
    if (divisible) {
      result.push([s]);
      open = undefined;
      continue;
    }
    if (!open || cost + own > 20 * segmentCost) {
      result.push((open = []));
      cost = 0;
    }
    open.push(s);
    cost += own;
  }
  return result;
}
const extentExpr = (e: Extent, scale: number, n: Expr): Expr =>
  isStatic(e) ? constant(e * scale) : mul(n, constant(e.batch * scale));
/** The cost as a line through two batch sizes. */
function costExpr(cost: (n: number) => number, n: Expr): Expr {
  const perRow = Math.max(0, Math.round((cost(1024) - cost(0)) / 1024));
  const fixed = Math.max(1, Math.round(cost(0)));
  return perRow === 0 ? constant(fixed) : add(constant(fixed), mul(n, constant(perRow)));
}
const ceil = (e: Expr, by: number, block: Block): Expr =>
  e.kind === "constant"
    ? constant(Math.ceil(e.value / by))
    : block.let(apply("div", add(e, constant(by - 1)), constant(by)));
/** Whether two functions do the same, whatever their names. */
const sameCode = (a: LoopFunction, b: LoopFunction): boolean =>
  equal(a.parameters, b.parameters) && equal(a.body, b.body);
/** Equality of plain data; most pairs differ at the first look. */
function equal(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true;
  if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) return false;
  if (Array.isArray(a) && Array.isArray(b)) return a.length === b.length && a.every((x, i) => equal(x, b[i]));
  const keys = Object.keys(a);
  return (
    keys.length === Object.keys(b).length &&
    keys.every((key) => equal((a as Record<string, unknown>)[key], (b as Record<string, unknown>)[key]))
  );
}
