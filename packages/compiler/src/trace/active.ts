/** Which step is being recorded, so that variables know where their assignments go. */
import type { Tensor } from "./tensor.ts";
import type { Variable } from "./variable.ts";

export interface ActiveTrace {
  /** What the variable was last assigned in this step. */
  valueOf(variable: Variable): Tensor | undefined;
  assign(variable: Variable, value: Tensor): void;
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
