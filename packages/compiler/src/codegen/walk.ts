/** Walks over loop code: the parts of an expression, the expressions and blocks of a statement. */
import type { Expr, Local, Statement } from "./loop.ts";

/** The operands of an expression. */
export function operands(e: Expr): readonly Expr[] {
  switch (e.kind) {
    case "constant":
    case "size":
    case "local":
      return [];
    case "load":
      return [e.address];
    case "apply":
      return e.args;
    case "cast":
    case "bitcast":
    case "splat":
    case "extract":
      return [e.value];
    case "lanes":
      return e.values;
    default:
      return e satisfies never;
  }
}

/** What a statement evaluates, blocks aside. */
export function expressions(s: Statement): readonly Expr[] {
  switch (s.kind) {
    case "let":
    case "var":
    case "set":
      return [s.value];
    case "store":
      return [s.address, s.value];
    case "for":
      return [s.from, s.to, s.step];
    case "while":
    case "if":
      return [s.condition];
    case "call":
      return s.args;
    case "return":
      return s.value ? [s.value] : [];
    default:
      return s satisfies never;
  }
}

/** The blocks inside a statement. */
export function blocks(s: Statement): readonly (readonly Statement[])[] {
  return s.kind === "for" || s.kind === "while" ? [s.body] : s.kind === "if" ? [s.then, s.otherwise] : [];
}

/**
 * How often each local is read or set by code that matters: a `let` that
 * nothing reads is dead, and what it alone reads is too.
 */
export function countUses(body: readonly Statement[], uses = new Map<string, number>()): Map<string, number> {
  const touch = (l: Local): void => void uses.set(l.name, (uses.get(l.name) ?? 0) + 1);
  const visit = (e: Expr): void => {
    if (e.kind === "local") touch(e);
    else for (const o of operands(e)) visit(o);
  };
  // Uses follow definitions, so walking backwards knows whether a `let` is dead.
  for (let i = body.length - 1; i >= 0; i--) {
    const s = body[i]!;
    if (s.kind === "let" && !uses.has(s.local.name)) continue;
    for (const inner of blocks(s)) countUses(inner, uses);
    if (s.kind === "set") touch(s.local);
    expressions(s).forEach(visit);
  }
  return uses;
}

/** The body with other functions called, by name; those not in the map stay. */
export function renameCalls(body: readonly Statement[], names: ReadonlyMap<string, string>): Statement[] {
  return body.map((s): Statement => {
    switch (s.kind) {
      case "call":
        return { ...s, fn: names.get(s.fn) ?? s.fn };
      case "for":
      case "while":
        return { ...s, body: renameCalls(s.body, names) };
      case "if":
        return { ...s, then: renameCalls(s.then, names), otherwise: renameCalls(s.otherwise, names) };
      default:
        return s;
    }
  });
}
