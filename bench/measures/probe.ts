/**
 * The two workloads whose layers tacet does not have yet, written as training
 * steps on the compiler: a convolutional network and an LSTM. They show what
 * the compiler makes of windows and of scans before an API stands on top.
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
  withGradient,
  type DType,
  type Shape,
  type StaticShape,
} from "@tacet/compiler";
import { classes, normals, runPass, timed, type Training } from "./timing.ts";

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

/** Patches by a sliding window over rows and columns, without copying them. */
const patches = (x: Tensor, size: number, stride: number): Tensor =>
  new Tensor(
    build.window(
      x.node,
      [1, 2].map((axis) => ({ axis, size, stride, dilation: 1 })),
    ),
  );
function convolution(x: Tensor, kernel: Variable, size: number): Tensor {
  const contract = [
    [3, 2],
    [4, 0],
    [5, 1],
  ] as const;
  return new Tensor(build.contract(patches(x, size, 1).node, kernel.node, { batch: [], contract }));
}
/** Max pooling, whose gradient goes to the first largest element of a window. */
function maxPool(x: Tensor, size: number): Tensor {
  const windows = [1, 2].map((axis) => ({ axis, size, stride: size, dilation: 1 }));
  const view = build.window(x.node, windows);
  const flat = build.reshape(view, [...view.shape.slice(0, 4), size * size]);
  return new Tensor(
    withGradient([x.node], build.reduce("max", flat, [4]), (cotangent, _, [input]) => {
      if (!input) return [];
      const again = build.reshape(build.window(input, windows), flat.shape);
      const spread = [0, 1, 2, 3];
      const first = build.broadcast(build.argReduce("max", again, 4), flat.shape, spread);
      const chosen = build.map("eq", [build.iota(flat.shape, 4, "int32"), first]);
      const share = build.map("select", [
        chosen,
        build.broadcast(cotangent, flat.shape, spread),
        build.fill(build.constant(0, cotangent.dtype), flat.shape),
      ]);
      return [build.overlapAdd(build.reshape(share, view.shape), input.shape, windows)];
    }),
  );
}
function crossEntropy(logits: Tensor, labels: Tensor): Tensor {
  const p = ops.clip(logits.softmax(), 1e-7, 1 - 1e-7);
  return ops.pick(p, labels).log().neg().mean();
}

const convnet: Probe = {
  // Both convolutions and the dense layer; no input gradient for the first.
  flops: 2 * 128 * (2 * 26 * 26 * 32 * 9 + 3 * 11 * 11 * 64 * 288 + 3 * 1600 * 10),
  batchSize: 128,
  stepsPerRound: 2,
  inputs: [
    { name: "x", row: [28, 28, 1], dtype: "float32" },
    { name: "y", row: [], dtype: "int32" },
  ],
  make() {
    const [k1, b1] = [weight("kernel1", [3, 3, 1, 32], 9), bias("bias1", 32)];
    const [k2, b2] = [weight("kernel2", [3, 3, 32, 64], 288), bias("bias2", 64)];
    const [k3, b3] = [weight("kernel3", [1600, 10], 1600), bias("bias3", 10)];
    const seed = new Variable({ name: "seed", shape: [2], dtype: "uint32", value: [1, 0], trainable: false });
    const loss = ([x, y]: Tensor[]): Tensor => {
      if (!x || !y) throw new Error("unreachable");
      const a1 = convolution(x, k1, 3).add(b1.tensor).relu();
      const a2 = convolution(maxPool(a1, 2), k2, 3).add(b2.tensor).relu();
      const flat = maxPool(a2, 2).reshape([batch, 1600]);
      const kept = ops.less(ops.randomUniform(seed.tensor, flat.shape), 0.5);
      const dropped = ops.where(kept, flat.mul(2), 0);
      const logits = dropped.matmul(k3.tensor).add(b3.tensor);
      return crossEntropy(logits, y).add(penalty(a1, 1e-5)).add(penalty(a2, 1e-5));
    };
    return { weights: [k1, b1, k2, b2, k3, b3], loss };
  },
};

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
export const probes = { convnet, lstm } as const satisfies Record<string, Probe>;

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
    return session.buffer([count, ...row], dtype, dtype === "int32" ? classes(size, 10) : normals(size, 7 + i));
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
