/** Metrics: sums and results of Keras 3.15.1, batch by batch, weighted or not. */
import { describe, expect, it } from "vitest";
import type { Shape } from "@tacet/compiler";
import { createStep } from "../testing/step.ts";
import {
  binaryAccuracy,
  categoricalAccuracy,
  check,
  getMetric,
  Mean,
  meanAbsoluteError,
  meanSquaredError,
  sparseCategoricalAccuracy,
  type Metric,
  type MetricName,
} from "./index.ts";

/** Adds one batch of operands given as [shape, numbers]. */
function update(metric: Metric, ...operands: [Shape, number[]][]): void {
  const step = createStep(
    operands.map(([shape]) => ({ shape })),
    ([a, b, c]) => (metric.updateState(a!, b, c), []),
  );
  step(1, ...operands.map(([, data]) => data));
}
const state = (metric: Metric) => [metric.result() as number, ...metric.variables.map((v) => v.read()[0]!)];
const values: [Shape, number[]] = [
  [4, 3],
  [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12],
];
const weights = [0.5, 1, 2, 0];

describe("the mean", () => {
  it.each<[string, [Shape, number[]][], number[]]>([
    ["of values", [values], [6.5, 26, 4]],
    ["weighted by rows", [values, [[4], weights]], [6.285714149475098, 22, 3.5]],
    ["weighted by (n, 1)", [values, [[4, 1], weights]], [6.285714149475098, 22, 3.5]],
    [
      "weighted by elements",
      [
        values,
        [
          [4, 3],
          [1, 0, 2, 0, 0, 1, 1, 1, 1, 0, 0.5, 0],
        ],
      ],
      [5.666666030883789, 14.166666984558105, 2.500000238418579],
    ],
    [
      "of a scalar with a weight",
      [
        [[], [3]],
        [[], [2]],
      ],
      [3, 6, 2],
    ],
  ])("%s", (_, operands, expected) => {
    const mean = new Mean();
    update(mean, ...operands);
    state(mean).forEach((v, i) => expect(Math.abs(v - expected[i]!)).toBeLessThan(1e-6 * Math.max(1, expected[i]!)));
  });
  it("adds batches, starts again, and is 0 before any", () => {
    const mean = new Mean();
    expect(mean.result()).toBe(0);
    update(mean, values);
    update(mean, [
      [2, 3],
      [1, 2, 3, 4, 5, 6],
    ]);
    expect(state(mean)).toEqual([5.5, 33, 6]);
    mean.resetState();
    expect(state(mean)).toEqual([0, 0, 0]);
  });
  it("divides in float32", () => {
    expect(new Mean().result([Float32Array.of(1), Float32Array.of(3)])).toBe(Math.fround(1 / 3));
  });
});

const p1: [Shape, number[]] = [
  [4, 1],
  [0.2, 0.5, 0.6, 0.9],
];
const p3: [Shape, number[]] = [
  [4, 3],
  [0.2, 0.3, 0.5, 0.4, 0.4, 0.2, 0.1, 0.8, 0.1, 0.3, 0.3, 0.4],
];
const target: [Shape, number[]] = [[4], [0, 1, 1, 0]];

describe("accuracy", () => {
  it.each<[string, Metric, [Shape, number[]][], number[]]>([
    ["binary: 0.5 is not above 0.5", binaryAccuracy(), [target, p1], [0.5, 2, 4]],
    ["binary, weighted", binaryAccuracy(), [target, p1, [[4], weights]], [0.7142857313156128, 2.5, 3.5]],
    ["binary, another threshold", binaryAccuracy({ threshold: 0.4 }), [target, p1], [0.75, 3, 4]],
    [
      "categorical: the first of ties",
      categoricalAccuracy(),
      [
        [
          [4, 3],
          [0, 0, 1, 0, 1, 0, 0, 1, 0, 1, 0, 0],
        ],
        p3,
      ],
      [0.5, 2, 4],
    ],
    ["sparse", sparseCategoricalAccuracy(), [[[4], [2, 0, 1, 0]], p3], [0.75, 3, 4]],
    [
      "sparse of (n, 1), weighted",
      sparseCategoricalAccuracy(),
      [
        [
          [4, 1],
          [2, 0, 1, 0],
        ],
        p3,
        [[4], weights],
      ],
      [1, 3.5, 3.5],
    ],
  ])("%s", (_, metric, operands, expected) => {
    update(metric, ...operands);
    expect(state(metric)).toEqual(expected);
  });
  it("is chosen by the shapes of target and output, under the name typed", () => {
    const chosen = (name: MetricName, yTrue: number[], yPred: number[]) => {
      const metric = getMetric(name, { yTrue, yPred });
      return [metric.name, metric.constructor.name, metric.direction];
    };
    expect(chosen("accuracy", [8], [8, 1])).toEqual(["accuracy", "BinaryAccuracy", "up"]);
    expect(chosen("acc", [8, 1], [8, 3])).toEqual(["acc", "SparseCategoricalAccuracy", "up"]);
    expect(chosen("accuracy", [8, 3], [8, 3])).toEqual(["accuracy", "CategoricalAccuracy", "up"]);
  });
});

describe("errors", () => {
  const halves: [Shape, number[]] = [
    [4, 3],
    [5, 5.5, 6, 3.5, 4, 4.5, 2, 2.5, 3, 0.5, 1, 1.5],
  ];
  it("squared and absolute, within a relative 1e-6 of Keras", () => {
    const [squared, weighted, absolute] = [meanSquaredError(), meanSquaredError(), meanAbsoluteError()];
    update(squared, values, halves);
    update(weighted, values, halves, [[4], weights]);
    update(absolute, values, halves);
    const expected = [36.04166793823242, 19.488096237182617, 5];
    [squared, weighted, absolute].forEach((m, i) =>
      expect(Math.abs((m.result() as number) / expected[i]! - 1)).toBeLessThan(1e-6),
    );
    expect(getMetric("mse").name).toBe("mse");
  });
  it("own functions are means", () => {
    const metric = getMetric(function largest(_, y) {
      return y.max(-1);
    });
    update(metric, values, halves);
    expect([metric.name, metric.result()]).toEqual(["largest", 3.75]);
  });
  it("unknown names are refused with the near ones", () => {
    expect(() => check("binary_acuracy" as MetricName)).toThrow(/Did you mean "binary_accuracy"/);
    expect(() => check("accuracy")).not.toThrow();
  });
});
