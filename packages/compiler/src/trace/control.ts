/** Loops and branches on tensors (Keras's ops.scan and ops.cond). */
import { cast } from "../ops/operand.ts";
import { condNodes, scanNodes, type ScanOptions } from "../ops/index.ts";
import { nodeOf, Tensor, type TensorLike } from "./tensor.ts";

/** A tensor, or several in a list or an object. */
export type Tensors = Tensor | readonly Tensor[] | { readonly [name: string]: Tensor } | null | undefined;

const leaves = (x: Tensors): Tensor[] => (!x ? [] : x instanceof Tensor ? [x] : Object.values(x));
/** The tensors, arranged as `model` is. */
function arrange<T extends Tensors>(model: T, tensors: readonly Tensor[]): T {
  if (!model) return model;
  if (model instanceof Tensor) return tensors[0] as T;
  if (Array.isArray(model)) return [...tensors] as readonly Tensor[] as T;
  return Object.fromEntries(Object.keys(model).map((key, i) => [key, tensors[i]])) as T;
}
const wrap = (nodes: readonly Tensor["node"][]): Tensor[] => nodes.map((n) => new Tensor(n));

/**
 * Runs `f(carry, x)`, which returns the next carry and an output, over the
 * slices of `xs` along its first axis; gives the last carry and the outputs,
 * stacked. Carries keep shape and type. `f` may use any outer tensor; it
 * cannot assign variables.
 */
export function scan<C extends Tensors, X extends Tensors, Y extends Tensors>(
  f: (carry: C, x: X) => readonly [carry: C, output: Y],
  initial: C,
  xs: X,
  options: ScanOptions = {},
): [carry: C, outputs: Y] {
  let output: Y | undefined;
  const result = scanNodes(
    (carries, slices) => {
      const [next, y] = f(arrange(initial, wrap(carries)), arrange(xs, wrap(slices)));
      output = y;
      return { carries: leaves(next).map((t) => t.node), outputs: leaves(y).map((t) => t.node) };
    },
    leaves(initial).map((t) => t.node),
    leaves(xs).map((t) => t.node),
    options,
  );
  return [arrange(initial, wrap(result.carries)), arrange(output as Y, wrap(result.outputs))];
}

/** `then()` where the scalar condition holds, else `otherwise()`; both give the same shapes and types. */
export function cond<T extends Tensors>(predicate: TensorLike, then: () => T, otherwise: () => T): T {
  let model: T | undefined;
  const nodes = (branch: () => T) => () => {
    model = branch();
    return leaves(model).map((t) => t.node);
  };
  const results = condNodes(cast(nodeOf(predicate, "bool"), "bool"), nodes(then), nodes(otherwise));
  return arrange(model as T, wrap(results));
}
