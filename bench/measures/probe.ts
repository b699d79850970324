/**
 * The workload whose layer tacet does not have yet, an LSTM, written as a training step on the compiler: it shows what
 * the compiler makes of scans before an API stands on top.
 */
import {
  batch,
  build,
  createSession,
  gradients,
  ops,
  scan,
  Tensor,
  traceStep,
  type TracedStep,
  Variable,
  type DType,
  type Shape,
  type StaticShape,
} from "@tacet/compiler";
import { normals, runPass, timed, type Training } from "./timing.ts";

export interface Probe {
  readonly flops: number;
  readonly batchSize: number;
  readonly stepsPerRound: number;
  readonly inputs: readonly { name: string; row: StaticShape; dtype: DType }[];
  /** The weights, and the loss of a batch. */
  readonly make: () => { weights: Variable[]; loss: (inputs: Tensor[]) => Tensor };
}

const weight = (name: string, shape: StaticShape, fanIn: number): Variable => {
  const size = shape.reduce((a, b) => a * b, 1);
  return new Variable({ name, shape, value: normals(size, size).map((v) => v / Math.sqrt(fanIn)) });
};
const bias = (name: string, size: number): Variable => new Variable({ name, shape: [size] });
const rows = (x: Tensor): Tensor => new Tensor(build.extent(x.shape[0] ?? 1, "float32"));
const penalty = (x: Tensor, coefficient: number): Tensor => x.abs().sum().mul(coefficient).div(rows(x));

/** Keras's Adam, with state that would be denormal written as 0. */
function adam(
  loss: Tensor,
  weights: readonly Variable[],
  slots: readonly (readonly [Variable, Variable])[],
  step: Variable,
): void {
  const t = step.tensor.add(1);
  step.assign(t);
  const rate = ops
    .sqrt(ops.subtract(1, ops.power(0.999, t)))
    .mul(0.001)
    .div(ops.subtract(1, ops.power(0.9, t)));
  const found = gradients(
    loss.node,
    weights.map((w) => w.node),
  ).map((node) => new Tensor(node));
  weights.forEach((w, i) => {
    const g = found[i];
    const [first, second] = slots[i] ?? [];
    if (!g || !first || !second) return;
    const m = ops.flushDenormals(first.tensor.add(g.sub(first.tensor).mul(0.1)));
    const v = ops.flushDenormals(second.tensor.add(g.mul(g).sub(second.tensor).mul(0.001)));
    first.assign(m);
    second.assign(v);
    w.assign(w.tensor.sub(m.mul(rate).div(v.sqrt().add(1e-7))));
  });
}

const [steps, features, units] = [100, 32, 128] as const;
const lstm: Probe = {
  flops: 2 * 32 * (steps * 4 * units * (2 * features + 3 * units) + 3 * units),
  batchSize: 32,
  stepsPerRound: 2,
  inputs: [
    { name: "x", row: [steps, features], dtype: "float32" },
    { name: "y", row: [1], dtype: "float32" },
  ],
  make() {
    const kernel = weight("kernel", [features, 4 * units], features);
    const recurrent = weight("recurrent", [units, 4 * units], units);
    const [b, out, outBias] = [bias("bias", 4 * units), weight("out", [units, 1], units), bias("outBias", 1)];
    const loss = ([x, y]: Tensor[]): Tensor => {
      if (!x || !y) throw new Error("unreachable");
      const projected = x.transpose([1, 0, 2]).matmul(kernel.tensor).add(b.tensor);
      const zero = ops.zeros([batch, units]);
      const [[h]] = scan(
        ([h, c]: readonly [Tensor, Tensor], z: Tensor) => {
          const [i, f, g, o] = z.add(h.matmul(recurrent.tensor)).split(4, -1);
          if (!i || !f || !g || !o) throw new Error("unreachable");
          const next = f.sigmoid().mul(c).add(i.sigmoid().mul(g.tanh()));
          return [[o.sigmoid().mul(next.tanh()), next] as const, null] as const;
        },
        [zero, zero] as const,
        projected,
      );
      const error = h.matmul(out.tensor).add(outBias.tensor).sub(y);
      return error.mul(error).mean().add(penalty(h, 1e-5));
    };
    return { weights: [kernel, recurrent, b, out, outBias], loss };
  },
};
export const probes = { lstm } as const satisfies Record<string, Probe>;

/** The graph of a probe's training step, and the variables it reads and writes. */
export function traceProbe(probe: Probe): TracedStep {
  const { weights, loss } = probe.make();
  const slot = (w: Variable, name: string) =>
    new Variable({ name: `${w.name}/${name}`, shape: w.shape, trainable: false });
  const slots = weights.map((w) => [slot(w, "m"), slot(w, "v")] as const);
  const step = new Variable({ name: "step", shape: [], trainable: false });
  const specs = probe.inputs.map(({ name, row, dtype }) => ({ name, shape: [batch, ...row] satisfies Shape, dtype }));
  return traceStep(specs, (inputs) => {
    const value = loss(inputs);
    adam(value, weights, slots, step);
    return [value];
  });
}

/** Milliseconds a training step, and the losses of the first and the last. */
export async function probeStep(probe: Probe, rounds = 8): Promise<Training & { losses: [number, number] }> {
  const session = createSession();
  const { graph, states } = traceProbe(probe);
  const count = probe.batchSize * probe.stepsPerRound;
  const data = probe.inputs.map(({ row, dtype }, i) => {
    const size = count * row.reduce((a, b) => a * b, 1);
    return session.buffer([count, ...row], dtype, normals(size, 7 + i));
  });
  const program = session.bind(
    graph,
    states.map((v) => v.buffer(session)),
    probe.batchSize,
  );
  runPass(program, data, probe.batchSize, probe.batchSize);
  const first = program.output(0)[0] ?? NaN;
  const timing = await timed(rounds, probe.stepsPerRound, () => {
    runPass(program, data, count, probe.batchSize);
  });
  return { ...timing, wasm: session.memory(), losses: [first, program.output(0)[0] ?? NaN] };
}
