/** Losses: numbers of Keras 3.15.1, gradients against central differences, shapes that do not fit. */
import { describe, expect, it } from "vitest";
import { batch, ops, Tensor, tensor, traceStep, type Node } from "@tacet/compiler";
import { checkGradient } from "@tacet/compiler/testing";
import { valuesOf } from "../testing/values.ts";
import { check, getLoss, type Loss, type LossName, type Reduction } from "./index.ts";
import * as losses from "./index.ts";

const binary = {
  t: [
    [0, 1],
    [0, 0],
  ],
  p: [
    [0.6, 0.4],
    [0.4, 0.6],
  ],
};
const oneHot = [
  [0, 1, 0],
  [0, 0, 1],
];
const classes = [1, 2];
const p = [
  [0.05, 0.95, 0],
  [0.1, 0.8, 0.1],
];
const none = { reduction: "none" } as const;

describe("losses within 1e-6 of Keras", () => {
  const value = async (loss: Loss, t: number[] | number[][], y: number[][], w?: number[]) =>
    valuesOf(loss.apply(tensor(t), tensor(y), w && tensor(w)));
  const weights = [2, 0.5];
  it.each<[string, Loss, number[] | number[][], number[][], number[] | undefined, number[]]>([
    ["binary", losses.binaryCrossentropy(), binary.t, binary.p, undefined, [0.8149244785308838]],
    ["binary, weighted", losses.binaryCrossentropy(), binary.t, binary.p, weights, [1.0946803092956543]],
    [
      "binary of logits",
      losses.binaryCrossentropy({ fromLogits: true }),
      binary.t,
      binary.p,
      undefined,
      [0.8752516508102417],
    ],
    [
      "binary, smoothed",
      losses.binaryCrossentropy({ labelSmoothing: 0.2 }),
      binary.t,
      binary.p,
      undefined,
      [0.7946511507034302],
    ],
    [
      "binary, sum",
      losses.binaryCrossentropy({ reduction: "sum" }),
      binary.t,
      binary.p,
      undefined,
      [1.6298489570617676],
    ],
    [
      "binary, by the weights' sum",
      losses.binaryCrossentropy({ reduction: "mean_with_sample_weight" }),
      binary.t,
      binary.p,
      weights,
      [0.8757442235946655],
    ],
    [
      "binary, none",
      losses.binaryCrossentropy(none),
      binary.t,
      binary.p,
      undefined,
      [0.9162907600402832, 0.7135581970214844],
    ],
    [
      "categorical",
      losses.categoricalCrossentropy(none),
      oneHot,
      p,
      undefined,
      [0.051293306052684784, 2.3025851249694824],
    ],
    [
      "categorical of logits",
      losses.categoricalCrossentropy({ ...none, fromLogits: true }),
      oneHot,
      p,
      undefined,
      [0.5840635299682617, 1.3897266387939453],
    ],
    [
      "categorical, smoothed",
      losses.categoricalCrossentropy({ ...none, labelSmoothing: 0.1 }),
      oneHot,
      p,
      undefined,
      [0.6850013732910156, 2.2332704067230225],
    ],
    [
      "sparse",
      losses.sparseCategoricalCrossentropy(none),
      classes,
      p,
      undefined,
      [0.051293306052684784, 2.3025851249694824],
    ],
    [
      "sparse, a class ignored",
      losses.sparseCategoricalCrossentropy({ ignoreClass: 2 }),
      classes,
      p,
      undefined,
      [0.051293306052684784],
    ],
    [
      "sparse, a class ignored, weighted",
      losses.sparseCategoricalCrossentropy({ ignoreClass: 2 }),
      classes,
      p,
      [0.5, 2],
      [0.025646653026342392],
    ],
    ["mean squared error, (n,) targets", losses.meanSquaredError(), [1, 2], [[3], [1]], undefined, [2.5]],
    ["mean absolute error", losses.meanAbsoluteError(), [1, 2], [[3], [1]], undefined, [1.5]],
  ])("%s", async (_, loss, t, y, w, expected) => {
    const received = await value(loss, t, y, w);
    expect(received).toHaveLength(expected.length);
    received.forEach((v, i) => expect(Math.abs(v - expected[i]!)).toBeLessThan(1e-6 * Math.max(1, expected[i]!)));
  });
  it("binary saturates at 15.9424 and has no gradient beyond the clip", async () => {
    const [saturated] = await value(losses.binaryCrossentropy(), [[0]], [[1]]);
    expect(saturated).toBeCloseTo(15.9424, 4);
  });
});

describe("gradients of losses, each within 1e-6 of central differences", () => {
  const double = { dtype: "float64" } as const;
  const positive = [0.2, 0.7, 0.4, 0.9, 0.35, 0.15];
  const of =
    (loss: Loss, t: number[] | number[][]) =>
    ([y]: Node[]) =>
      loss.apply(tensor(t, undefined, "float64"), new Tensor(y!), tensor([0.5, 2], undefined, "float64")).node;
  it.each<[string, Loss, number[] | number[][]]>([
    [
      "binary",
      losses.binaryCrossentropy(double),
      [
        [0, 1, 0.3],
        [1, 0, 0],
      ],
    ],
    [
      "binary of logits",
      losses.binaryCrossentropy({ ...double, fromLogits: true }),
      [
        [0, 1, 0.3],
        [1, 0, 0],
      ],
    ],
    ["categorical", losses.categoricalCrossentropy(double), oneHot],
    [
      "categorical of logits, smoothed",
      losses.categoricalCrossentropy({ ...double, fromLogits: true, labelSmoothing: 0.1 }),
      oneHot,
    ],
    ["sparse", losses.sparseCategoricalCrossentropy(double), classes],
    ["sparse of logits", losses.sparseCategoricalCrossentropy({ ...double, fromLogits: true }), classes],
    [
      "mean squared error",
      losses.meanSquaredError(double),
      [
        [0, 1, 2],
        [3, 4, 5],
      ],
    ],
    [
      "mean absolute error",
      losses.meanAbsoluteError(double),
      [
        [0, 1, 2],
        [3, 4, 5],
      ],
    ],
  ])("%s", (_, loss, t) => checkGradient(of(loss, t), [{ shape: [2, 3], data: positive }]));
});

describe("identifiers", () => {
  it("stay the name, in whichever spelling", () => {
    expect(getLoss("mse").name).toBe("mse");
    expect(getLoss("binaryCrossentropy").name).toBe("binaryCrossentropy");
    expect(losses.binaryCrossentropy().name).toBe("binary_crossentropy");
    const custom = getLoss(function focal(t, y) {
      return ops.square(ops.subtract(t, y)).mean(-1);
    });
    expect(custom.name).toBe("focal");
  });
  it("crossentropy is chosen by the shapes", () => {
    const chosen = (yTrue: number[], yPred: number[]) => getLoss("crossentropy", { yTrue, yPred }).className;
    expect(chosen([8, 1], [8, 1])).toBe("BinaryCrossentropy");
    expect(chosen([8], [8, 3])).toBe("SparseCategoricalCrossentropy");
    expect(chosen([8, 3], [8, 3])).toBe("CategoricalCrossentropy");
    expect(() => getLoss("ce")).toThrow(/chosen by the shapes/);
    expect(() => check("ce")).not.toThrow();
  });
  it("that are unknown are refused with the near ones", () => {
    expect(() => check("binary_crosentropy" as LossName)).toThrow(/Did you mean "binary_crossentropy"/);
    expect(() => losses.meanSquaredError({ reduction: "avg" as Reduction })).toThrow(
      /expected reduction to be "sum_over_batch_size" or "mean"/,
    );
    expect(() => losses.binaryCrossentropy({ labelSmoothing: 2 })).toThrow(
      /labelSmoothing to be a number from 0 to 1, received 2/,
    );
  });
});

describe("shapes that do not fit are refused while tracing", () => {
  const trace = (loss: Loss, yTrue: number[], yPred: number[]) => () =>
    traceStep(
      [yTrue, yPred].map((row, i) => ({ name: `y${i}`, shape: [batch, ...row], dtype: "float32" })),
      ([t, y]) => [loss.apply(t!, y!)],
    );
  it("naming both", () => {
    expect(trace(losses.binaryCrossentropy(), [3], [1])).toThrow(
      /Loss "binary_crossentropy": expected targets of the output's shape \[n, 1\], received \[n, 3\]/,
    );
    expect(trace(losses.sparseCategoricalCrossentropy(), [3], [3])).toThrow(
      /expected class indices of shape \[n\] .* received \[n, 3\]. Use categorical_crossentropy/,
    );
    expect(trace(losses.categoricalCrossentropy(), [], [3])).toThrow(/use sparse_categorical_crossentropy/);
    expect(trace(losses.meanSquaredError(), [2], [3])).toThrow(/received \[n, 2\]/);
    expect(trace(losses.meanSquaredError(), [], [1])).not.toThrow();
  });
});
