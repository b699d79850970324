/** Which step is being recorded, so that variables know where their assignments go. */
import type { ParameterNode } from "../ir/index.ts";
import type { Tensor } from "./tensor.ts";

/** A variable, as far as recording knows it. */
export interface Assignable {
  readonly node: ParameterNode;
}
export interface ActiveTrace {
  /** What the variable was last assigned in this step. */
  valueOf(variable: Assignable): Tensor | undefined;
  assign(variable: Assignable, value: Tensor): void;
}
let active: ActiveTrace | undefined;
export const activeTrace = (): ActiveTrace | undefined => active;

export function withTrace<R>(trace: ActiveTrace, body: () => R): R {
  const outer = active;
  active = trace;
  try {
    return body();
  } finally {
    active = outer;
  }
}
