/** Which step is being recorded, so that variables know where their assignments go. */
import { TacetError } from "../core/index.ts";
import type { ParameterNode } from "../ir/index.ts";
import { bodyDepth } from "../ops/index.ts";
import type { Tensor } from "./tensor.ts";

/** A variable, as far as recording knows it. */
export interface Assignable {
  readonly name: string;
  readonly node: ParameterNode;
}
export interface ActiveTrace {
  /** What the variable was last assigned in this step. */
  valueOf(variable: Assignable): Tensor | undefined;
  assign(variable: Assignable, value: Tensor): void;
}
let active: ActiveTrace | undefined;
export const activeTrace = (): ActiveTrace | undefined => active;

export function withTrace<R>(trace: ActiveTrace | undefined, body: () => R): R {
  const outer = active;
  active = trace;
  try {
    return body();
  } finally {
    active = outer;
  }
}

/** Runs `body` as if no step were being recorded: for values that are computed once, while a step that needs them is. */
export const outsideTrace = <R>(body: () => R): R => withTrace(undefined, body);

/** Keeps what is assigned in `assigned`; what is not there yet, the trace around this one knows. */
export function recorder<V extends Assignable>(assigned: Map<V, Tensor>, outer?: ActiveTrace): ActiveTrace {
  const depth = bodyDepth();
  return {
    valueOf: (variable: V) => assigned.get(variable) ?? outer?.valueOf(variable),
    assign(variable: V, value: Tensor) {
      if (bodyDepth() > depth)
        throw new TacetError(
          `Variable "${variable.name}": assigned inside the body of a loop; carry the value out and assign it there.`,
        );
      assigned.set(variable, value);
    },
  };
}
