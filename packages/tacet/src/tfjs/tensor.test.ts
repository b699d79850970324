import { afterEach, describe, expect, it, vi } from "vitest";
import * as tf from "./index.ts";
import { formulas } from "./ops/index.ts";

afterEach(() => vi.restoreAllMocks());
const shown = (t: tf.Tensor) => [t.dtype, t.shape, t.arraySync()];

describe("tensors", () => {
  it("have their numbers at once, in the type of their kind", async () => {
    const x = tf.tensor2d([1, 2, 3, 4], [2, 2]);
    expect(x.dataSync()).toEqual(Float32Array.of(1, 2, 3, 4));
    expect(await x.data()).toEqual(x.dataSync());
    expect(await x.array()).toEqual([[1, 2], [3, 4]]); // prettier-ignore
    expect(tf.tensor1d([true, false]).dataSync()).toEqual(Uint8Array.of(1, 0));
    expect(tf.tensor(new Int32Array([5])).dataSync()).toEqual(Int32Array.of(5));
    expect([x.rank, x.size, tf.scalar(2).shape]).toEqual([2, 4, []]);
  });
  it("compute as operations are called", () => {
    const x = tf.tensor2d([[1, 2], [3, 6]]); // prettier-ignore
    const { mean, variance } = tf.moments(x, 0);
    expect(x.sub(mean).div(variance.sqrt()).arraySync()).toEqual([[-1, -1], [1, 1]]); // prettier-ignore
    let sum = tf.scalar(0);
    for (let i = 0; i < 2000; i++) sum = sum.add(1);
    expect(sum.dataSync()[0]).toBe(2000);
  });
  it("promote as TensorFlow.js's: a plain number is float32, whole numbers divide downwards", () => {
    const x = tf.tensor1d([7, -7], "int32");
    expect(shown(x.mul(2))).toEqual(["float32", [2], [14, -14]]);
    expect(shown(x.div(tf.scalar(2, "int32")))).toEqual(["int32", [2], [3, -4]]);
    expect(shown(x.pow(tf.scalar(2, "int32")))).toEqual(["int32", [2], [49, 49]]);
    expect(shown(x.greater(0).sum())).toEqual(["int32", [], 1]);
    expect(shown(tf.tensor1d([1.7, -1.7]).toInt())).toEqual(["int32", [2], [1, -1]]);
  });
  it("slice by begin and size, and take the first axis where NumPy takes all", () => {
    const x = tf.range(0, 12).reshape([3, 4]);
    expect(x.slice([1, 1], [2, -1]).arraySync()).toEqual([[5, 6, 7], [9, 10, 11]]); // prettier-ignore
    expect(x.slice(1, 1).arraySync()).toEqual([[4, 5, 6, 7]]);
    expect(x.argMax().arraySync()).toEqual([2, 2, 2, 2]);
    expect(x.cumsum(1, true, true).slice(0, 1).arraySync()).toEqual([[6, 5, 3, 0]]);
  });
  it("join, split and look up", () => {
    const x = tf.tensor1d([1, 2]);
    expect(x.concat(tf.tensor1d([3])).arraySync()).toEqual([1, 2, 3]);
    expect(x.stack(tf.tensor1d([3, 4]), 1).arraySync()).toEqual([[1, 3], [2, 4]]); // prettier-ignore
    expect(tf.split(tf.tensor1d([1, 2, 3]), [1, 2]).map((t) => t.arraySync())).toEqual([[1], [2, 3]]);
    expect(shown(tf.oneHot([0, 2], 3))).toEqual(["int32", [2, 3], [[1, 0, 0], [0, 0, 1]]]); // prettier-ignore
    expect(tf.where(x.greater(1), x, tf.zerosLike(x)).arraySync()).toEqual([0, 2]);
    expect(tf.topk([1, 9, 3], 2).indices.arraySync()).toEqual([1, 2]);
  });
  it("print in columns, long axes shortened", () => {
    const log = vi.spyOn(console, "log").mockImplementation(() => undefined);
    tf.tensor2d([[1, 2.5], [3, 4]]).print(); // prettier-ignore
    tf.print(tf.range(0, 30));
    expect(log.mock.calls.flat()).toEqual([
      "Tensor\n    [[1, 2.5],\n     [3, 4  ]]",
      "Tensor\n    [0, 1, 2, ..., 27, 28, 29]",
    ]);
    expect(tf.scalar(true).toString(true)).toBe("Tensor\n  dtype: bool\n  rank: 0\n  shape: []\n  values:\n    true");
  });
  it("say what is wrong", () => {
    expect(() => tf.tensor2d([1, 2])).toThrow("tensor2d: expected numbers nested 2 deep, or flat ones and their shape");
    expect(() => tf.tensor1d([1, 2]).as2D(1)).toThrow("as2D: expected 2 extents, received 1.");
    expect(() => tf.norm([1], 3)).toThrow("expected ord to be 1, 2");
  });
});
it("every operation is a function of the entry", () => {
  for (const name of Object.keys(formulas)) expect(tf, name).toHaveProperty(name);
});

describe("variables", () => {
  it("are minimized over: the parabola's least point", () => {
    const x = tf.variable(tf.scalar(3));
    const optimizer = tf.train.sgd(0.25);
    const cost = () => x.sub(1).square();
    // 3 - 0.25 · 2 (3 - 1) = 2, then 1.5
    expect(optimizer.minimize(cost, true)?.dataSync()[0]).toBe(4);
    expect(x.dataSync()[0]).toBe(2);
    expect(optimizer.minimize(cost)).toBeNull();
    expect(x.dataSync()[0]).toBe(1.5);
    x.assign(tf.scalar(7));
    expect(x.add(1).dataSync()[0]).toBe(8);
    expect(() => optimizer.minimize(() => tf.scalar(1))).toThrow("Expected the function to depend on variables");
  });
  it("keep the optimizer's memory from step to step", () => {
    const x = tf.variable(tf.tensor1d([1, -1]));
    const optimizer = tf.train.momentum(0.1, 0.5);
    for (let i = 0; i < 2; i++) optimizer.minimize(() => x.sum());
    // steps of 0.1, then 0.1 + 0.5 · 0.1
    expect(x.dataSync()[0]).toBeCloseTo(0.75, 6);
    expect(optimizer.iterations).toBe(2);
  });
  it("have derivatives", () => {
    expect(
      tf
        .grad((x) => x.square().mul(3))([1, 2])
        .arraySync(),
    ).toEqual([6, 12]);
    const [a, b] = tf.grads((x: tf.Tensor, y: tf.Tensor) => x.mul(y))([2, 3]);
    expect([a!.dataSync()[0], b!.dataSync()[0]]).toEqual([3, 2]);
    const w = tf.variable(tf.scalar(2), true, "w");
    const { value, grads } = tf.variableGrads(() => w.square());
    expect([value.dataSync()[0], grads.w!.dataSync()[0]]).toEqual([4, 4]);
  });
});

describe("what manages memory and back ends", () => {
  it("is there, and does nothing", async () => {
    const x = tf.tidy("name", () => tf.keep(tf.scalar(1)));
    x.dispose();
    tf.dispose([x]);
    expect([x.dataSync()[0], tf.memory().numTensors, await tf.setBackend("webgl"), tf.getBackend()]).toEqual([1, 0, true, "wasm"]); // prettier-ignore
    await tf.ready();
    await tf.nextFrame();
    tf.env().set("DEBUG", true);
    expect(tf.env().getBool("DEBUG")).toBe(true);
  });
});
describe("util", () => {
  it("shuffles, two arrays alike", () => {
    tf.setRandomSeed(1);
    const [a, b] = [Array.from({ length: 20 }, (_, i) => i), Array.from({ length: 20 }, (_, i) => -i)];
    tf.util.shuffleCombo(a, b);
    expect(a).not.toEqual([...a].sort((p, q) => p - q));
    expect(a.map((v) => -v + 0)).toEqual(b.map((v) => v + 0));
    expect([...tf.util.createShuffledIndices(5)].sort()).toEqual([0, 1, 2, 3, 4]);
    expect(() => tf.util.shuffleCombo([1], [])).toThrow("one length");
    expect(() => tf.util.assert(false, () => "not so")).toThrow("not so");
    expect([tf.util.flatten([[1], [2, [3]]]), tf.util.sizeFromShape([2, 3]), tf.util.clamp(0, 5, 2)]).toEqual([[1, 2, 3], 6, 2]); // prettier-ignore
  });
});
