/** What must not compile: each expected error is one that the type checker has to find. */
import { expect, it } from "vitest";
import * as tf from "./index.ts";

/** Never called: only the types matter. */
const checked = (body: () => unknown): void => expect(body).toBeTypeOf("function");

it("wrong names are no members", () => {
  type Member<T> = readonly (keyof T)[];
  // @ts-expect-error -- a misspelt name
  const layer: Member<typeof tf.layers> = ["dens"];
  // @ts-expect-error -- Keras's name
  const method: Member<tf.Tensor> = ["argmax"];
  // @ts-expect-error -- a misspelt name
  const read: Member<tf.Tensor> = ["dataSynk"];
  // @ts-expect-error -- tacet's, not TensorFlow.js's
  const optimizer: Member<typeof tf.train> = ["adamw"];
  // @ts-expect-error -- a misspelt name
  const initializer: Member<typeof tf.initializers> = ["heUnif"];
  // @ts-expect-error -- it is absent
  const absent: Member<typeof tf> = ["loadGraphModel"];
  expect([layer, method, read, optimizer, initializer, absent]).toHaveLength(6);
});
it("wrong options do not compile", () => {
  const model = tf.sequential();
  const x = tf.scalar(1);
  checked(() => [
    // @ts-expect-error -- no such option
    tf.layers.dense({ unit: 1 }),
    // @ts-expect-error -- units is missing
    tf.layers.dense({}),
    // @ts-expect-error -- a misspelt name
    tf.layers.dense({ units: 1, activation: "rellu" }),
    // @ts-expect-error -- a misspelt name
    tf.layers.dense({ units: 1, kernelInitializer: "leCun" }),
    // @ts-expect-error -- a misspelt name
    tf.layers.dense({ units: 1, kernelRegularizer: "l3" }),
    // @ts-expect-error -- no such option
    tf.layers.leakyReLU({ slope: 1 }),
    // @ts-expect-error -- no such type
    x.cast("float64"),
    // @ts-expect-error -- the rate is missing
    tf.train.sgd(),
    // @ts-expect-error -- no such loss
    model.compile({ optimizer: "sgd", loss: "meanSquarredError" }),
    // @ts-expect-error -- no such metric
    model.compile({ optimizer: "sgd", loss: "meanSquaredError", metrics: ["acuracy"] }),
    // @ts-expect-error -- no such option
    model.fit(x, x, { epoch: 1 }),
    // @ts-expect-error -- no such hook
    model.fit(x, x, { callbacks: { onEpochEnds: () => undefined } }),
    // @ts-expect-error -- no such option
    tf.data.csv("a.csv", { header: true }),
  ]);
});
it("what programs write does compile", () => {
  const model = tf.sequential({ layers: [tf.layers.dense({ units: 1, inputShape: [1], activation: "swish" })] });
  checked(async () => {
    const seen: string[] = [];
    const onEpochEnd = async (epoch: number, logs: tf.Logs) => {
      await tf.nextFrame();
      seen.push(`${epoch}: ${logs.loss!.toFixed(3)}`);
    };
    await model.fit(tf.zeros([1, 1]), tf.zeros([1, 1]), { callbacks: { onEpochEnd } });
    const y: tf.Tensor2D = (await model.predict(tf.zeros([1, 1]))) as tf.Tensor2D;
    return y.squeeze().asScalar().dataSync()[0]!.toFixed(2);
  });
});
