import { batch, tensor, type Tensor } from "@tacet/compiler";
import { describe, expect, it } from "vitest";
import { input, layers, model, ops, regularizers, sequential, setRandomSeed } from "../../index.ts";
import { checkLayer } from "../../testing/checkLayer.ts";

const silent = { verbose: 0 } as const;
const ramp = (shape: readonly number[]): Tensor =>
  tensor(
    Float64Array.from({ length: shape.reduce((a, b) => a * b, 1) }, (_, i) => Math.sin(i + 1)),
    shape,
  );
const sumOf = async (x: Tensor): Promise<number> => (await ops.sum(ops.abs(x)).data())[0]!;

describe("bidirectional", () => {
  it("meets the standard of layers, gradients within a relative 1e-6", () =>
    checkLayer(
      ({ dtype, activityRegularizer }) =>
        layers.bidirectional({
          layer: layers.gru({ units: 2, returnSequences: true, dtype }),
          dtype,
          activityRegularizer,
        }),
      {
        input: [3, 2],
        output: [3, 4],
        weights: [
          [2, 6],
          [2, 6],
          [2, 6],
          [2, 6],
          [2, 6],
          [2, 6],
        ],
      },
    ));
  it("gives a tensor, or a list of both outputs and the states", () => {
    const x = input({ shape: [5, 3] });
    const both = layers.bidirectional({ layer: layers.lstm({ units: 2 }), mergeMode: null }).apply(x);
    const all = layers.bidirectional({ layer: layers.lstm({ units: 2, returnState: true }) }).apply(x);
    const one = layers.bidirectional({ layer: layers.lstm({ units: 2, name: "memory" }), mergeMode: "sum" });
    expect(both.map((t) => t.shape)).toEqual([[batch, 2], [batch, 2]]); // prettier-ignore
    expect(all.map((t) => t.shape)).toEqual([[batch, 4], ...[1, 2, 3, 4].map(() => [batch, 2])]);
    expect(one.apply(x).shape).toEqual([batch, 2]);
    expect([one.forwardLayer.name, one.backwardLayer.name]).toEqual(["forward_memory", "backward_memory"]);
  });
  it("Bidirectional: each direction by itself; on the wrapper too, counts twice", async () => {
    const x = ramp([4, 3, 2]);
    const found = async (inner: boolean, outer: boolean): Promise<number> => {
      setRandomSeed(3);
      const penalty = (on: boolean) => (on ? { activityRegularizer: regularizers.l1(0.1) } : {});
      const layer = layers.lstm({ units: 2, returnSequences: true, ...penalty(inner) });
      const net = sequential([layers.bidirectional({ layer, ...penalty(outer) })]);
      net.compile({ loss: "mse", optimizer: "sgd" });
      const y = await net.predict(x, silent);
      return (await net.evaluate(x, y, silent)).loss! / ((0.1 * (await sumOf(y))) / 4);
    };
    expect(await found(false, true)).toBeCloseTo(1, 5);
    expect(await found(true, false)).toBeCloseTo(1, 5);
    expect(await found(true, true)).toBeCloseTo(2, 5);
  });
  it("names itself in errors", () => {
    const forward = layers.lstm({ units: 2 });
    expect(() => layers.bidirectional({ layer: forward, backwardLayer: layers.lstm({ units: 2 }) })).toThrow(
      /"bidirectional.*" \(Bidirectional\): expected layers that read opposite ways/,
    );
    const sequences = layers.lstm({ units: 2, goBackwards: true, returnSequences: true });
    expect(() => layers.bidirectional({ layer: forward, backwardLayer: sequences })).toThrow(
      /same returnSequences in both layers, received false and true/,
    );
    const given = layers.bidirectional({ layer: forward, name: "two" });
    expect(() => given.apply(ramp([2, 3, 2]), { initialState: [ramp([2, 2])] })).toThrow(
      /"two" \(Bidirectional\): expected initialState to be a list of 4 tensors/,
    );
  });
});

describe("timeDistributed", () => {
  it("meets the standard of layers, gradients within a relative 1e-6", () =>
    checkLayer(
      ({ dtype, activityRegularizer }) =>
        layers.timeDistributed({
          layer: layers.dense({ units: 2, activation: "tanh", dtype }),
          dtype,
          activityRegularizer,
        }),
      { input: [3, 4], output: [3, 2], weights: [[4, 2], [2]] },
    ));
  it("TimeDistributed(Dense(activityRegularizer)): applied to the inner output, all steps, divided by the batch size", async () => {
    const dense = layers.dense({ units: 2, activityRegularizer: regularizers.l1(0.1) });
    const net = sequential([layers.timeDistributed({ layer: dense, inputShape: [3, 4] })]);
    net.compile({ loss: "mse", optimizer: "sgd", metrics: ["penalty"] });
    const x = ramp([5, 3, 4]);
    const y = await net.predict(x, silent);
    const logs = await net.evaluate(x, y, silent);
    expect(logs.loss).toBeCloseTo((0.1 * (await sumOf(y))) / 5, 5);
    expect(Object.keys(logs)).toContain(`penalty/${net.layers[0]!.name}/${dense.name}`);
  });
  it("TimeDistributed(Dense(activityRegularizer)) where steps are called one by one: the same", async () => {
    const inner = sequential([
      layers.dropout({ rate: 0.5, inputShape: [4] }),
      layers.dense({ units: 2, activityRegularizer: regularizers.l1(0.1) }),
    ]);
    const net = sequential([layers.timeDistributed({ layer: inner, inputShape: [3, 4] })]);
    net.compile({ loss: "mse", optimizer: "sgd" });
    const x = ramp([5, 3, 4]);
    const y = await net.predict(x, silent);
    expect((await net.evaluate(x, y, silent)).loss).toBeCloseTo((0.1 * (await sumOf(y))) / 5, 5);
  });
  it("refuses what is no sequence, and a mask of another shape", () => {
    const layer = layers.timeDistributed({ layer: layers.dense({ units: 2 }), name: "each" });
    expect(() => layer.apply(ramp([2, 3]))).toThrow(/"each" \(TimeDistributed\): expected a sequence of rank 3/);
    const mask = tensor([[true]], undefined, "bool");
    expect(() => layer.apply(ramp([2, 3, 4]), { mask })).toThrow(/"each".*a mask that begins with \[2, 3\]/);
  });
  it("hands its mask on", () => {
    const x = input({ shape: [3], dtype: "int32" });
    const embedded = layers.embedding({ inputDim: 4, outputDim: 2, maskZero: true }).apply(x);
    const each = layers.timeDistributed({ layer: layers.dense({ units: 2 }) }).apply(embedded);
    const net = model({ inputs: x, outputs: layers.lstm({ units: 2 }).apply(each) });
    expect(net.outputShape).toEqual([batch, 2]);
  });
});

it("convLstm1d meets the standard of layers, gradients within a relative 1e-6", () =>
  checkLayer((common) => layers.convLstm1d({ filters: 2, kernelSize: 2, ...common }), {
    input: [2, 3, 1],
    output: [2, 2],
    weights: [[2, 1, 8], [2, 2, 8], [8]],
  }));
it("convLstm3d meets the standard of layers, gradients within a relative 1e-6", () =>
  checkLayer((common) => layers.convLstm3d({ filters: 1, kernelSize: 2, ...common }), {
    input: [2, 2, 2, 3, 1],
    output: [1, 1, 2, 1],
    weights: [[2, 2, 2, 1, 4], [2, 2, 2, 1, 4], [4]],
  }));
describe("convLstm2d", () => {
  it("meets the standard of layers, gradients within a relative 1e-6", () =>
    checkLayer((common) => layers.convLstm2d({ filters: 2, kernelSize: 2, ...common }), {
      input: [2, 3, 3, 1],
      output: [2, 2, 2],
      weights: [[2, 2, 1, 8], [2, 2, 2, 8], [8]],
    }));
  it("names itself in errors", () => {
    const layer = layers.convLstm2d({ filters: 2, kernelSize: 4, name: "film" });
    expect(() => layer.apply(ramp([1, 2, 3, 3, 1]))).toThrow(
      /"film" \(ConvLSTM2D\): expected steps that a kernel of \[4, 4\]/,
    );
    expect(() => layer.apply(ramp([1, 3, 3, 1]))).toThrow(/"film" \(ConvLSTM2D\): expected a sequence of rank 5/);
  });
});
