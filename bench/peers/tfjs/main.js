/**
 * One workload in TensorFlow.js on its WebAssembly backend: `node main.js WORKLOAD`.
 * Without the activity penalties, which it cannot train, and without validation.
 * Prints milliseconds a step as one line of JSON.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import * as tf from "@tensorflow/tfjs";
import { setWasmPaths } from "@tensorflow/tfjs-backend-wasm";

// The backend fetches its binary; in Node that is a file.
const binaries = join(fileURLToPath(import.meta.resolve("@tensorflow/tfjs-backend-wasm")), "..");
setWasmPaths(`${binaries}/`);
globalThis.fetch = async (path) =>
  new Response(readFileSync(String(path).replace("file://", "")), { headers: { "content-type": "application/wasm" } });

const dense = (units, activation) => tf.layers.dense({ units, activation });
const stack = (sizes, last = "linear") => [
  ...sizes.slice(1, -1).map((n) => dense(n, "relu")),
  dense(sizes.at(-1), last),
];
const workloads = {
  caseStudy: { input: [2], layers: stack([2, 500, 1], "sigmoid"), batch: 30, steps: 100, loss: "binaryCrossentropy" },
  regressor: { input: [1328], layers: stack([1328, 442, 147, 50, 1]), batch: 32, steps: 5, loss: "meanSquaredError" },
  mnistMlp: {
    input: [784],
    layers: stack([784, 512, 512, 10], "softmax"),
    batch: 128,
    steps: 3,
    loss: "categoricalCrossentropy",
  },
  autoencoder: { input: [512], layers: stack([512, 4096, 512]), batch: 256, steps: 1, loss: "meanSquaredError" },
  lstm: {
    input: [100, 32],
    layers: [tf.layers.lstm({ units: 128, recurrentInitializer: "glorotUniform" }), dense(1, "linear")],
    batch: 32,
    steps: 1,
    loss: "meanSquaredError",
  },
};

const { input, layers, batch, steps, loss } = workloads[process.argv[2]];
await tf.setBackend("wasm");
await tf.ready();
const model = tf.sequential({ layers: [tf.layers.inputLayer({ inputShape: input }), ...layers] });
model.compile({ optimizer: "adam", loss });
const outputs = model.outputs[0].shape[1];
const x = tf.randomNormal([batch, ...input]);
const y =
  loss === "meanSquaredError"
    ? tf.randomNormal([batch, outputs])
    : outputs === 1
      ? tf.randomUniform([batch, 1]).round()
      : tf.oneHot(tf.randomUniform([batch], 0, outputs, "int32"), outputs).cast("float32");
for (let i = 0; i < 2; i++) await model.trainOnBatch(x, y);
let best = Infinity;
for (let round = 0; round < 3; round++) {
  const begin = performance.now();
  for (let i = 0; i < steps; i++) await model.trainOnBatch(x, y);
  best = Math.min(best, (performance.now() - begin) / steps);
}
console.log(JSON.stringify({ best, peakMemory: process.resourceUsage().maxRSS * 1024 }));
process.exit(0);
