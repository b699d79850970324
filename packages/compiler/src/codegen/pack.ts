/**
 * Packs an operand of a matrix product, block by block, in the order in which
 * the register tile reads it. Packing evaluates the operand's value, so that
 * views, maps and paddings cost no buffer: a convolution becomes an implicit
 * matrix product. It walks in runs along the last axes, so that what lies side
 * by side in memory is copied by vectors.
 */
import { bytesOf, isStatic, multiplyExtents, type DType, type Extent } from "../core/index.ts";
import type { Node } from "../ir/index.ts";
import {
  dependsOn,
  divide,
  loadsOf,
  loopVar,
  modulo,
  offset,
  packedRowBytes,
  replaceVariables,
  strideOf,
  variable,
  type Affine,
  type LoopVar,
  type MatmulOperand,
  type Storage,
  type Value,
} from "../schedule/index.ts";
import type { Block } from "./builder.ts";
import { add, apply, constant, defineFunction, extract, i32, mul, scalar, sub, unsigned } from "./builder.ts";
import type { Expr, Local, LoopFunction, Target } from "./loop.ts";
import { laneOf, ValueWriter } from "./values.ts";

/**
 * How a packed block lies: `panels` [rows/panel][steps][panel], or `rows`, each
 * contiguous, `packedRowBytes` apart.
 */
export type Layout = "panels" | "rows";
export interface PackFunction {
  readonly function: LoopFunction;
  readonly pointers: readonly Storage[];
  readonly layout: Layout;
}
export interface PackRequest {
  readonly name: string;
  readonly operand: MatmulOperand;
  readonly batch: readonly LoopVar[];
  /** Rows of a panel. */
  readonly panel: number;
  readonly dtype: DType;
  /** Whether the tile may read it by rows. */
  readonly rowsAllowed: boolean;
}

export const productOf = (vars: readonly LoopVar[]): Extent =>
  vars.reduce<Extent>((p, v) => multiplyExtents(p, v.extent), 1);

/** Vectors copied in one iteration of a long run. */
const copies = 4;
/** Panels packed side by side, so that whole cache lines are read at once. */
const panelsTogether = 4;

/**
 * (n, to, from, count, k0, steps, batch, …pointers): packs `count` rows of the
 * free side from row `from`, over `steps` of k from k0; what lies beyond the
 * last row of a panel is 0.
 */
export function packFunction(
  request: PackRequest,
  storageOf: ReadonlyMap<Node, Storage>,
  target: Target,
): PackFunction {
  const used = new Set<Storage>();
  const { operand, dtype } = request;
  loadsOf(operand.value, (l) => used.add(storageOf.get(l.source)!));
  const pointers = [...used];
  const width = hasOnly(operand.value, bytesOf(dtype)) ? target.vectorBytes / bytesOf(dtype) : 1;
  const manner = mannerOf(request, width);
  const definition = defineFunction(
    request.name,
    [
      ["n", i32],
      ["to", i32],
      ["from", i32],
      ["count", i32],
      ["k0", i32],
      ["steps", i32],
      ["batch", i32],
      ...pointers.map((p) => [`s${p.id}`, i32] as const),
    ],
    (block, n, to, from, count, k0, steps, batch, ...given) => {
      const addresses = new Map(pointers.map((p, i) => [p, given[i]!]));
      const writer = new ValueWriter(block, addresses, storageOf, n, new Set(), dtype === "float64");
      const batchAt = loopVar(productOf(request.batch), "batch");
      const value = replaceVariables(operand.value, new Map(unflatten(request.batch, variable(batchAt))));
      writer.within(block, batchAt, batch, () => {
        const packer = new Packer({ ...request, operand: { ...operand, value } }, manner, width, writer, {
          k0,
          steps,
          stop: block.let(add(k0, steps)),
        });
        if (manner === "rows") packer.rows(to, from, count);
        else packer.panels(to, from, count);
      });
    },
  );
  return { function: definition, pointers, layout: manner === "rows" ? "rows" : "panels" };
}

/** By vectors along k, row by row; along k, put across the panel; along the panel; or element by element. */
type Manner = "rows" | "across" | "panel" | "scalar";
function mannerOf({ operand: { value, free, k }, panel, rowsAllowed }: PackRequest, width: number): Manner {
  if (width === 1) return "scalar";
  const runsAlong = (vars: readonly LoopVar[]): number =>
    vars.length > 0 ? strideScore(value, vars[vars.length - 1]!) : 0;
  const long = (vars: readonly LoopVar[]): boolean => {
    const { extent } = vars[vars.length - 1]!;
    return !isStatic(extent) || extent >= width;
  };
  const inPanels = (): boolean => {
    const { extent } = free[free.length - 1]!;
    return free.length === 1 || (isStatic(extent) && extent % panel === 0);
  };
  const [alongK, alongFree] = [runsAlong(k), runsAlong(free)];
  if (alongFree > 0 && alongFree >= alongK && inPanels()) return "panel";
  if (alongK > 0 && long(k)) return rowsAllowed ? "rows" : "across";
  return "scalar";
}
/** How many loads lie side by side along a variable, less those that are apart. */
function strideScore(value: Value, v: LoopVar): number {
  let score = 0;
  loadsOf(value, (l) => {
    const s = strideOf(l.at, v);
    score += s === 1 ? 1 : s === 0 ? 0 : -1;
  });
  return score;
}
/** Whether all parts of the value have lanes of this width. */
function hasOnly(value: Value, bytes: number): boolean {
  const visit = (v: Value): boolean => {
    const fits = v.dtype === "bool" ? v.kind !== "load" || bytes === 4 : bytesOf(v.dtype) === bytes;
    if (!fits) return false;
    if (v.kind === "apply") return v.args.every(visit);
    return v.kind !== "guard" || (visit(v.inside) && visit(v.outside));
  };
  return visit(value);
}

interface Steps {
  readonly k0: Expr;
  readonly steps: Expr;
  readonly stop: Expr;
}
class Packer {
  readonly #request: PackRequest;
  /** The operand, its outer contracted axes seen as one. */
  readonly #operand: MatmulOperand;
  readonly #manner: Manner;
  readonly #width: number;
  readonly #writer: ValueWriter;
  readonly #steps: Steps;
  readonly #bytes: number;
  /** The first row of a panel, or a row. */
  readonly #row: LoopVar;
  readonly #outerK: LoopVar;
  readonly #lastK: LoopVar;

  constructor(request: PackRequest, manner: Manner, width: number, writer: ValueWriter, steps: Steps) {
    const { k, value, free } = request.operand;
    this.#row = loopVar(productOf(free), "row");
    this.#lastK = k[k.length - 1] ?? loopVar(1, "k");
    this.#outerK = loopVar(productOf(k.slice(0, -1)), "k");
    this.#operand = {
      ...request.operand,
      value: replaceVariables(value, new Map(unflatten(k.slice(0, -1), variable(this.#outerK)))),
    };
    this.#manner = manner;
    this.#width = width;
    this.#writer = writer;
    this.#steps = steps;
    this.#bytes = bytesOf(request.dtype);
    this.#request = request;
  }

  /** The value `by` rows behind `row`. */
  #at(by: number): Value {
    const { value, free } = this.#operand;
    return replaceVariables(value, new Map(unflatten(free, offset(variable(this.#row), by))));
  }
  /** Every stretch of the block's steps that lies within one turn of the last axis. */
  #runs(block: Block, body: (inner: Block, from: Expr, to: Expr) => void): void {
    const writer = this.#writer;
    const { k0, stop } = this.#steps;
    if (this.#operand.k.length < 2) {
      body(block, k0, stop);
      return;
    }
    const length = writer.extent(this.#lastK.extent);
    const at = block.variable(k0, "k");
    block.whilst(apply("lt", at, stop), (run) => {
      const from = run.let(unsigned("rem", at, length));
      const to = run.let(apply("min", length, add(from, sub(stop, at))));
      writer.within(run, this.#outerK, run.let(unsigned("div", at, length)), () => body(run, from, to));
      run.set(at, add(at, sub(to, from)));
    });
  }
  /** A loop along the last axis, from one step to another; `places` move on by so many bytes an iteration. */
  #along(
    block: Block,
    from: Expr,
    to: Expr,
    step: number,
    places: readonly Local[],
    bytes: number,
    body: (inner: Block) => void,
  ): void {
    block.loop(from, to, constant(step), (i, inner) => {
      this.#writer.within(inner, this.#lastK, i, () => body(inner));
      for (const place of places) inner.set(place, add(place, constant(bytes)));
    });
  }
  /** `count` steps of the last axis at once, as a vector. */
  #vector(value: Value, copy = 0): Expr {
    const along = { variable: this.#lastK, lanes: this.#width, shift: copy * this.#width };
    return this.#writer.spread(this.#writer.write(value, along), this.#width);
  }

  // ---- by rows

  rows(to: Expr, from: Expr, count: Expr): void {
    const writer = this.#writer;
    const { block } = writer;
    const { panel, dtype } = this.#request;
    const rowBytes = packedRowBytes(dtype);
    const start = (inner: Block, r: Expr) => inner.variable(add(to, mul(r, constant(rowBytes))), "place");
    block.loop(constant(0), count, constant(1), (r, inner) => {
      const place = start(inner, r);
      writer.within(inner, this.#row, inner.let(add(from, r)), () =>
        this.#runs(inner, (run, first, last) => this.#rowRun(run, this.#at(0), place, first, last)),
      );
    });
    const whole = block.let(mul(unsigned("div", add(count, constant(panel - 1)), constant(panel)), constant(panel)));
    block.loop(count, whole, constant(1), (r, inner) => {
      const place = start(inner, r);
      inner.loop(constant(0), this.#steps.steps, constant(1), (_, zeros) => {
        zeros.store(place, 0, constant(0, scalar(laneOf(dtype))));
        zeros.set(place, add(place, constant(this.#bytes)));
      });
    });
  }
  #rowRun(block: Block, value: Value, place: Local, from: Expr, to: Expr): void {
    const writer = this.#writer;
    if (value.kind === "guard" && !value.conditions.some((c) => dependsOn(c.index, this.#lastK))) {
      const branch = (part: Value) => (inner: Block) =>
        writer.within(inner, undefined, undefined, () => this.#rowRun(inner, part, place, from, to));
      block.when(writer.holds(value.conditions), branch(value.inside), branch(value.outside));
      return;
    }
    const vectorBytes = this.#width * this.#bytes;
    const part = (first: Expr, step: number): Expr =>
      block.let(add(first, apply("and", sub(to, first), constant(-step))));
    let next = from;
    for (const count of this.#isLong() ? [copies, 1] : [1]) {
      const end = part(next, count * this.#width);
      this.#along(block, next, end, count * this.#width, [place], count * vectorBytes, (inner) => {
        for (let copy = 0; copy < count; copy++) inner.store(place, copy * vectorBytes, this.#vector(value, copy));
      });
      next = end;
    }
    this.#along(block, next, to, 1, [place], this.#bytes, (inner) => inner.store(place, 0, writer.write(value)));
  }
  #isLong(): boolean {
    const { extent } = this.#lastK;
    return !isStatic(extent) || extent >= 2 * copies * this.#width;
  }

  // ---- by panels

  panels(to: Expr, from: Expr, count: Expr): void {
    const writer = this.#writer;
    const { block } = writer;
    const { panel } = this.#request;
    const panelBytes = block.let(mul(this.#steps.steps, constant(panel * this.#bytes)));
    const out = block.variable(to, "out");
    let begin: Expr = constant(0);
    if (this.#manner === "panel" && this.#inGroups()) {
      const together = panelsTogether * panel;
      const end = block.let(sub(count, unsigned("rem", count, constant(together))));
      block.loop(begin, end, constant(together), (r, byGroup) => {
        const places = Array.from({ length: panelsTogether }, (_, i) =>
          byGroup.variable(add(out, mul(panelBytes, constant(i))), "place"),
        );
        this.#alongPanels(byGroup, byGroup.let(add(from, r)), places);
        byGroup.set(out, add(out, mul(panelBytes, constant(panelsTogether))));
      });
      begin = end;
    }
    block.loop(begin, count, constant(panel), (r, byPanel) => {
      const first = byPanel.let(add(from, r));
      const valid = byPanel.let(sub(count, r));
      const place = byPanel.variable(out, "place");
      byPanel.when(
        apply("le", constant(panel), valid),
        (full) => this.#wholePanel(full, first, place),
        (edge) => this.#edgePanel(edge, first, valid, place),
      );
      byPanel.set(out, add(out, panelBytes));
    });
  }
  #wholePanel(block: Block, first: Expr, place: Local): void {
    const writer = this.#writer;
    if (this.#manner === "panel") {
      this.#alongPanels(block, first, [place]);
      return;
    }
    writer.within(block, this.#row, first, () =>
      this.#runs(block, (run, from, to) => {
        const end =
          this.#manner === "across" ? run.let(add(from, apply("and", sub(to, from), constant(-this.#width)))) : from;
        if (this.#manner === "across") this.#across(run, from, end, place);
        this.#elements(run, end, to, place);
      }),
    );
  }
  /** Whether the last axis does not end within a group of panels. */
  #inGroups(): boolean {
    const { free } = this.#operand;
    const { extent } = free[free.length - 1]!;
    return free.length === 1 || (isStatic(extent) && extent % (panelsTogether * this.#request.panel) === 0);
  }
  /** Vectors along the rows of neighbouring panels, whose last axis does not end within them. */
  #alongPanels(block: Block, first: Expr, places: readonly Local[]): void {
    const writer = this.#writer;
    const { panel } = this.#request;
    const { free } = this.#operand;
    const last = free[free.length - 1]!;
    const outer = loopVar(productOf(free.slice(0, -1)), "row");
    const length = writer.extent(last.extent);
    const [turn, begin] =
      free.length < 2
        ? [constant(0), first]
        : [block.let(unsigned("div", first, length)), block.let(unsigned("rem", first, length))];
    const value = replaceVariables(this.#operand.value, new Map(unflatten(free.slice(0, -1), variable(outer))));
    const bound = (inner: Block, variable: LoopVar, at: Expr, body: () => void) =>
      writer.within(inner, variable, at, body);
    bound(block, outer, turn, () =>
      bound(block, last, begin, () =>
        this.#runs(block, (run, from, to) =>
          this.#along(run, from, to, 1, places, panel * this.#bytes, (inner) => {
            places.forEach((place, p) => {
              for (let r = 0; r < panel;) {
                const lanes = r + this.#width <= panel ? this.#width : 1;
                const x = writer.write(value, { variable: last, lanes, shift: p * panel + r });
                inner.store(place, r * this.#bytes, writer.spread(x, lanes));
                r += lanes;
              }
            });
          }),
        ),
      ),
    );
  }
  #across(block: Block, from: Expr, to: Expr, place: Local): void {
    const { panel } = this.#request;
    this.#along(block, from, to, this.#width, [place], this.#width * panel * this.#bytes, (inner) => {
      for (let r = 0; r < panel; r++) {
        const v = this.#vector(this.#at(r));
        for (let l = 0; l < this.#width; l++) inner.store(place, (l * panel + r) * this.#bytes, extract(v, l));
      }
    });
  }
  #elements(block: Block, from: Expr, to: Expr, place: Local): void {
    const { panel } = this.#request;
    this.#along(block, from, to, 1, [place], panel * this.#bytes, (inner) => {
      for (let r = 0; r < panel; r++) inner.store(place, r * this.#bytes, this.#writer.write(this.#at(r)));
    });
  }
  /** The last panel, where rows are missing. */
  #edgePanel(block: Block, first: Expr, valid: Expr, place: Local): void {
    const writer = this.#writer;
    const { panel, dtype } = this.#request;
    const value = this.#at(0);
    block.loop(constant(0), constant(panel), constant(1), (r, byRow) => {
      const at = byRow.variable(add(place, mul(r, constant(this.#bytes))), "place");
      const each = (inner: Block, from: Expr, to: Expr, write: () => Expr) =>
        this.#along(inner, from, to, 1, [at], panel * this.#bytes, (b) => b.store(at, 0, write()));
      byRow.when(
        apply("lt", r, valid),
        (inside) =>
          writer.within(inside, this.#row, inside.let(add(first, r)), () =>
            this.#runs(inside, (run, from, to) => each(run, from, to, () => writer.write(value))),
          ),
        (outside) =>
          writer.within(outside, undefined, undefined, () =>
            each(outside, constant(0), this.#steps.steps, () => constant(0, scalar(laneOf(dtype)))),
          ),
      );
    });
  }
}

/** Axes as quotients and remainders of one flat index. */
function unflatten(vars: readonly LoopVar[], flat: Affine): [LoopVar, Affine][] {
  const result: [LoopVar, Affine][] = [];
  let inner: Extent = 1;
  for (let i = vars.length - 1; i >= 0; i--) {
    const quotient = divide(flat, inner);
    result.push([vars[i]!, i === 0 ? quotient : modulo(quotient, vars[i]!.extent)]);
    inner = multiplyExtents(inner, vars[i]!.extent);
  }
  return result;
}
