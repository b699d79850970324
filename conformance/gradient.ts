/** Value and gradient of a function of one tensor, run as a program of a session. */
import { gradients, Tensor, traceStep, Variable, type Session } from "@tacet/compiler";
import { decode, decodeTensor, type Encoded } from "./golden.ts";

/** How near numbers of a type must come. */
export const boundOf = ({ dtype }: Encoded): number => (dtype === "float64" ? 1e-12 : 1e-6);

/** `gradient` is that of the sum of `f(x) · cotangent` by `x`; the cotangent is 1 unless given. */
export function valueAndGradient(
  session: Session,
  f: (x: Tensor) => Tensor,
  x: Encoded,
  cotangent?: Encoded,
): { value: ArrayLike<number>; shape: readonly unknown[]; gradient: ArrayLike<number> } {
  const variable = new Variable({ name: "x", shape: x.shape, dtype: x.dtype, value: decode(x) });
  let shape: readonly unknown[] = [];
  const { graph, states } = traceStep([], () => {
    const input = variable.tensor;
    const y = f(input);
    shape = y.shape;
    const scaled = cotangent ? y.multiply(decodeTensor(cotangent)) : y;
    const [gradient] = gradients((scaled.rank === 0 ? scaled : scaled.sum()).node, [input.node]);
    return [y, new Tensor(gradient!)];
  });
  const bound = session.bind(
    graph,
    states.map((state) => state.buffer(session)),
    1,
  );
  for (let done = bound.step(1); !done;) done = bound.resume();
  const result = { value: bound.output(0).slice(), shape, gradient: bound.output(1).slice() };
  session.unbind(bound);
  for (const state of states) state.detach();
  return result;
}
