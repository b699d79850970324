/** Runs a traced step on the reference backend: what tests of losses, metrics and optimizers use. */
import {
  createReferenceSession,
  isStatic,
  layouts,
  traceStep,
  type DType,
  type Shape,
  type Tensor,
  type TypedArray,
} from "@tacet/compiler";

export interface StepInput {
  readonly shape: Shape;
  readonly dtype?: DType;
}
const session = createReferenceSession();

/** Traces `step` once; the function returned runs it on `n` rows and gives its outputs. */
export function createStep(
  inputs: readonly StepInput[],
  step: (inputs: Tensor[]) => readonly Tensor[],
  maxBatch = 64,
): (n: number, ...data: ArrayLike<number>[]) => TypedArray[] {
  const { graph, states } = traceStep(
    inputs.map(({ shape, dtype = "float32" }, i) => ({ name: `x${i}`, shape, dtype })),
    step,
  );
  const bound = session.bind(
    graph,
    states.map((s) => s.buffer(session)),
    maxBatch,
  );
  return (n, ...data) => {
    data.forEach((values, i) => bound.input(i).set(values));
    let done = bound.step(n);
    while (!done) done = bound.resume();
    return graph.outputs.map((output, i) => {
      const size = output.shape.reduce<number>((product, e) => product * (isStatic(e) ? e : e.batch * n), 1);
      return layouts[output.dtype].allocate(size).map((_, k) => bound.output(i)[k]!);
    });
  };
}
