/**
 * Index arithmetic: sums of loop variables times strides, where a stride may be
 * a multiple of the batch size n. Views compose by rewriting these; what is not
 * affine (a quotient or remainder from a reshape, a gathered index) is an
 * opaque atom with its own key.
 */
import { isStatic, multiplyExtents, type Extent } from "../core/index.ts";
import type { Affine, Atom, LoopVar, Term, Value } from "./expression.ts";

export type { Affine, Atom, LoopVar, QuotientAtom, Term, ValueAtom } from "./expression.ts";

let nextVar = 0;
export const loopVar = (extent: Extent, hint = "i"): LoopVar => ({ kind: "var", key: `${hint}${nextVar++}`, extent });

function affine(constant: number, perBatch: number, terms: readonly Term[]): Affine {
  const kept = terms.filter((t) => t.coefficient !== 0);
  const key = `${constant}${perBatch ? `+${perBatch}n` : ""}${kept.map((t) => `+${t.coefficient}${t.symbolic ? "n" : ""}*${t.atom.key}`).join("")}`;
  return { constant, perBatch, terms: kept, key };
}
export const constantIndex = (value: number): Affine => affine(value, 0, []);
export const zero: Affine = constantIndex(0);
export const variable = (v: Atom): Affine =>
  v.kind === "var" && v.extent === 1 ? zero : affine(0, 0, [{ atom: v, coefficient: 1, symbolic: false }]);

export function plus(a: Affine, b: Affine): Affine {
  if (a === zero) return b;
  if (b === zero) return a;
  const terms = [...a.terms];
  for (const t of b.terms) {
    const at = terms.findIndex((o) => o.atom.key === t.atom.key && o.symbolic === t.symbolic);
    if (at < 0) terms.push(t);
    else terms[at] = { ...t, coefficient: terms[at]!.coefficient + t.coefficient };
  }
  terms.sort((x, y) =>
    x.atom.key < y.atom.key ? -1 : x.atom.key > y.atom.key ? 1 : Number(x.symbolic) - Number(y.symbolic),
  );
  return affine(a.constant + b.constant, a.perBatch + b.perBatch, terms);
}
export const offset = (a: Affine, by: number): Affine => (by === 0 ? a : affine(a.constant + by, a.perBatch, a.terms));
export function times(a: Affine, by: Extent): Affine {
  if (by === 1) return a;
  if (by === 0) return zero;
  const c = isStatic(by) ? by : by.batch;
  const symbolic = !isStatic(by);
  if (!symbolic)
    return affine(
      a.constant * c,
      a.perBatch * c,
      a.terms.map((t) => ({ ...t, coefficient: t.coefficient * c })),
    );
  // A stride that grows with n only ever multiplies an index that doesn't.
  return affine(
    0,
    a.constant * c,
    a.terms.map((t) => ({ ...t, coefficient: t.coefficient * c, symbolic: true })),
  );
}
/** Σ index·stride: the row-major position. */
export function flatten(indices: readonly Affine[], shape: readonly Extent[]): Affine {
  let sum: Affine = zero;
  let stride: Extent = 1;
  for (let i = shape.length - 1; i >= 0; i--) {
    sum = plus(sum, times(indices[i]!, stride));
    stride = multiplyExtents(stride, shape[i]!);
  }
  return sum;
}
/** The largest value of the affine over all its loops, when all its atoms are bounded and static; else undefined. */
function upperBound(a: Affine): number | undefined {
  let bound = a.constant;
  if (a.perBatch !== 0) return undefined;
  for (const t of a.terms) {
    if (t.symbolic || t.coefficient < 0) return undefined;
    const limit =
      t.atom.kind === "var"
        ? t.atom.extent
        : t.atom.kind === "mod"
          ? t.atom.by
          : t.atom.kind === "value"
            ? t.atom.limit
            : undefined;
    if (limit === undefined || !isStatic(limit)) return undefined;
    bound += t.coefficient * Math.max(0, limit - 1);
  }
  return bound;
}
/** floor(a / by) of an `a` that is not negative, simplified where its terms are multiples of `by` but for a rest below it. */
export function divide(a: Affine, by: Extent): Affine {
  if (by === 1) return a;
  const { multiples, rest } = separate(a, by);
  if (rest === undefined) return multiples;
  if (subtracts(rest)) return variable({ kind: "div", key: `(${a.key})/${extentAtKey(by)}`, of: a, by });
  const bound = upperBound(rest);
  if (bound !== undefined && isStatic(by) && bound < by) return multiples;
  const common = isStatic(by) ? factored(rest, by) : undefined;
  if (common) return plus(multiples, divide(common.quotient, (by as number) / common.factor));
  return plus(multiples, variable({ kind: "div", key: `(${rest.key})/${extentAtKey(by)}`, of: rest, by }));
}
/** a mod by, of an `a` that is not negative. */
export function modulo(a: Affine, by: Extent): Affine {
  if (by === 1) return zero;
  const { rest } = separate(a, by);
  if (rest === undefined) return zero;
  if (subtracts(rest)) return variable({ kind: "mod", key: `(${a.key})%${extentAtKey(by)}`, of: a, by });
  const bound = upperBound(rest);
  if (bound !== undefined && isStatic(by) && bound < by) return rest;
  const common = isStatic(by) ? factored(rest, by) : undefined;
  if (common) return plus(times(modulo(common.quotient, (by as number) / common.factor), common.factor), common.below);
  return variable({ kind: "mod", key: `(${rest.key})%${extentAtKey(by)}`, of: rest, by });
}
/** Whether it may be negative by itself: division is of unsigned numbers, so that only the whole may be divided then. */
const subtracts = (a: Affine): boolean => a.terms.some((t) => t.coefficient < 0);
/** a = factor · quotient + below with 0 ≤ below < factor and factor a divisor of `by`, where there is one. */
function factored(a: Affine, by: number): { factor: number; quotient: Affine; below: Affine } | undefined {
  if (a.perBatch !== 0 || a.constant < 0) return undefined;
  let factor = by;
  const small: Term[] = [];
  for (const t of [...a.terms].sort((x, y) => y.coefficient - x.coefficient)) {
    const common = gcd(factor, t.coefficient);
    if (common > 1 && !t.symbolic && small.length === 0) factor = common;
    else small.push(t);
  }
  const below = affine(a.constant % factor, 0, small);
  const bound = upperBound(below);
  if (factor <= 1 || factor === by || bound === undefined || bound >= factor) return undefined;
  const large = a.terms.filter((t) => !small.includes(t)).map((t) => ({ ...t, coefficient: t.coefficient / factor }));
  return { factor, quotient: affine(Math.floor(a.constant / factor), 0, large), below };
}
const gcd = (a: number, b: number): number => (b === 0 ? Math.abs(a) : gcd(b, a % b));
const extentAtKey = (e: Extent) => (isStatic(e) ? String(e) : `${e.batch}n`);
/** a = by · multiples + rest. */
function separate(a: Affine, by: Extent): { multiples: Affine; rest: Affine | undefined } {
  const c = isStatic(by) ? by : by.batch;
  const whole: Term[] = [];
  const left: Term[] = [];
  for (const t of a.terms) {
    const divisible = t.coefficient % c === 0 && (isStatic(by) || t.symbolic);
    if (divisible)
      whole.push({ atom: t.atom, coefficient: t.coefficient / c, symbolic: isStatic(by) ? t.symbolic : false });
    else left.push(t);
  }
  const constantWhole = isStatic(by) ? Math.floor(a.constant / c) : 0;
  const perBatchWhole = isStatic(by) ? (a.perBatch % c === 0 ? a.perBatch / c : 0) : 0;
  const constantOfN = !isStatic(by) && a.perBatch % c === 0 ? a.perBatch / c : 0;
  const restConstant = isStatic(by) ? a.constant - constantWhole * c : a.constant;
  const restPerBatch = isStatic(by) ? a.perBatch - perBatchWhole * c : a.perBatch - constantOfN * c;
  const multiples = affine(constantWhole + constantOfN, perBatchWhole, whole);
  const rest = affine(restConstant, restPerBatch, left);
  return { multiples, rest: left.length === 0 && restConstant === 0 && restPerBatch === 0 ? undefined : rest };
}
/** The atom's stride: its coefficient, or undefined where it is symbolic or hidden inside another atom. */
export function strideOf(a: Affine, v: LoopVar): number | undefined {
  let stride = 0;
  for (const t of a.terms) {
    if (t.atom === v) {
      if (t.symbolic) return undefined;
      stride += t.coefficient;
    } else if (t.atom.kind !== "var" && atomDepends(t.atom, v)) return undefined;
  }
  return stride;
}
export const dependsOn = (a: Affine, v: LoopVar): boolean =>
  a.terms.some((t) => t.atom === v || atomDepends(t.atom, v));
export function atomDepends(atom: Atom, v: LoopVar): boolean {
  if (atom.kind === "var") return atom === v;
  return atom.kind === "value" ? valueMentions(atom.value, v) : dependsOn(atom.of, v);
}
function valueMentions(value: Value, v: LoopVar): boolean {
  switch (value.kind) {
    case "constant":
    case "extent":
      return false;
    case "index":
      return dependsOn(value.index, v);
    case "load":
      return dependsOn(value.at, v);
    case "random":
      return dependsOn(value.at, v) || value.key2.some((k) => valueMentions(k, v));
    case "apply":
      return value.args.some((a) => valueMentions(a, v));
    case "guard":
      return (
        value.conditions.some((c) => dependsOn(c.index, v)) ||
        valueMentions(value.inside, v) ||
        valueMentions(value.outside, v)
      );
  }
}
export const mentions = valueMentions;
/** The affine with variables replaced; `inValue` replaces them inside gathered indices. */
export function substitute(a: Affine, by: ReadonlyMap<LoopVar, Affine>, inValue: (value: Value) => Value): Affine {
  let sum = affine(a.constant, a.perBatch, []);
  for (const t of a.terms)
    sum = plus(sum, times(substituteAtom(t.atom, by, inValue), t.symbolic ? { batch: t.coefficient } : t.coefficient));
  return sum;
}
function substituteAtom(atom: Atom, by: ReadonlyMap<LoopVar, Affine>, inValue: (value: Value) => Value): Affine {
  switch (atom.kind) {
    case "var":
      return by.get(atom) ?? variable(atom);
    case "div":
      return divide(substitute(atom.of, by, inValue), atom.by);
    case "mod":
      return modulo(substitute(atom.of, by, inValue), atom.by);
    case "value": {
      const value = inValue(atom.value);
      return variable({ kind: "value", key: `[${value.key}]`, value, limit: atom.limit });
    }
  }
}
