/** A study made up for tests: two seeds of every variant, with numbers that are easy to follow. */
import type { Study } from "./run.ts";
import { summarize, type Results, type Run } from "./results.ts";
import { setting } from "./train.ts";
import { variants } from "./variants.ts";

const EPOCHS = 40;
const seeds = [1, 2];

/** @param changed what a test wants to be otherwise in a run of a variant, by their positions */
export function sampleResults(changed: (variant: number, run: number) => Partial<Run> = () => ({})): Results {
  // of 70 test rows: 49 without a penalty, one more or less for each variant after it
  const correct = (variant: number, run: number) => 49 + (run === 0 ? variant : -variant);
  return {
    variants: variants.map((variant, i) => {
      const runs = seeds.map((seed, j): Run => {
        const accuracy = correct(i, j) / setting.testRows;
        return {
          seed,
          train: { loss: 0.1, accuracy: 1 },
          test: { loss: 0.5, accuracy },
          peak: { accuracy: accuracy + 0.1, epoch: 7 },
          activation: { mean: 0.25, zeroShare: 0.5, deadShare: 0.125 },
          ...changed(i, j),
        };
      });
      return { ...variant, runs, summary: summarize(runs) };
    }),
    timing: {
      startedAt: "2026-01-02T03:04:05.678Z",
      totalSeconds: 2,
      trainingSeconds: 1,
      microsecondsPerEpoch: 2500,
      conditions: {
        seeds,
        epochs: EPOCHS,
        ...setting,
        node: "20.19.0",
        platform: "linux x64",
        processor: "a < b",
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
  return {
    results: sampleResults(),
    curves: {
      trainRows,
      testRows,
      variants: variants.map(({ name, activityReduction }) => ({ name, activityReduction, runs: seeds.map(run) })),
    },
    points: [
      { x: 0.5, y: -1, label: 0, split: "train" },
      { x: -0.5, y: 0.25, label: 1, split: "test" },
    ],
  };
}
