/** Metrics with a result for each threshold, class or output, alone and in the logs of a model; and what Keras has eagerly only. */
import { afterEach, describe, expect, it, vi } from "vitest";
import { Progbar } from "../callbacks/progbar.ts";
import { callbacks, layers, metrics, sequential, type CallbackHooks, type Logs, type Metric } from "../index.ts";
import { updated } from "../testing/metric.ts";

const targets = [[0], [0], [1], [1]];
const predictions = [[0.1], [0.5], [0.4], [0.9]];

describe("thresholds", () => {
  const of = (metric: Metric) => updated(metric, targets, predictions).result();
  it("have a result each, a single one a number", () => {
    // Above 0.3: 0.5, 0.4 and 0.9, of which two are positive.
    expect(of(metrics.precision({ thresholds: [0.3, 0.95] }))).toEqual([Math.fround(2 / 3), 0]);
    expect(of(metrics.recall({ thresholds: [0.3] }))).toBe(1);
  });
  it("at equal distances leave out predictions of 0, as Keras's buckets do", () => {
    const metric = metrics.truePositives({ thresholds: [0, 0.5, 1] });
    expect(updated(metric, [[1], [1], [1]], [[0], [0.3], [0.9]]).result()).toEqual([2, 1, 0]);
  });
});

describe("classes and outputs", () => {
  it("have an F score each, unless it is averaged", () => {
    const y = [
      [1, 0],
      [1, 0],
      [0, 1],
    ];
    const p = [
      [0.9, 0.1],
      [0.2, 0.8],
      [0.3, 0.7],
    ];
    // Class 0: precision 1, recall 1/2. Class 1: precision 1/2, recall 1.
    const [first, second] = updated(metrics.f1Score(), y, p).result() as number[];
    expect([first, second]).toEqual([expect.closeTo(2 / 3, 6), expect.closeTo(2 / 3, 6)]);
    expect(updated(metrics.f1Score({ average: "macro" }), y, p).result()).toBeCloseTo(2 / 3, 6);
  });
  it("have a share of variance each, adjusted for regressors", () => {
    const y = [
      [1, 1],
      [2, 2],
      [3, 3],
    ];
    const p = [
      [1, 2],
      [2, 2],
      [2, 2],
    ];
    // Residuals 1 and 2 of a variance of 2 each.
    expect(updated(metrics.r2Score({ classAggregation: null }), y, p).result()).toEqual([0.5, 0]);
  });
  it("have areas at uneven thresholds, for which Keras's compiled step fails, as its eager one gives them", () => {
    const y = [
      [0, 1],
      [1, 0],
      [1, 1],
      [0, 0],
    ];
    const p = [
      [0.1, 0.35],
      [0.8, 0.6],
      [0.35, 0.9],
      [0.65, 0.65],
    ];
    const of = (options: object, weight?: number[]) =>
      updated(metrics.auc({ multiLabel: true, thresholds: [0.3, 0.7], ...options }), y, p, weight).result();
    expect(of({})).toBe(0.8125);
    expect(of({ labelWeights: [1, 3] })).toBe(0.78125);
    expect(of({ curve: "pr" }, [1, 0.5, 2, 1])).toBeCloseTo(0.8747835755348206, 6);
  });
  afterEach(() => void vi.restoreAllMocks());
  it("are adjusted as Keras's eager step does it, and where that has no meaning are not", () => {
    const of = (numRegressors: number) =>
      updated(metrics.r2Score({ numRegressors }), [[1], [2], [4], [7]], [[1.5], [2], [3], [6]]).result();
    expect([of(1), of(2)]).toEqual([expect.closeTo(0.8392857313156128, 6), expect.closeTo(0.6785714030265808, 6)]);
    const warnings = vi.spyOn(console, "warn").mockReturnValue();
    expect(of(3)).toBeCloseTo(0.8928571343421936, 6);
    expect(warnings).toHaveBeenCalledOnce();
  });
});

describe("logs", () => {
  const x = [[0.1], [0.5], [0.4], [0.9]];
  function model(): ReturnType<typeof sequential> {
    const made = sequential([layers.activation({ activation: "linear", inputShape: [1] })]);
    made.compile({
      optimizer: "sgd",
      loss: "mse",
      metrics: [metrics.precision({ thresholds: [0.3, 0.95], name: "precision" })],
    });
    return made;
  }
  const precisions = [Math.fround(2 / 3), 0];
  it("hold them as a list, under Keras's key", async () => {
    const seen: Logs[] = [];
    const watching: CallbackHooks[] = [{ onEpochEnd: (_, logs) => void seen.push({ ...logs }) }];
    const fitted = model();
    const { history } = await fitted.fit(x, targets, { verbose: 0, epochs: 2, callbacks: watching });
    expect(history).toMatchObject({ precision: [precisions, precisions] });
    expect(seen).toMatchObject([{ precision: precisions }, { precision: precisions }]);
    expect(await fitted.evaluate(x, targets, { verbose: 0 })).toMatchObject({ precision: precisions });
  });
  it("show their mean in the progress bar", () => {
    const written: string[] = [];
    const bar = new Progbar(1, { verbose: 2, write: (text) => void written.push(text) });
    bar.update(1, { precision: [0.25, 0.5] as unknown as number });
    expect(written.join("")).toContain("precision: 0.3750");
  });
  it("cannot be watched as if they were one number", async () => {
    const watching = callbacks.earlyStopping({ monitor: "precision" });
    await expect(model().fit(x, targets, { verbose: 0, callbacks: [watching] })).rejects.toThrow(
      'expected one value of "precision", received 2',
    );
  });
});
