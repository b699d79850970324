/** Metrics of decisions, overlaps and shares of variance, worked out by hand. At large: the goldens. */
import { batch } from "@tacet/compiler";
import { describe, expect, it } from "vitest";
import { clearSession, metrics, type Metric } from "../index.ts";
import { createStep } from "../testing/step.ts";

/** The metric of targets and predictions, n rows of one column unless `columns` says otherwise. */
function measured(metric: Metric, targets: number[], predictions: number[], columns = 1): number {
  const shape = [batch, columns];
  const step = createStep([{ shape }, { shape }], ([t, p]) => (metric.updateState(t!, p), []));
  step(targets.length / columns, targets, predictions);
  return metric.result();
}
const targets = [0, 0, 1, 1];
const predictions = [0, 0.5, 0.3, 0.9];

describe("decisions at a threshold", () => {
  it("counts each kind", () => {
    // Above 0.4: the second, wrongly, and the fourth, rightly.
    const at = { thresholds: 0.4 };
    expect(measured(metrics.truePositives(at), targets, predictions)).toBe(1);
    expect(measured(metrics.falsePositives(at), targets, predictions)).toBe(1);
    expect(measured(metrics.trueNegatives(at), targets, predictions)).toBe(1);
    expect(measured(metrics.falseNegatives(at), targets, predictions)).toBe(1);
    expect(measured(metrics.precision(at), targets, predictions)).toBe(0.5);
    expect(measured(metrics.recall(at), targets, predictions)).toBe(0.5);
    // 0.5 is not above 0.5.
    expect(measured(metrics.precision(), targets, predictions)).toBe(1);
  });
  it("has an area of 3/4 where one of four pairs is in the wrong order", () => {
    expect(measured(metrics.auc(), targets, predictions)).toBeCloseTo(0.75, 6);
  });
  it("lets only the largest of a row count, the first of equal ones", () => {
    expect(measured(metrics.precision({ topK: 1 }), [1, 0, 0, 1], [0.5, 0.5, 0.2, 0.1], 2)).toBe(0.5);
  });
  it("names them as Keras counts names", () => {
    clearSession();
    expect([metrics.auc(), metrics.auc(), metrics.precision()].map((m) => m.name)).toEqual([
      "auc",
      "auc_1",
      "precision",
    ]);
  });
});

it("overlaps: of class 0 one in two, of class 1 two in three", () => {
  const metric = metrics.meanIoU({ numClasses: 2 });
  expect(measured(metric, [0, 0, 1, 1], [0, 1, 1, 1])).toBeCloseTo((1 / 2 + 2 / 3) / 2, 6);
});

it("explains all of the variance, or none by the mean", () => {
  expect(measured(metrics.r2Score(), [1, 2, 3], [1, 2, 3])).toBe(1);
  expect(measured(metrics.r2Score(), [1, 2, 3], [2, 2, 2])).toBe(0);
  // 1 - (1 - 1/2) · 2 / 1
  expect(measured(metrics.r2Score({ numRegressors: 1 }), [1, 2, 3], [1, 2, 2])).toBe(0);
});

it("is the harmonic mean of a precision of 1/2 and a recall of 1", () => {
  const metric = metrics.f1Score({ average: "micro", threshold: 0.5 });
  expect(measured(metric, [1, 0], [0.9, 0.8])).toBeCloseTo(2 / 3, 6);
});

it("forgets everything when it is reset", () => {
  const metric = metrics.auc();
  measured(metric, targets, predictions);
  metric.resetState();
  expect(metric.result()).toBe(0);
});

it("refuses what would be several numbers, classes that are not there, and targets of another shape", () => {
  expect(() => metrics.precision({ thresholds: [0.1, 0.2] })).toThrow(
    /expected thresholds to be one number from 0 to 1/,
  );
  expect(() => metrics.f1Score({} as never)).toThrow(/expected average to be "micro" or "macro" or "weighted"/);
  expect(() => metrics.ioU({ numClasses: 2, targetClassIds: [2] })).toThrow(/targetClassIds from 0 to 1, received 2/);
  const step = () => createStep([{ shape: [batch] }, { shape: [batch, 3] }], ([t, p]) => (metrics.auc().updateState(t!, p), [])); // prettier-ignore
  expect(step).toThrow(/expected targets of the output's shape .* Make them one-hot/);
});
