/** What an entry of the elementwise tables is. */
import type { Node } from "../../ir/index.ts";
import { s } from "../scalar.ts";

export interface ElementwiseDefinition {
  /** The function, on nodes of one shape and (the condition of a choice aside) one type; each operand is named, so that they are counted. */
  readonly formula: (...x: Node[]) => Node;
  /** What operands are turned into: floats (the default), numbers as they are, integers or bools, bools, or a bool and two of anything. */
  readonly accepts?: "float" | "number" | "bits" | "bool" | "any" | "choice";
  /** Values of the operands after the first, where they may be left out. */
  readonly defaults?: readonly number[];
  /** Replaces the derived gradient where that one is unstable or breaks a tie otherwise than JAX. */
  readonly gradient?: (cotangent: Node, result: Node, ...x: Node[]) => readonly (Node | undefined)[];
}

/** The cotangent where the condition holds. */
export const passing = (cotangent: Node, condition: Node): Node => s.select(condition, cotangent, 0);
/** 1 / (1 + e⁻ˣ). */
export const logistic = (x: Node): Node => s.div(1, s.add(1, s.exp(s.neg(x))));
/** A choice between formulas whose unused side must be finite too: f(x) where the condition holds, the other elsewhere, and f of `safe` there. */
export const guarded = (condition: Node, x: Node, safe: number, f: (x: Node) => Node, otherwise: Node | number): Node =>
  s.select(condition, f(s.select(condition, x, safe)), otherwise);
