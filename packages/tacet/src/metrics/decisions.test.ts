/** Metrics of decisions, overlaps and shares of variance, worked out by hand. At large: the goldens. */
import { describe, expect, it } from "vitest";
import { clearSession, metrics, type Metric } from "../index.ts";
import { updated } from "../testing/metric.ts";
import { createStep } from "../testing/step.ts";

/** The metric of targets and predictions, n rows of one column unless `columns` says otherwise. */
function measured(metric: Metric, targets: number[], predictions: number[], columns = 1): unknown {
  const rows = (values: number[]) =>
    Array.from({ length: values.length / columns }, (_, i) => values.slice(i * columns, (i + 1) * columns));
  return updated(metric, rows(targets), rows(predictions)).result();
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
  it("takes a single row of predictions too where only the largest count", () => {
    const metric = metrics.precision({ topK: 2 });
    const step = createStep([{ shape: [3] }, { shape: [3] }], ([t, p]) => (metric.updateState(t!, p), []));
    step(1, [0, 1, 1], [0.2, 0.1, 0.9]);
    expect(metric.result()).toBe(0.5);
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

describe("what cannot be measured", () => {
  const fails = (metric: Metric, y: number[][], p: number[][]) => () => updated(metric, y, p);
  const row = [[0.2, 0.3, 0.5]];
  it.each<[string, () => unknown, string]>([
    ["class indices", fails(metrics.precision(), [[2]], row), "expected targets of the output's shape [n, 3]"],
    ["a class beyond", fails(metrics.recall({ classId: 3 }), [[1, 0, 0]], row), "at least 4 units for its classId"],
    ["more than there are", fails(metrics.recall({ topK: 4 }), [[1, 0, 0]], row), "at least 4 units for its topK"],
    [
      "another number of labels",
      fails(metrics.auc({ multiLabel: true, numLabels: 2 }), [[1, 0, 0]], row),
      "expected an output of 2 units, one a label",
    ],
    ["weights of other labels", fails(metrics.auc({ labelWeights: [1, 2] }), [[1, 0, 0]], row), "an output of 2 units"],
    [
      "labels that are not apart",
      () => metrics.auc({ numLabels: 2 }),
      "auc: numLabels is of no use without multiLabel",
    ],
    ["a threshold beyond 1", () => metrics.precision({ thresholds: [0.5, 1.5] }), "a number from 0 to 1, or a list"],
    ["one threshold", () => metrics.auc({ numThresholds: 1 }), "expected numThresholds to be a whole number from 2"],
    ["another curve", () => metrics.auc({ curve: "PRC" as "PR" }), 'expected curve to be "ROC" or "PR"'],
    ["a threshold of 0", () => metrics.f1Score({ threshold: 0 }), "expected threshold to be a number above 0, up to 1"],
    [
      "classes that are not there",
      () => metrics.ioU({ numClasses: 2, targetClassIds: [2] }),
      "from 0 to 1, received 2",
    ],
    [
      "no bound",
      () => metrics.precisionAtRecall({} as { recall: number }),
      "precisionAtRecall: expected recall to be a number from 0 to 1, received undefined",
    ],
  ])("%s", (_, run, message) => {
    expect(run).toThrow(message);
  });
});
