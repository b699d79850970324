/** Results made up for tests: two seeds of every variant, with numbers that are easy to follow. */
import { setting } from "./train.ts";
import { summarize, type Results, type Run } from "./results.ts";
import { variants } from "./variants.ts";

const EPOCHS = 40;

export function sampleResults(): Results {
  const run = (seed: number, level: number): Run => ({
    seed,
    train: { loss: 0.1, accuracy: 1 },
    test: { loss: 0.5, accuracy: level },
    peak: { accuracy: level + 0.1, epoch: 7 },
    activation: { mean: 0.25, zeroShare: 0.5, deadShare: 0.125 },
    history: {
      trainCorrect: Array.from({ length: EPOCHS }, (_, i) => Math.min(30, 15 + i)),
      testCorrect: Array.from({ length: EPOCHS }, (_, i) => Math.min(56, 30 + i + seed)),
    },
  });
  return {
    conditions: {
      seeds: [1, 2],
      epochs: EPOCHS,
      ...setting,
      node: "20.19.0",
      platform: "linux x64",
      processor: "a < b",
    },
    variants: variants.map((variant, i) => {
      const runs = [run(1, 0.7 + 0.01 * i), run(2, 0.7 - 0.01 * i)];
      return { ...variant, runs, summary: summarize(runs) };
    }),
    timing: { startedAt: "2026-01-02T03:04:05.678Z", totalSeconds: 2, trainingSeconds: 1, microsecondsPerEpoch: 2500 },
  };
}
