import { afterEach, describe, expect, it, vi } from "vitest";
import * as tf from "./index.ts";

afterEach(() => vi.restoreAllMocks());
const xs = tf.tensor2d([-1, 0, 1, 2, 3, 4], [6, 1]);
const ys = xs.mul(2).sub(1);
const line = (...metrics: tf.MetricIdentifier[]): tf.Sequential => {
  const model = tf.sequential({
    layers: [tf.layers.dense({ units: 1, inputShape: [1], weights: [tf.tensor2d([[1]]), tf.tensor1d([0])] })],
  });
  model.compile({ optimizer: tf.train.sgd(0.1), loss: "meanSquaredError", metrics });
  return model;
};

describe("sequential models", () => {
  it("fit, evaluate and predict", async () => {
    const model = line();
    const { history, epoch } = await model.fit(xs, ys, { epochs: 60 });
    expect([history.loss!.length, epoch.at(-1)]).toEqual([60, 59]);
    const loss = (await model.evaluate(xs, ys)) as tf.Scalar;
    expect(loss.dataSync()[0]).toBeLessThan(1e-3);
    const [slope, offset] = model.getWeights().map((w) => w.dataSync()[0]!);
    const [twenty] = ((await model.predict(tf.tensor2d([20], [1, 1]))) as tf.Tensor).dataSync();
    expect(twenty).toBeCloseTo(20 * slope! + offset!, 4);
  });
  it("give evaluate's values as scalars: the loss, then metrics as compile lists them", async () => {
    // 1·x against 2x - 1: errors 2, 1, 0, -1, -2, -3
    const result = (await line("mse", "mae").evaluate(xs, ys)) as tf.Scalar[];
    expect(result.map((t) => [t.shape, t.dataSync()[0]])).toEqual([[[], expect.closeTo(19 / 6, 5)], [[], expect.closeTo(19 / 6, 5)], [[], 1.5]]); // prettier-ignore
    expect(line("mse", "mae").metricsNames).toEqual(["loss", "mse", "mae"]);
    expect(await line("mae").trainOnBatch(xs, ys)).toEqual([expect.closeTo(19 / 6, 5), 1.5]);
  });
  it("print nothing unless asked, and a summary line by line", async () => {
    const out = vi.spyOn(process.stdout, "write").mockImplementation(() => true);
    const lines: string[] = [];
    const model = line();
    await model.fit(xs, ys);
    expect(out).not.toHaveBeenCalled();
    model.summary(undefined, undefined, (text) => void lines.push(text));
    expect(lines.join("\n")).toContain("Total params");
  });
  it("refuse to save and load, and say what to do instead", async () => {
    await expect(line().save("file://model")).rejects.toThrow("Keep model.getWeights()");
    await expect(tf.loadLayersModel("model.json")).rejects.toThrow("tacet/tfjs");
  });
});

describe("callbacks", () => {
  it("have TensorFlow.js's hooks, a batch's number and size among its logs", async () => {
    const seen: string[] = [];
    class Watch extends tf.Callback {
      override onTrainEnd() {
        seen.push(`end of ${String(this.params.epochs)}`);
      }
      override onEpochEnd(epoch: number) {
        if (epoch === 1) this.model!.stopTraining = true;
      }
    }
    const model = line("mae");
    await model.fit(xs, ys, {
      epochs: 9,
      batchSize: 4,
      callbacks: [
        {
          onEpochBegin: (epoch) => void seen.push(`begin ${epoch}`),
          onBatchEnd: (batch, logs) => void seen.push(`batch ${batch}: ${logs.size}, ${Object.keys(logs).join()}`),
          onYield: (epoch, batch) => void seen.push(`yield ${epoch} ${batch}`),
        },
        new Watch(),
      ],
    });
    const epoch = (e: number): string[] => [
      `begin ${e}`,
      "batch 0: 4, batch,size,loss,mae",
      `yield ${e} 0`,
      "batch 1: 2, batch,size,loss,mae",
      `yield ${e} 1`,
    ];
    expect(seen).toEqual([...epoch(0), ...epoch(1), "end of 9"]);
  });
  it("may be tacet's", async () => {
    const stop = tf.callbacks.earlyStopping({ monitor: "loss", minDelta: 1e9, patience: 2 });
    expect((await line().fit(xs, ys, { epochs: 20, callbacks: stop })).epoch).toHaveLength(3);
  });
  it("with a hook that is none are refused", () => {
    const callbacks = { onTrainBatchEnd: () => undefined };
    // @ts-expect-error -- Keras's name
    expect(() => line().fit(xs, ys, { callbacks })).toThrow('there is no hook "onTrainBatchEnd"');
  });
});

describe("layers", () => {
  it("are called on tensors at once, and on symbolic ones to make models", async () => {
    const dense = tf.layers.dense({ units: 2, kernelInitializer: "Ones", activation: "hardSigmoid" });
    // hardSigmoid(3) = 0.2 · 3 + 0.5 = 1 at most
    expect(dense.apply(tf.tensor2d([[1, 2]])).arraySync()).toEqual([[1, 1]]);
    const input = tf.input({ shape: [2] });
    expect(input.shape).toEqual([null, 2]);
    const output = tf.layers.add().apply([dense.apply(input), dense.apply(input)]);
    const model = tf.model({ inputs: input, outputs: [output, dense.apply(input)] });
    const [sum, one] = (await model.predict(tf.tensor2d([[-1, 0]]))) as tf.Tensor[];
    expect([sum!.arraySync(), one!.arraySync()]).toEqual([[[expect.closeTo(0.6, 6), expect.closeTo(0.6, 6)]], [[expect.closeTo(0.3, 6), expect.closeTo(0.3, 6)]]]); // prettier-ignore
    expect([model.outputs[0]!.shape, dense.outputShape, model.layers.includes(dense)]).toEqual([[null, 2], [null, 2], true]); // prettier-ignore
  });
  it("give and take weights as tensors", () => {
    const [layer] = line().layers;
    layer!.setWeights([tf.tensor2d([[5]]), tf.tensor1d([6])]);
    expect(layer!.getWeights().map((w) => w.arraySync())).toEqual([[[5]], [6]]);
    expect(layer!.trainableWeights[0]!.read().dataSync()[0]).toBe(5);
    layer!.weights[1]!.write(tf.tensor1d([8]));
    expect([layer!.getWeights()[1]!.dataSync()[0], layer!.countParams()]).toEqual([8, 2]);
    expect(() => layer!.setWeights([])).toThrow("setWeights expected 2 weights, received 0");
    expect(() => layer!.weights[1]!.write(tf.scalar(1))).toThrow("expected a tensor of shape [1]");
  });
  it("take TensorFlow.js's options and defaults", () => {
    const leaky = tf.layers.leakyReLU({ alpha: 0.5 }).apply(tf.tensor2d([[-2]]));
    expect(leaky.dataSync()[0]).toBe(-1);
    expect(tf.layers.thresholdedReLU({ theta: 2 }).apply(tf.tensor2d([[1, 3]])).arraySync()).toEqual([[0, 3]]); // prettier-ignore
    const { l1, l2 } = tf.regularizers.l1l2();
    expect([l1, l2]).toEqual([0.01, 0.01]);
    for (const name of ["leCunNormal", "LeCunUniform", "GlorotNormal", "zeros"] as const)
      tf.layers.dense({ units: 1, inputShape: [1], kernelInitializer: name, kernelRegularizer: "l1l2" });
    tf.layers.dense({ units: 1, kernelInitializer: tf.initializers.varianceScaling({ mode: "fanAvg", distribution: "uniform" }) }); // prettier-ignore
    expect(() => tf.layers.dense({ units: 0 })).toThrow("expected units to be a whole number from 1");
  });
  it("has convolutions and poolings under its names, with its defaults and spellings", () => {
    const x = tf.tensor4d([1, 2, 3, 4], [1, 1, 2, 2]);
    const first = { dataFormat: "channelsFirst" } as const;
    const kernelSize = 1;
    const [kernelInitializer, depthwiseInitializer, pointwiseInitializer] = ["ones", "ones", "ones"] as const;
    const of = (layer: tf.Layer) => layer.apply(x).arraySync();
    expect(of(tf.layers.averagePooling2d(first))).toEqual([[[[2.5]]]]);
    expect(of(tf.layers.avgPool2d(first))).toEqual([[[[2.5]]]]);
    expect(of(tf.layers.maxPooling2d({ poolSize: [1, 2], ...first }))).toEqual([[[[2], [4]]]]);
    expect(of(tf.layers.globalMaxPooling2d(first))).toEqual([[4]]);
    expect(of(tf.layers.globalAveragePooling2d({}))).toEqual([[2, 3]]);
    expect(of(tf.layers.conv2d({ filters: 1, kernelSize, kernelInitializer }))).toEqual([[[[3], [7]]]]);
    expect(of(tf.layers.conv2dTranspose({ filters: 1, kernelSize, kernelInitializer }))).toEqual([[[[3], [7]]]]);
    expect(of(tf.layers.depthwiseConv2d({ kernelSize, depthwiseInitializer }))).toEqual([
      [
        [
          [1, 2],
          [3, 4],
        ],
      ],
    ]);
    expect(of(tf.layers.separableConv2d({ filters: 1, kernelSize, depthwiseInitializer, pointwiseInitializer }))).toEqual([[[[3], [7]]]]); // prettier-ignore
  });
  it("are models, too", async () => {
    const outer = tf.sequential();
    const inner = line();
    inner.trainable = false;
    outer.add(inner);
    outer.add(tf.layers.dense({ units: 1, inputShape: [1], useBias: false, kernelInitializer: "ones" }));
    expect(((await outer.predict(xs)) as tf.Tensor).dataSync()).toEqual(xs.dataSync());
    outer.pop();
    expect(outer.layers).toEqual([inner]);
  });
});

describe("compile", () => {
  it("chooses the accuracy by the loss first", async () => {
    const model = tf.sequential({ layers: [tf.layers.dense({ units: 2, inputShape: [1], kernelInitializer: "ones" })] }); // prettier-ignore
    model.compile({ optimizer: "sgd", loss: "binaryCrossentropy", metrics: ["accuracy"] });
    // [1, 1] for [1, 0]: of two labels one is right
    const [, accuracy] = (await model.evaluate(tf.tensor2d([[1]]), tf.tensor2d([[1, 0]]))) as tf.Tensor[];
    expect(accuracy!.dataSync()[0]).toBe(0.5);
  });
  it("takes losses and metrics by output", async () => {
    const input = tf.input({ shape: [1] });
    const heads = ["a", "b"].map((name) => tf.layers.dense({ units: 1, name, kernelInitializer: "ones" }).apply(input));
    const model = tf.model({ inputs: input, outputs: heads });
    model.compile({ optimizer: "sgd", loss: { a: "meanSquaredError", b: "meanAbsoluteError" }, metrics: ["mse"] });
    expect(model.metricsNames).toEqual(["loss", "a_loss", "b_loss", "a_mse", "b_mse"]);
    const { history } = await model.fit(xs, [ys, ys], { batchSize: 6 });
    expect(Object.keys(history).sort()).toEqual(["a_loss", "a_mse", "b_loss", "b_mse", "loss"]);
    expect(history.a_loss![0]! + history.b_loss![0]!).toBeCloseTo(history.loss![0]!, 5);
  });
  it("refuses names that are none", () => {
    // @ts-expect-error -- no such optimizer
    expect(() => line().compile({ optimizer: "ada", loss: "mse" })).toThrow('no optimizer named "ada"');
    // @ts-expect-error -- no such loss
    expect(() => line().compile({ optimizer: "sgd", loss: "meanSquare" })).toThrow('no loss named "meanSquare"');
    expect(() => line().compile({ optimizer: "sgd", loss: { x: "mse" } })).toThrow('there is no output "x"');
  });
});
