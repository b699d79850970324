/** Runs one step of functions of tensors, compiled to WebAssembly as a user's model is. */
import { createSession, traceStep, Variable, type Tensor } from "@tacet/compiler";
import { tensor } from "tacet";
import { read, type Values } from "./facts.ts";

const session = createSession();

/** What a traced function gives, with the shapes. States keep what it assigns. */
export function runStep(f: () => readonly Tensor[]): { shape: readonly unknown[]; data: ArrayLike<number> }[] {
  let shapes: (readonly unknown[])[] = [];
  const { graph, states } = traceStep([], () => {
    const outputs = f();
    shapes = outputs.map((y) => y.shape);
    return outputs;
  });
  const buffers = states.map((state) => state.buffer(session));
  const bound = session.bind(graph, buffers, 1);
  for (let done = bound.step(1); !done;) done = bound.resume();
  const results = shapes.map((shape, i) => ({ shape, data: bound.output(i).slice() }));
  session.unbind(bound);
  for (const state of states) state.detach();
  return results;
}

export function constant(values: Values): Tensor {
  const { shape, dtype, data } = read(values);
  return tensor(data, shape, dtype);
}
/** An input that the compiler does not know beforehand. */
export function variable(values: Values, name = "x"): Variable {
  const { shape, dtype, data } = read(values);
  return new Variable({ name, shape, dtype, value: data });
}
