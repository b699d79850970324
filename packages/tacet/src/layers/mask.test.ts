/** How masks travel, and what they do. Goldens: conformance's "masks". */
import type { Tensor } from "@tacet/compiler";
import { afterEach, describe, expect, it, vi } from "vitest";
import { input, Layer, layers, model, ops, sequential, tensor, type CallOptions } from "../index.ts";
import { maskOf } from "./mask.ts";

const words = tensor([[1, 2, 0, 0]]);
const padded = () => layers.embedding({ inputDim: 3, outputDim: 2, maskZero: true });
const expected = [[1, 1, 0, 0]];
const read = async (x: Tensor) => (await maskOf(x)?.array()) ?? null;

afterEach(() => vi.restoreAllMocks());

describe("a mask", () => {
  it("goes through layers that treat all steps alike, and no op", async () => {
    const e = padded().apply(words);
    expect(await read(e)).toEqual(expected);
    expect(await read(layers.dense({ units: 3 }).apply(layers.dropout({ rate: 0.5 }).apply(e)))).toEqual(expected);
    expect(await read(ops.tanh(e))).toBeNull();
    const net = sequential([layers.dense({ units: 3 }), layers.layerNormalization()]);
    expect(await read(net.apply(e))).toEqual(expected);
  });
  it("given by hand comes before the input's, which keeps its own", async () => {
    const e = padded().apply(words);
    const mine = tensor([[0, 1, 1, 1]], undefined, "bool");
    expect(await read(layers.dense({ units: 3 }).apply(e, { mask: mine }))).toEqual([[0, 1, 1, 1]]);
    expect(await read(sequential([layers.dense({ units: 3 })]).apply(e, { mask: mine }))).toEqual([[0, 1, 1, 1]]);
    expect(await read(e)).toEqual(expected);
  });
  it("ends at a layer that does not support it, which says so once", () => {
    const warning = vi.spyOn(console, "warn").mockReturnValue(undefined);
    const layer = layers.reshape({ targetShape: [8], name: "flat" });
    layer.apply(padded().apply(words));
    layer.apply(padded().apply(words));
    expect(warning.mock.calls.flat()).toEqual([
      expect.stringMatching(/Layer "flat" \(Reshape\): its input has a mask, which goes no further/),
    ]);
    expect(maskOf(layer.apply(padded().apply(words)))).toBeUndefined();
  });
  it("reaches a custom layer's call, and is made by its computeMask", async () => {
    class Last extends Layer {
      override call(x: Tensor, { mask }: CallOptions): Tensor {
        return mask ? ops.where(mask.expandDims(-1), x, 0) : x;
      }
      override computeMask(_x: Tensor, mask: Tensor | undefined): Tensor | undefined {
        return mask?.logicalNot();
      }
    }
    const y = new Last().apply(padded().apply(words));
    expect(((await y.array()) as number[][][])[0]!.slice(2)).toEqual([[0, 0], [0, 0]]); // prettier-ignore
    expect(await read(y)).toEqual([[0, 0, 1, 1]]);
  });
  it("is or-ed where layers merge, and missing where one input has none", async () => {
    const [a, b] = [padded().apply(words), padded().apply(tensor([[0, 2, 1, 0]]))];
    expect(await read(layers.add().apply([a, b]))).toEqual([[1, 1, 1, 0]]);
    expect(await read(layers.concatenate().apply([a, b]))).toEqual([[1, 1, 1, 0]]);
    expect(await read(layers.concatenate({ axis: 1 }).apply([a, b]))).toEqual([[1, 1, 0, 0, 0, 1, 1, 0]]);
    expect(await read(layers.add().apply([a, ops.tanh(b)]))).toBeNull();
    expect(await read(layers.dot({ axes: 1 }).apply([a, b]))).toBeNull();
  });
});

describe("a mask on an output", () => {
  const x = input({ shape: [4] });
  const steps = layers.embedding({ inputDim: 3, outputDim: 1, weights: [[5], [1], [2]], maskZero: true }).apply(x);
  const net = model({ inputs: x, outputs: steps });
  const y = tensor([[[0], [0], [0], [0]]]); // prettier-ignore
  it("makes the loss a mean over valid steps; metrics too, but not of the training pass", async () => {
    net.compile({ optimizer: "sgd", loss: "mse", metrics: ["mae", "root_mean_squared_error"] });
    // (1 + 4) / 2, (1 + 2) / 2; metrics that are no mean of a function count every step: √((1 + 4 + 25 + 25) / 4).
    const logs = await net.evaluate(words, y, { verbose: 0 });
    expect(logs.loss).toBeCloseTo(2.5, 5);
    expect(logs.mae).toBeCloseTo(1.5, 5);
    expect(logs.root_mean_squared_error).toBeCloseTo(Math.sqrt(55 / 4), 5);
    const { history } = await net.fit(words, y, { epochs: 1, verbose: 0 });
    expect(history.loss![0]).toBeCloseTo(2.5, 5);
    expect(history.mae![0]).toBeCloseTo(13 / 4, 5);
  });
  it("makes nothing of a batch without a valid step", async () => {
    net.compile({ optimizer: "sgd", loss: "mse" });
    expect((await net.evaluate(tensor([[0, 0, 0, 0]]), y, { verbose: 0 })).loss).toBe(0);
  });
});
