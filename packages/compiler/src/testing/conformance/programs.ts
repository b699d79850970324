/** Whole steps: states read and written in every order, and the training steps that the architecture must carry. */
import { gradients } from "../../autodiff/index.ts";
import { batch } from "../../core/index.ts";
import { build, type Node, type ParameterNode } from "../../ir/index.ts";
import { between, eighths, normal, type Draft, type Fill } from "../draft.ts";
import { define, fill, map, matmul, sigmoid, spreadLast, sumAll, value, type Case } from "./case.ts";
import { argument } from "./control.ts";
import { convolve } from "./convolutions.ts";

export const stateCases: readonly Case[] = [
  define("states that change places, in a ring of three", (draft) => {
    const [a, b, c] = [0, 1, 2].map(() => draft.state([4, 5])) as [ParameterNode, ParameterNode, ParameterNode];
    draft.update(a, b);
    draft.update(b, c);
    draft.update(c, a);
    return [map("add", a, b)];
  }),
  define("an update from another state's value before the step", (draft) => {
    const [a, b] = [draft.state([3, 3], "float32", eighths), draft.state([3, 3], "float32", eighths)];
    draft.update(a, map("add", a, b));
    draft.update(b, map("sub", build.permute(a, [1, 0]), b));
    return [sumAll(a)];
  }),
  define("an update that reads its own state moved: transposed, reversed, shifted", (draft) => {
    const [t, f, s] = [draft.state([17, 17]), draft.state([33]), draft.state([20])];
    draft.update(t, build.permute(t, [1, 0]));
    draft.update(f, build.flip(f, [0]));
    draft.update(s, build.concat([build.slice(s, [19], [1]), build.slice(s, [0], [19])], 0));
    return [];
  }),
  define("outputs read a state that the step replaces", (draft) => {
    const w = draft.state([5, 3], "float32", eighths);
    const x = draft.input([batch, 5], "float32", eighths);
    const y = matmul(x, w);
    draft.update(w, build.contract(x, y, { batch: [], contract: [[0, 0]] }));
    return [y, w, build.reduce("add", w, [0])];
  }, { batches: [6, 1] }), // prettier-ignore
  define("one value for two states, and an output", (draft) => {
    const [a, b] = [draft.state([6]), draft.state([6])];
    const next = map("neg", a);
    draft.update(a, next);
    draft.update(b, next);
    return [next];
  }),
  define("a state set to a constant, to an input, to a view of another", (draft) => {
    const [a, b, c] = [draft.state([4]), draft.state([4]), draft.state([2, 2])];
    draft.update(a, fill(3, a));
    draft.update(b, draft.input([4]));
    draft.update(c, build.reshape(a, [2, 2]));
    return [];
  }),
  define("kernels that differ in an infinite constant alone", (draft) => {
    const x = draft.input([batch, 9], "float32", eighths);
    const smallest = (factor: Node, limit: number): Node =>
      sumAll(map("min", map("mul", x, spreadLast(factor, x.shape)), fill(limit, x)));
    const first = smallest(draft.state([], "float32", eighths), Infinity);
    return [first, smallest(first, -Infinity)];
  }),
  define("counters of each number type", (draft) => {
    for (const dtype of ["float32", "float64", "int32", "uint32"] as const) {
      const s = draft.state([], dtype, between(0, 100));
      draft.update(s, map("add", s, value(1, dtype)));
    }
    return [];
  }),
  define("a global norm: every gradient before the first update", (draft) => {
    const weights = [draft.state([4, 3], "float32", eighths), draft.state([3], "float32", eighths)];
    const x = draft.input([batch, 4], "float32", eighths);
    const y = map("add", matmul(x, weights[0]!), spreadLast(weights[1]!, [batch, 3]));
    const derived = gradients(sumAll(map("mul", y, y)), weights);
    const norm = map("sqrt", derived.map((g) => sumAll(map("mul", g, g))).reduce((a, b) => map("add", a, b)));
    weights.forEach((w, i) => draft.update(w, map("sub", w, map("div", derived[i]!, build.fill(norm, w.shape)))));
    return [norm];
  }, { tolerance: { scaled: 1e-5 }, precision: "float64" }), // prettier-ignore
];

const scaledNormal =
  (by: number): Fill =>
  (random) =>
    random.normal() * by;
/** Adam, as Keras writes it, over all weights; its slots and step are states too. */
function adam(draft: Draft, loss: Node, weights: readonly ParameterNode[]): void {
  const step = draft.state([], "int32", () => 4);
  const rate = draft.state([], "float32", () => 0.001);
  const next = map("add", step, value(1, "int32"));
  draft.update(step, next);
  const t = build.map("cast", [next], "float32");
  const [b1, b2] = [value(0.9), value(0.999)];
  const left = (beta: Node) => map("sub", value(1), map("pow", beta, t));
  const alpha = map("div", map("mul", rate, map("sqrt", left(b2))), left(b1));
  gradients(loss, weights).forEach((g, i) => {
    const w = weights[i]!;
    const [m, v] = [
      draft.state(w.shape as number[], "float32", scaledNormal(0.01)),
      draft.state(w.shape as number[], "float32", (random) => random.uniform() * 0.01),
    ];
    const blend = (old: Node, now: Node, by: number) => map("add", old, map("mul", map("sub", now, old), fill(by, w)));
    const [nextM, nextV] = [blend(m, g, 0.1), blend(v, map("mul", g, g), 0.001)];
    draft.update(m, nextM);
    draft.update(v, nextV);
    draft.update(
      w,
      map(
        "sub",
        w,
        map("div", map("mul", nextM, build.fill(alpha, w.shape)), map("add", map("sqrt", nextV), fill(1e-7, w))),
      ),
    );
  });
}
const mean = (x: Node): Node =>
  map(
    "div",
    sumAll(x),
    build.extent(
      x.shape.reduce<{ batch: number }>(
        (n, e) => (typeof e === "number" ? { batch: n.batch * e } : { batch: n.batch * e.batch }),
        { batch: 1 },
      ),
      x.dtype,
    ),
  );

/** A network of relus as in the case study, its loss with a penalty on the activity. */
function mlp(draft: Draft, widths: readonly number[]): { loss: Node; weights: ParameterNode[]; prediction: Node } {
  let x: Node = draft.input([batch, widths[0]!]);
  const label = draft.input([batch, widths[widths.length - 1]!], "float32", between(0, 2));
  const weights: ParameterNode[] = [];
  let penalty: Node = value(0);
  widths.slice(1).forEach((units, i) => {
    const w = draft.state([widths[i]!, units], "float32", scaledNormal(1 / Math.sqrt(widths[i]!)));
    const b = draft.state([units], "float32", scaledNormal(0.1));
    weights.push(w, b);
    const y = map("add", matmul(x, w), spreadLast(b, [batch, units]));
    if (i === widths.length - 2) x = sigmoid(y);
    else {
      penalty = map("add", penalty, map("mul", sumAll(map("abs", y)), value(1e-4)));
      x = map("max", y, fill(0, y));
    }
  });
  const p = map("min", map("max", x, fill(1e-7, x)), fill(1 - 1e-7, x));
  const entropy = map(
    "neg",
    map(
      "add",
      map("mul", label, map("log", p)),
      map("mul", map("sub", fill(1, label), label), map("log", map("sub", fill(1, p), p))),
    ),
  );
  return { loss: map("add", mean(entropy), penalty), weights, prediction: x };
}

function lstm(draft: Draft, steps: number, features: number, units: number): { loss: Node; weights: ParameterNode[] } {
  const weights = [
    draft.state([features, 4 * units], "float32", scaledNormal(0.4)),
    draft.state([units, 4 * units], "float32", scaledNormal(0.4)),
    draft.state([4 * units], "float32", scaledNormal(0.2)),
  ];
  const shape = [batch, units];
  const [h, c, x] = [argument("h", shape), argument("c", shape), argument("x", [batch, features])];
  const [w, u, b] = weights.map((p) => argument(p.name, p.shape)) as [ParameterNode, ParameterNode, ParameterNode];
  const z = map("add", map("add", matmul(x, w), matmul(h, u)), spreadLast(b, [batch, 4 * units]));
  const gate = (i: number) => build.slice(z, [0, i * units], shape);
  const [input, forget, candidate, output] = [
    sigmoid(gate(0)),
    sigmoid(gate(1)),
    map("tanh", gate(2)),
    sigmoid(gate(3)),
  ];
  const nextC = map("add", map("mul", forget, c), map("mul", input, candidate));
  const nextH = map("mul", output, map("tanh", nextC));
  const zeros = fill(0, { shape, dtype: "float32" });
  const sequence = build.permute(draft.input([batch, steps, features]), [1, 0, 2]);
  const [lastH, , stacked] = build.scan(
    { parameters: [h, c, x, w, u, b], results: [nextH, nextC, nextH] },
    [zeros, zeros, sequence, ...weights],
    { length: steps, carries: 2, slices: 1 },
  );
  const error = map("sub", lastH!, draft.input(shape));
  return {
    loss: map("add", mean(map("mul", error, error)), map("mul", value(0.01), mean(map("abs", stacked!)))),
    weights,
  };
}

const trained = { tolerance: { relative: 2e-5, scaled: 1e-5 }, precision: "float64" } as const;
export const programCases: readonly Case[] = [
  define("a training step of the case study: two circles, 500 units, Adam", (draft) => {
    const { loss, weights, prediction } = mlp(draft, [2, 500, 1]);
    adam(draft, loss, weights);
    return [loss, prediction];
  }, trained), // prettier-ignore
  define("a training step of five layers, Adam", (draft) => {
    const { loss, weights, prediction } = mlp(draft, [7, 33, 17, 8, 12, 3]);
    adam(draft, loss, weights);
    return [loss, prediction];
  }, trained), // prettier-ignore
  define("gradients of a five-layer network", (draft) => {
    const { loss, weights } = mlp(draft, [7, 33, 17, 8, 12, 3]);
    return [loss, ...gradients(loss, weights)];
  }, trained), // prettier-ignore
  define("a batch of a thousand rows", (draft) => {
    const { loss, weights, prediction } = mlp(draft, [7, 33, 17, 3]);
    return [loss, prediction, ...gradients(loss, weights)];
  }, { ...trained, batches: [1000, 257] }), // prettier-ignore
  define("elementwise over a hundred thousand elements, then summed", (draft) => {
    const [x, y] = [draft.input([100003]), draft.input([100003])];
    const z = map("mul", map("max", x, fill(0, x)), y);
    return [z, sumAll(z)];
  }, { ...trained, batches: [1] }), // prettier-ignore
  define("a training step of a strided, padded convolution with max pooling", (draft) => {
    const image = build.pad(draft.input([batch, 9, 9, 2]), value(0), [0, 1, 1, 0], [0, 1, 1, 0]);
    const weights = [draft.state([3, 3, 2, 6], "float32", scaledNormal(0.3)), draft.state([6], "float32", scaledNormal(0.3)), draft.state([24, 4], "float32", scaledNormal(0.3))];
    const y = convolve(image, weights[0]!, 2);
    const biased = map("add", y, spreadLast(weights[1]!, y.shape));
    const relu = map("max", biased, fill(0, biased));
    const pooled = build.reduce("max", build.window(relu, [{ axis: 1, size: 2, stride: 2, dilation: 1 }, { axis: 2, size: 2, stride: 2, dilation: 1 }]), [4, 5]);
    const error = map("sub", matmul(build.reshape(pooled, [batch, 24]), weights[2]!), draft.input([batch, 4]));
    const loss = mean(map("mul", error, error));
    gradients(loss, weights).forEach((g, i) => draft.update(weights[i]!, map("sub", weights[i]!, map("mul", g, fill(0.05, g)))));
    return [loss];
  }, { tolerance: { relative: 2e-5, scaled: 1e-5 }, precision: "float64" }), // prettier-ignore
  // Units by the handful are written out, more become matrix products, whose long sums take several blocks.
  ...([[5, 3, 4], [3, 5, 9], [3, 4, 100]] as const).map(([steps, features, units]) => define(`a training step of an LSTM of ${units} units`, (draft) => {
    const { loss, weights } = lstm(draft, steps, features, units);
    const derived = gradients(loss, weights);
    derived.forEach((g, i) => draft.update(weights[i]!, map("sub", weights[i]!, map("mul", g, fill(0.1, g)))));
    return [loss, ...derived];
  }, trained)), // prettier-ignore
  define("an embedding trained by gather and scatterAdd", (draft) => {
    const table = draft.state([20, 6], "float32", normal);
    const rows = build.gather(table, draft.input([batch, 4], "int32", between(0, 20)));
    const error = map("sub", build.reduce("add", rows, [1]), draft.input([batch, 6]));
    const loss = mean(map("mul", error, error));
    const [g] = gradients(loss, [table]);
    draft.update(table, map("sub", table, map("mul", g!, fill(0.1, g!))));
    return [loss];
  }, trained), // prettier-ignore
];
