/** Metrics that users write, those that have no place in a model, and which way each is better. */
import { ops, type Tensor, type TypedArray } from "@tacet/compiler";
import { describe, expect, it } from "vitest";
import { clearSession, layers, Metric, metrics, sequential } from "../index.ts";
import type { MetricLike } from "./index.ts";

/** The range of predictions seen: two variables, one of which does not start at 0. */
class Range extends Metric {
  readonly #low = this.addVariable("low");
  readonly #high = this.addVariable("high");
  constructor() {
    super();
    this.resetState();
  }
  override updateState(_: Tensor, yPred: Tensor, sampleWeight?: Tensor): void {
    const p = sampleWeight ? yPred.mul(sampleWeight.reshape([-1, 1])) : yPred;
    this.#low.assign(ops.minimum(this.#low.tensor, p.min()));
    this.#high.assign(ops.maximum(this.#high.tensor, p.max()));
  }
  override result([low, high]: readonly TypedArray[] = this.variables.map((v) => v.read())): number {
    return high![0]! - low![0]!;
  }
  override resetState(): void {
    this.#low.write(100);
    this.#high.write(-100);
  }
}
const x = [[1], [2], [4], [8]];
const y = [[0], [1], [1], [2]];

function compiled(measured: MetricLike[], weighted: MetricLike[] = []): ReturnType<typeof sequential> {
  const model = sequential([layers.activation({ activation: "linear", inputShape: [1] })]);
  model.compile({ optimizer: "sgd", loss: "mse", metrics: measured, weightedMetrics: weighted });
  return model;
}

describe("own metrics", () => {
  it("keep what they like, start again with each epoch and each validation", async () => {
    clearSession();
    const model = compiled([new Range()], [new Range()]);
    const { history } = await model.fit(x, y, {
      verbose: 0,
      epochs: 2,
      batchSize: 3,
      sampleWeight: [1, 1, 1, 0.5],
      validationData: [x.slice(1, 3), y.slice(1, 3)],
    });
    expect(history).toMatchObject({ range: [7, 7], range_1: [3, 3], val_range: [2, 2], val_range_1: [2, 2] });
  });
  it("are the means of plain functions, under their names", async () => {
    const largest = (_: Tensor, p: Tensor): Tensor => p.max(-1);
    const model = compiled([largest, metrics.meanMetricWrapper({ fn: largest, name: "again" })]);
    expect(await model.evaluate(x, y, { verbose: 0, batchSize: 3 })).toMatchObject({ largest: 3.75, again: 3.75 });
  });
});

describe("names", () => {
  it("count by class as Keras's do, whoever is named otherwise", () => {
    clearSession();
    const made = [metrics.auc(), metrics.auc({ name: "a" }), metrics.getMetric("auc"), metrics.auc()];
    expect(made.map((m) => m.name)).toEqual(["auc", "a", "auc", "auc_2"]);
    const wrapped = metrics.meanMetricWrapper({ fn: (_, p) => p });
    expect([wrapped, metrics.meanIoU({ numClasses: 2 })].map((m) => m.name)).toEqual([
      "mean_metric_wrapper",
      "mean_io_u",
    ]);
  });
});

describe("what has no place in a model", () => {
  it.each<[string, MetricLike, string]>([
    ["means of values", metrics.mean(), "which is of values. Give a function (yTrue, yPred) => values"],
    ["sums of values", metrics.sum(), "which is of values"],
    ["names of what needs options", "mean_io_u" as "auc", "meanIoU: expected numClasses to be a whole number from 1"],
    ["names of what needs a bound", "precisionAtRecall" as "auc", "precisionAtRecall: expected recall to be"],
  ])("%s", (_, metric, message) => {
    expect(() => compiled([metric])).toThrow(message);
  });
});

describe("which way is better", () => {
  const up = /accuracy|auc|precision|recall|sensitivity|specificity|score|io_u|similarity|correlation/u;
  const counts = /^(true|false)_/u;
  it.each([...metrics.registry.names])("%s", (name) => {
    const options: Readonly<Record<string, object>> = {
      io_u: { numClasses: 2, targetClassIds: [0] },
      mean_io_u: { numClasses: 2 },
      one_hot_io_u: { numClasses: 2, targetClassIds: [0] },
      one_hot_mean_io_u: { numClasses: 2 },
      sensitivity_at_specificity: { specificity: 0.5 },
      specificity_at_sensitivity: { sensitivity: 0.5 },
      precision_at_recall: { recall: 0.5 },
      recall_at_precision: { precision: 0.5 },
    };
    const made: new (options?: object) => Metric = metrics.registry.get(name);
    expect(new made(options[name]).direction).toBe(counts.test(name) ? undefined : up.test(name) ? "up" : "down");
  });
});
