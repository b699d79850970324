/** A study made up for tests: two seeds of every variant, with numbers that are easy to follow. */
import { square } from "./study/boundary.ts";
import { setting } from "./study/data.ts";
import { bins } from "./study/histogram.ts";
import { reference } from "./study/reference.ts";
import { summarize, type Results, type Run } from "./study/results.ts";
import type { Study } from "./study/run.ts";
import { coefficientGrid, variants, type Variant } from "./study/variants.ts";

const EPOCHS = 40;
const seeds = [1, 2];

/** Of 70 test rows, 49 without a penalty, and one more or less for each variant after it; the same share of fresh points. */
function runOf(variant: Variant, position: number, run: number): Run {
  const accuracy = (49 + (run === 0 ? position : -position)) / setting.testRows;
  return {
    seed: seeds[run]!,
    train: { loss: 0.1, accuracy: 1 },
    test: { loss: 0.5, accuracy },
    peak: variant.stopping ? null : { accuracy: accuracy + 0.1, epoch: 7 },
    activation: {
      mean: 0.25,
      zeroShare: 0.5,
      deadShare: 0.125,
      meanAbsoluteZ: 0.5,
      nearZeroShare: 0.0625,
      penalizedMeanAbsolute: variant.penalizedLayers > 0 ? 0.25 : null,
    },
    fresh: { accuracy: 0.7 },
    leastValidationLoss: { loss: 0.25, epoch: 5 },
    epochs: EPOCHS,
  };
}

/** What a test wants to be otherwise in a run of a variant, or of the grid, by their positions. */
export type Changed = (position: number, run: number) => Partial<Run>;

export function sampleResults(changed: Changed = () => ({}), changedGrid: Changed = () => ({})): Results {
  const resultsOf = (list: readonly Variant[], change: Changed) =>
    list.map((variant, i) => {
      const runs = seeds.map((_, j): Run => ({ ...runOf(variant, i, j), ...change(i, j) }));
      return { ...variant, runs, summary: summarize(runs) };
    });
  const published = variants.filter(({ question }) => question === "published");
  return {
    variants: resultsOf(variants, changed),
    grid: resultsOf(coefficientGrid, changedGrid),
    otherData: [101, 102, 103, 104].map((randomState) => ({
      randomState,
      variants: published.map(({ name, activityReduction }) => ({
        name,
        activityReduction,
        test: { loss: 0.5, accuracy: 0.7 },
        fresh: { accuracy: 0.7 },
      })),
    })),
    freshPoints: { points: 20_000, randomState: 2, idealAccuracy: 0.8 },
    reference,
    timing: {
      startedAt: "2026-01-02T03:04:05.678Z",
      totalSeconds: 2,
      trainingSeconds: 1,
      microsecondsPerEpoch: 2500,
      conditions: {
        seeds,
        epochs: EPOCHS,
        ...setting,
        hiddenUnits: 500,
        node: "20.19.0",
        platform: "linux x64",
        processor: "a < b",
        workers: 2,
      },
    },
  };
}

export function sampleStudy(): Study {
  const { trainRows, testRows } = setting;
  const run = (seed: number) => ({
    seed,
    trainCorrect: Array.from({ length: EPOCHS }, (_, i) => Math.min(30, 15 + i)),
    testCorrect: Array.from({ length: EPOCHS }, (_, i) => Math.min(56, 30 + i + seed)),
  });
  const { points, reach } = square;
  const at = (i: number) => reach * ((2 * i) / (points - 1) - 1);
  // a circle of radius 0.9
  const circle = Float32Array.from(
    { length: points ** 2 },
    (_, k) => 0.9 - Math.hypot(at(k % points), at(Math.floor(k / points))),
  );
  return {
    results: sampleResults(),
    curves: {
      trainRows,
      testRows,
      variants: variants
        .filter(({ stopping }) => stopping === null)
        .map(({ name, activityReduction }) => ({ name, activityReduction, runs: seeds.map(run) })),
    },
    points: [
      { x: 0.5, y: -1, label: 0, split: "train" },
      { x: -0.5, y: 0.25, label: 1, split: "test" },
    ],
    histograms: variants.map(({ activation }) => seeds.map(() => new Array<number>(bins[activation].count).fill(3))),
    boundaries: variants.map(() => seeds.map(() => circle)),
  };
}
