/**
 * Tensors outside of models: computed when their numbers are asked for, all
 * that leads to them at once. Small ones are interpreted on the spot, where the
 * interpreter is there; where the work is worth a compilation they become a
 * program, whose kernels are fused as a model's are, and which the same
 * expression on other numbers finds again.
 */
import {
  build,
  sizeOf,
  substitute,
  topological,
  type Evaluator,
  type Node,
  type ParameterNode,
  type Session,
  type StaticShape,
  type TypedArray,
} from "@tacet/compiler";
import { interpreter } from "./interpreter.ts";
import { turn } from "./model/turn.ts";

/** Operations on numbers that the interpreter takes about as long for as a compilation takes. */
const worthCompiling = 2 ** 18;

/** About how many numbers are computed on the way to a node. */
function workOf(roots: readonly Node[]): number {
  let sum = 0;
  for (const node of topological(roots)) {
    const size = sizeOf(node.shape) as number;
    if (node.kind === "contract") {
      const [left] = node.inputs;
      sum += node.spec.contract.reduce((product, [axis]) => product * (left!.shape[axis] as number), size);
    } else if (node.kind === "scan") sum += node.length * workOf(node.body.results);
    else if (node.inputs.length > 0) sum += Math.max(size, ...node.inputs.map((i) => sizeOf(i.shape) as number));
  }
  return sum;
}

/** Computes nodes, and keeps what has been computed for those that follow from it. */
export function createEvaluator(session: () => Session): Evaluator {
  const computed = new WeakMap<Node, TypedArray>();
  return (node, states) => {
    const values = new Map<ParameterNode, TypedArray>();
    const leaf = (original: Node, data: TypedArray): ParameterNode => {
      const parameter = build.parameter("state", "value", original.shape, original.dtype);
      values.set(parameter, data);
      return parameter;
    };
    const [root] = substitute([node], (_, __, original) => {
      const data = computed.get(original);
      if (data) return leaf(original, data);
      if (original.kind === "literal") return leaf(original, original.data);
      const held = original.kind === "parameter" ? states.get(original) : undefined;
      return held && leaf(original, held);
    });
    // What variables enter changes with them.
    const keep = (data: TypedArray): TypedArray => {
      if (states.size === 0) computed.set(node, data);
      return data;
    };
    const chosen = session();
    const interpreted = interpreter();
    if (interpreted && (chosen.engine === "reference" || workOf([root!]) < worthCompiling))
      return keep(interpreted.evaluate([root!], values)[0]!);
    return run(chosen, root!, values).then(keep);
  };
}

type Values = ReadonlyMap<ParameterNode, TypedArray>;

async function run(session: Session, root: Node, values: Values): Promise<TypedArray> {
  const steps = stepsOf(session, root, values);
  for (;;) {
    const { done, value } = steps.next();
    if (done) return value;
    await turn();
  }
}
/** Computes a node before it returns. */
export function computeNow(session: Session, root: Node, values: Values): TypedArray {
  const interpreted = interpreter();
  if (interpreted) return interpreted.evaluate([root], values)[0]!;
  const steps = stepsOf(session, root, values);
  for (;;) {
    const { done, value } = steps.next();
    if (done) return value;
  }
}

/** Computes a node by a program; yields where others may have a turn. */
function* stepsOf(session: Session, root: Node, values: Values): Generator<undefined, TypedArray> {
  if (root.kind === "parameter") return values.get(root)!.slice();
  const reached = topological([root]).filter((n): n is ParameterNode => n.kind === "parameter");
  const buffers = reached.map((p) => session.buffer(p.shape as StaticShape, p.dtype, values.get(p)));
  try {
    const bound = session.bind({ states: reached, inputs: [], outputs: [root], updates: [] }, buffers, 1);
    try {
      let done = bound.step(1);
      while (!done) {
        yield;
        done = bound.resume();
      }
      return bound.output(0).slice();
    } finally {
      session.unbind(bound);
    }
  } finally {
    for (const buffer of buffers) session.release(buffer);
  }
}
