/** Loops and branches on tensors (Keras's ops.scan and ops.cond). */
import { TacetError } from "../core/index.ts";
import { cast } from "../ops/operand.ts";
import { condNodes, scanNodes, type ScanOptions } from "../ops/index.ts";
import { activeTrace, recorder, withTrace, type Assignable } from "./active.ts";
import { nodeOf, Placeholder, Tensor, type TensorLike } from "./tensor.ts";

/** A tensor, or several in a list or an object. */
export type Tensors = Tensor | readonly Tensor[] | { readonly [name: string]: Tensor } | null | undefined;

function leaves(x: Tensors): readonly Tensor[] {
  const found: readonly Tensor[] = !x ? [] : x instanceof Tensor ? [x] : Object.values<Tensor>(x);
  if (!found.some((t) => t instanceof Placeholder)) return found;
  throw new TacetError(
    "scan and cond: expected tensors, received symbolic ones between the layers of a model, which their functions cannot be recorded for. Call them in the call of a layer of your own.",
  );
}
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

/**
 * `then()` where the scalar condition holds, else `otherwise()`; both give the same shapes and types. Inside a step,
 * branches may assign variables: one that only the other branch assigns keeps its value.
 */
export function cond<T extends Tensors>(predicate: TensorLike, then: () => T, otherwise: () => T): T {
  if (predicate instanceof Tensor) leaves(predicate);
  const outer = activeTrace();
  const run = (branch: () => T) => {
    const assigned = new Map<Assignable, Tensor>();
    const result = outer ? withTrace(recorder(assigned, outer), branch) : branch();
    return { result, assigned };
  };
  type Branch = ReturnType<typeof run>;
  let model: T | undefined;
  let first: Branch | undefined;
  let second: Branch | undefined;
  let changed: Assignable[] = [];
  const nodes = ({ result, assigned }: Branch) => [
    ...leaves(result).map((t) => t.node),
    ...changed.map((v) => (assigned.get(v) ?? outer?.valueOf(v))?.node ?? v.node),
  ];
  const results = condNodes(
    cast(nodeOf(predicate, "bool"), "bool"),
    () => {
      // Both at once: what a branch gives back includes what the other assigns.
      [first, second] = [run(then), run(otherwise)];
      model = first.result;
      changed = [...new Set([...first.assigned.keys(), ...second.assigned.keys()])];
      return nodes(first);
    },
    () => nodes(second!),
  );
  const tensors = wrap(results);
  const count = tensors.length - changed.length;
  changed.forEach((variable, i) => outer?.assign(variable, tensors[count + i]!));
  return arrange(model as T, tensors.slice(0, count));
}
