import { expect, it, vi } from "vitest";
import { clearSession, input, layers, model, ops, sequential } from "../index.ts";

it("prints Keras's table", () => {
  const model = sequential({
    name: "sequential",
    layers: [
      layers.dense({ units: 500, inputDim: 2, name: "dense" }),
      layers.activation({ activation: "relu", name: "a_very_long_layer_name_that_does_not_fit_in" }),
      layers.dense({ units: 1, name: "dense_1" }),
    ],
  });
  const lines: string[] = [];
  model.summary({ lineLength: 76, print: (line) => lines.push(line) });
  // What Keras 3.15.1 prints in 80 columns.
  expect(lines.join("\n")).toBe(
    `Model: "sequential"
┏━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━┳━━━━━━━━━━━━━━━━━━━━━━━━┳━━━━━━━━━━━━━━━┓
┃ Layer (type)                    ┃ Output Shape           ┃       Param # ┃
┡━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━╇━━━━━━━━━━━━━━━━━━━━━━━━╇━━━━━━━━━━━━━━━┩
│ dense (Dense)                   │ (None, 500)            │         1,500 │
├─────────────────────────────────┼────────────────────────┼───────────────┤
│ a_very_long_layer_name_that_do… │ (None, 500)            │             0 │
│ (Activation)                    │                        │               │
├─────────────────────────────────┼────────────────────────┼───────────────┤
│ dense_1 (Dense)                 │ (None, 1)              │           501 │
└─────────────────────────────────┴────────────────────────┴───────────────┘
 Total params: 2,001 (7.82 KB)
 Trainable params: 2,001 (7.82 KB)
 Non-trainable params: 0 (0.00 B)`,
  );
});

it("shows a model that is not built, and what is trainable", () => {
  const frozen = layers.dense({ units: 1, trainable: false, inputDim: 1, name: "frozen" });
  const lines: string[] = [];
  sequential({ name: "m", layers: [frozen] }).summary({ showTrainable: true, print: (line) => lines.push(line) });
  expect(lines.find((line) => line.includes("frozen"))).toMatch(/\(None, 1\).*2 .*N/);
  expect(lines).toContain(" Non-trainable params: 2 (8.00 B)");
  lines.length = 0;
  sequential({ name: "m", layers: [layers.dense({ units: 1, name: "later" })] }).summary({
    print: (line) => lines.push(line),
  });
  expect(lines.find((line) => line.includes("later"))).toMatch(/\? .*0 \(unbuilt\)/);
});

it("is as wide as a terminal of 80 where the terminal has no size", () => {
  vi.stubGlobal("process", { stdout: { columns: 0, write: () => true } });
  const lines: string[] = [];
  try {
    sequential({ layers: [layers.dense({ units: 1, inputDim: 2 })] }).summary({ print: (line) => lines.push(line) });
  } finally {
    vi.unstubAllGlobals();
  }
  expect(lines[1]).toHaveLength(76);
});

it("says where the inputs of a graph's layers come from", () => {
  clearSession();
  const [a, b] = [input({ shape: 4, name: "a" }), input({ shape: 4, name: "b" })];
  const shared = layers.dense({ units: 3, name: "shared" });
  const first = shared.apply(a);
  const squashed = ops.tanh(shared.apply(b));
  const sum = layers.add({ name: "sum" }).apply([first, squashed]);
  const out = layers.dense({ units: 2, name: "out" }).apply(sum);
  const lines: string[] = [];
  model({ inputs: [a, b], outputs: [out, squashed], name: "two" }).summary({
    lineLength: 90,
    print: (line) => lines.push(line),
  });
  // What Keras 3.15.1 prints.
  expect(lines.join("\n")).toBe(
    `Model: "two"
┏━━━━━━━━━━━━━━━━━━━━━━━━━━┳━━━━━━━━━━━━━━━━━━━━━━┳━━━━━━━━━━━━━━┳━━━━━━━━━━━━━━━━━━━━━━━┓
┃ Layer (type)             ┃ Output Shape         ┃      Param # ┃ Connected to          ┃
┡━━━━━━━━━━━━━━━━━━━━━━━━━━╇━━━━━━━━━━━━━━━━━━━━━━╇━━━━━━━━━━━━━━╇━━━━━━━━━━━━━━━━━━━━━━━┩
│ a (InputLayer)           │ (None, 4)            │            0 │ -                     │
├──────────────────────────┼──────────────────────┼──────────────┼───────────────────────┤
│ b (InputLayer)           │ (None, 4)            │            0 │ -                     │
├──────────────────────────┼──────────────────────┼──────────────┼───────────────────────┤
│ shared (Dense)           │ (None, 3)            │           15 │ a[0][0], b[0][0]      │
├──────────────────────────┼──────────────────────┼──────────────┼───────────────────────┤
│ tanh (Tanh)              │ (None, 3)            │            0 │ shared[1][0]          │
├──────────────────────────┼──────────────────────┼──────────────┼───────────────────────┤
│ sum (Add)                │ (None, 3)            │            0 │ shared[0][0],         │
│                          │                      │              │ tanh[0][0]            │
├──────────────────────────┼──────────────────────┼──────────────┼───────────────────────┤
│ out (Dense)              │ (None, 2)            │            8 │ sum[0][0]             │
└──────────────────────────┴──────────────────────┴──────────────┴───────────────────────┘
 Total params: 23 (92.00 B)
 Trainable params: 23 (92.00 B)
 Non-trainable params: 0 (0.00 B)`,
  );
});
