import { batch, tensor, type Shape, type Tensor, type Variable } from "@tacet/compiler";
import { describe, expect, it, onTestFinished } from "vitest";
import {
  input,
  layers,
  model,
  optimizers,
  regularizers,
  RNNCell,
  sequential,
  setFloatx,
  setRandomSeed,
  type Layer,
} from "../../index.ts";
import { checkLayer, checkLayerGradient } from "../../testing/checkLayer.ts";

const silent = { verbose: 0 } as const;
const ramp = (shape: readonly number[]): Tensor =>
  tensor(
    Float64Array.from({ length: shape.reduce((a, b) => a * b, 1) }, (_, i) => Math.sin(i + 1)),
    shape,
  );

describe.each([
  ["simpleRNN", 1, [2]],
  ["lstm", 4, [8]],
  ["gru", 3, [2, 6]],
] as const)("%s", (name, gates, bias) => {
  it("meets the standard of layers, gradients within a relative 1e-6", () =>
    checkLayer((common) => layers[name]({ units: 2, returnSequences: true, ...common }), {
      input: [4, 3],
      output: [4, 2],
      weights: [[3, gates * 2], [2, gates * 2], bias],
    }));
  it.each([{}, { goBackwards: true }, { useBias: false }])("%o: gradients within a relative 1e-6", (options) => {
    checkLayerGradient(() => layers[name]({ units: 2, dtype: "float64", ...options }), [3, 2]);
  });
  it("takes constant dropout and the penalties of its weights as options of its cell", () => {
    const layer = layers[name]({ units: 2, dropout: 2, recurrentDropout: -1, kernelRegularizer: "l2" });
    expect([layer.cell.dropout, layer.cell.recurrentDropout]).toEqual([1, 0]);
    expect(layer.kernelRegularizer).toBe(layer.cell.kernelRegularizer);
  });
});
it("gru without resetAfter: gradients within a relative 1e-6", () => {
  checkLayerGradient(() => layers.gru({ units: 2, resetAfter: false, dtype: "float64" }), [3, 2]);
});

it("keeps some of 1,030 steps: gradients of weights within a relative 1e-6 of differences", async () => {
  setRandomSeed(1);
  setFloatx("float64");
  onTestFinished(() => setFloatx("float32"));
  const layer = layers.lstm({ units: 2, returnSequences: true, inputShape: [1030, 1] });
  const long = sequential([layer]);
  long.compile({ loss: "mse", optimizer: optimizers.sgd({ learningRate: 1 }) });
  const [x, y] = [ramp([2, 1030, 1]), ramp([2, 1030, 2])];
  const before = await Promise.all(long.getWeights().map((w) => w.data()));
  const lossAt = async (weight: number, place: number, by: number): Promise<number> => {
    const moved = before.map((w, i) => w.map((v, k) => (i === weight && k === place ? v + by : v)));
    long.setWeights(moved.map((w, i) => tensor(w, layer.weights[i]!.shape, "float64")));
    return ((await long.evaluate(x, y, silent)) as unknown as { loss: number }).loss;
  };
  await long.trainOnBatch(x, y);
  const after = await Promise.all(long.getWeights().map((w) => w.data()));
  for (const [weight, place] of [
    [0, 1],
    [1, 5],
    [2, 0],
  ] as const) {
    // prettier-ignore
    const slope = ((await lossAt(weight, place, 1e-5)) - (await lossAt(weight, place, -1e-5))) / 2e-5;
    const gradient = before[weight]![place]! - after[weight]![place]!;
    expect(Math.abs(gradient - slope) / Math.abs(slope)).toBeLessThan(1e-6);
  }
});

describe("a step", () => {
  it("of lstm is σ(o) tanh(σ(f) c + σ(i) tanh(g))", async () => {
    const cell = layers.lstmCell({ units: 1 });
    cell.ensureBuilt([[1, 1], [1, 1], [1, 1]]); // prettier-ignore
    [[0.1, 0.2, 0.3, 0.4], [0.5, 0.6, 0.7, 0.8], [0.01, 0.02, 0.03, 0.04]].forEach((v, i) => cell.weights[i]!.write(v)); // prettier-ignore
    const [y, h, c] = cell.apply([tensor([[2]]), tensor([[0.5]]), tensor([[-0.3]])]);
    const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));
    // z = 2 kernel + 0.5 recurrent + bias
    const [i, f, g, o] = [0.46, 0.72, 0.98, 1.24].map((v) => v);
    const memory = sigmoid(f!) * -0.3 + sigmoid(i!) * Math.tanh(g!);
    expect((await c!.data())[0]).toBeCloseTo(memory, 6);
    expect((await y!.data())[0]).toBeCloseTo(sigmoid(o!) * Math.tanh(memory), 6);
    expect(await h!.data()).toEqual(await y!.data());
  });
  it("of gru is z h + (1 - z) tanh(x + r (h · recurrent)), the reset after the product", async () => {
    const cell = layers.gruCell({ units: 1 });
    cell.ensureBuilt([[1, 1], [1, 1]]); // prettier-ignore
    [[0.1, 0.2, 0.3], [0.5, 0.6, 0.7], [0.01, 0.02, 0.03, 0.04, 0.05, 0.06]].forEach((v, i) => cell.weights[i]!.write(v)); // prettier-ignore
    const [y] = cell.apply([tensor([[2]]), tensor([[0.5]])]);
    const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));
    const [z, r] = [sigmoid(0.21 + 0.29), sigmoid(0.42 + 0.35)];
    const candidate = Math.tanh(0.63 + r * 0.41);
    expect((await y!.data())[0]).toBeCloseTo(z * 0.5 + (1 - z) * candidate, 6);
  });
  it("of simpleRNN is tanh(x · kernel + h · recurrent + bias), and the layer repeats it", async () => {
    const cell = layers.simpleRNNCell({ units: 1 });
    cell.ensureBuilt([[1, 1], [1, 1]]); // prettier-ignore
    const weights = [[0.1], [0.5], [0.01]];
    weights.forEach((v, i) => cell.weights[i]!.write(v));
    const [y] = cell.apply([tensor([[2]]), tensor([[0.5]])]);
    expect((await y!.data())[0]).toBeCloseTo(Math.tanh(0.2 + 0.25 + 0.01), 6);
    const layer = layers.simpleRNN({ units: 1 });
    layer.ensureBuilt([1, 2, 1]);
    weights.forEach((v, i) => layer.weights[i]!.write(v));
    const first = Math.tanh(0.2 + 0.01);
    const second = Math.tanh(-0.3 + 0.5 * first + 0.01);
    expect((await layer.apply(tensor([[[2], [-3]]])).data())[0]).toBeCloseTo(second, 6);
  });
  it("of a stack goes through its cells in turn, whose states stand one behind the other", () => {
    const stack = layers.stackedRNNCells({ cells: [layers.lstmCell({ units: 3 }), layers.gruCell({ units: 2 })] });
    expect([stack.stateSizes, stack.outputWidth]).toEqual([[3, 3, 2], 2]);
  });
});

describe("what a layer gives", () => {
  it("is the last output, all of them, or a list with the states", () => {
    const x = input({ shape: [5, 3] });
    const last = layers.lstm({ units: 2 }).apply(x);
    const all = layers.lstm({ units: 2, returnSequences: true }).apply(x);
    const [y, h, c] = layers.lstm({ units: 2, returnState: true }).apply(x);
    expect([last, all, y!, h!, c!].map((t) => t.shape)).toEqual([
      [batch, 2],
      [batch, 5, 2],
      [batch, 2],
      [batch, 2],
      [batch, 2],
    ]);
  });
  it("backwards is what the reversed sequence gives, outputs in the order of the steps", async () => {
    setRandomSeed(1);
    const forward = layers.gru({ units: 2, returnSequences: true });
    const backward = layers.gru({ units: 2, returnSequences: true, goBackwards: true });
    const x = ramp([2, 4, 3]);
    [forward, backward].forEach((layer) => layer.ensureBuilt(x.shape));
    backward.weights.forEach((w, i) => w.write(forward.weights[i]!.read()));
    expect(await backward.apply(x).array()).toEqual(await forward.apply(x.flip(1)).array());
  });
});

it("a direct call draws masks too, and drops only in training", async () => {
  const layer = layers.lstm({ units: 2, dropout: 0.5, recurrentDropout: 0.5, seed: 3 });
  const x = ramp([2, 4, 3]);
  const first = await layer.apply(x).data();
  expect(await layer.apply(x).data()).toEqual(first);
  expect(await layer.apply(x, { training: true }).data()).not.toEqual(first);
});

/** A state that adds up what comes, an output twice as wide. */
class Sum extends RNNCell {
  override readonly stateSize = 2;
  override readonly outputSize = 4;
  kernel: Variable | undefined;
  override build([x]: readonly Shape[]): void {
    this.kernel = this.addWeight({ name: "kernel", shape: [x!.at(-1) as number, 2], initializer: "ones" });
  }
  override call([x, h]: readonly Tensor[]): Tensor[] {
    const next = x!.matmul(this.kernel!.tensor).add(h!);
    return [next.tile([1, 2]), next];
  }
}
describe("a cell of one's own", () => {
  it("is run over a sequence, masked steps left out", async () => {
    const x = tensor([[[1], [2], [4]]]);
    expect(await layers.rnn({ cell: new Sum() }).apply(x).array()).toEqual([[7, 7, 7, 7]]);
    const mask = tensor([[true, false, true]], undefined, "bool");
    const all = layers.rnn({ cell: new Sum(), returnSequences: true }).apply(x, { mask });
    expect(await all.array()).toEqual([[[1, 1, 1, 1], [1, 1, 1, 1], [5, 5, 5, 5]]]); // prettier-ignore
  });
  it("is trained in a stack with others", async () => {
    const net = sequential([layers.rnn({ cell: [layers.lstmCell({ units: 3 }), new Sum()], inputShape: [4, 2] })]);
    net.compile({ loss: "mse", optimizer: "sgd" });
    const before = net.getWeights().length;
    const { history } = await net.fit(ramp([6, 4, 2]), ramp([6, 4]), { epochs: 5, ...silent });
    expect(before).toBe(4);
    expect(history.loss!.at(-1)).toBeLessThan(history.loss![0]!);
  });
  it("meets the standard of layers, gradients within a relative 1e-6", () =>
    checkLayer((common) => layers.rnn({ cell: new Sum({ dtype: common.dtype }), ...common }), {
      input: [3, 2],
      output: [4],
      weights: [[2, 2]],
    }));
});

describe("penalties", () => {
  const x = ramp([3, 4, 2]);
  const penalty = async (layer: Layer<Tensor, Tensor | readonly Tensor[]>): Promise<number> => {
    const inputs = input({ shape: [4, 2] });
    const made = layer.apply(inputs);
    const net = model({ inputs, outputs: Array.isArray(made) ? (made as Tensor[])[0]! : (made as Tensor) });
    net.compile({ loss: "mse", optimizer: "sgd" });
    const y = await net.predict(x, silent);
    return (await net.evaluate(x, y, silent)).loss!;
  };
  it("RNN(LSTMCell(activityRegularizer)): output, h again and c of every step, divided by the rows", async () => {
    setRandomSeed(2);
    const inner = layers.lstmCell({ units: 2, activityRegularizer: regularizers.l1(0.1) });
    const found = await penalty(layers.rnn({ cell: inner }));
    const cell = layers.lstm({ units: 2, returnState: true });
    cell.ensureBuilt([batch, 4, 2]);
    cell.weights.forEach((w, i) => w.write(inner.weights[i]!.read()));
    let sum = 0;
    for (let t = 1; t <= 4; t++) {
      const steps = cell.apply(x.sliceAxis(1, 0, t));
      for (const part of steps) for (const v of await part.data()) sum += 0.1 * Math.abs(v);
    }
    expect(found).toBeCloseTo(sum / 3, 5);
  });
  it("LSTM(returnState): output, h again and the cell state", async () => {
    setRandomSeed(2);
    const layer = layers.lstm({ units: 2, returnState: true, activityRegularizer: regularizers.l1(0.1) });
    const found = await penalty(layer);
    const parts = await Promise.all(layer.apply(x).map((t) => t.data()));
    const sums = parts.map((values) => [...values].reduce((sum, v) => sum + Math.abs(v), 0));
    expect(found).toBeCloseTo((0.1 * (sums[0]! * 2 + sums[2]!)) / 3, 5);
  });
  it("masked steps: included in the penalty", async () => {
    const embedded = layers.embedding({ inputDim: 3, outputDim: 2, maskZero: true });
    const inputs = input({ shape: [3], dtype: "int32" });
    const layer = layers.lstm({ units: 2, returnSequences: true, activityRegularizer: regularizers.l1(0.1) });
    const outputs = layer.apply(embedded.apply(inputs));
    const net = model({ inputs, outputs });
    net.compile({ loss: "mse", optimizer: "sgd" });
    const words = tensor([[1, 2, 0], [0, 0, 0]], undefined, "int32"); // prettier-ignore
    const y = await net.predict(words, silent);
    const sum = [...(await y.data())].reduce((all, v) => all + Math.abs(v), 0);
    expect((await net.evaluate(words, y, silent)).loss).toBeCloseTo((0.1 * sum) / 2, 6);
  });
});

describe("errors name the layer, what was expected and what came", () => {
  const lstm = layers.lstm({ units: 2, name: "memory" });
  it.each<[string, () => unknown, RegExp]>([
    ["no step", () => lstm.apply(tensor([], [2, 0, 3])), /"memory" \(LSTM\).*at least one step.*\[2, 0, 3\]/],
    ["no sequence", () => lstm.apply(tensor([[1, 2]])), /"memory" \(LSTM\).*rank 3, \[n, t, d\].*\[1, 2\]/],
    [
      "a mask of another shape",
      () => lstm.apply(ramp([2, 3, 4]), { mask: tensor([[true, false]], undefined, "bool") }),
      /"memory" \(LSTM\).*mask of shape \[2, 3\].*received shape \[1, 2\]/,
    ],
    [
      "one state of two",
      () => lstm.apply(ramp([2, 3, 4]), { initialState: ramp([2, 2]) }),
      /"memory" \(LSTM\).*2 tensors of shape \[2, 2\], \[2, 2\], received 1/,
    ],
    [
      "a state of another width",
      () => lstm.apply(ramp([2, 3, 4]), { initialState: [ramp([2, 3]), ramp([2, 3])] }),
      /"memory" \(LSTM\).*received 2 of shape \[2, 3\]/,
    ],
    [
      "another width",
      () => (lstm.apply(ramp([2, 3, 4])), lstm.apply(ramp([2, 3, 5]))),
      /"memory".*4 inputs a step.*\[2, 3, 5\]/,
    ],
    ["no cell", () => layers.rnn({ cell: layers.dense({ units: 1 }) as unknown as RNNCell }), /RNN.*cell to be a cell/],
    ["no units", () => layers.gru({ units: 0 }), /GRU.*units.*from 1, received 0/],
    [
      "a cell that forgets its state",
      () => layers.rnn({ cell: new Forgetful(), name: "mine" }).apply(ramp([1, 2, 2])),
      /"mine" \(RNN\).*cell ".*" \(Forgetful\).*Return \[output, ...states\]/,
    ],
    [
      "a cell called by itself without its states",
      () => layers.lstmCell({ units: 2 }).apply([ramp([1, 2])]),
      /LSTMCell.*2 states.*received 1 tensors/,
    ],
  ])("%s", (_, call, message) => {
    expect(call).toThrow(message);
  });
});
class Forgetful extends RNNCell {
  override readonly stateSize = 2;
  override call([x]: readonly Tensor[]): Tensor[] {
    return [x!];
  }
}
