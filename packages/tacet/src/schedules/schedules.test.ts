/** Schedules: one number worked out by hand each, one of a user's own, and what they refuse. Keras's are goldens. */
import { describe, expect, it } from "vitest";
import type { Tensor } from "@tacet/compiler";
import {
  cosineDecay,
  cosineDecayRestarts,
  exponentialDecay,
  inverseTimeDecay,
  LearningRateSchedule,
  piecewiseConstantDecay,
  polynomialDecay,
} from "./index.ts";

const start = { initialLearningRate: 0.8, decaySteps: 10 };

it.each<[name: string, schedule: LearningRateSchedule, step: number, rate: number]>([
  // 0.8 · 0.25^(5/10)
  ["exponentialDecay", exponentialDecay({ ...start, decayRate: 0.25 }), 5, 0.4],
  ["exponentialDecay, in stairs", exponentialDecay({ ...start, decayRate: 0.25, staircase: true }), 19, 0.2],
  // 0.8 / (1 + 3 · 0.5)
  ["inverseTimeDecay", inverseTimeDecay({ ...start, decayRate: 3 }), 5, 0.32],
  ["piecewiseConstantDecay, at a boundary", piecewiseConstantDecay({ boundaries: [5, 9], values: [3, 2, 1] }), 5, 3],
  ["piecewiseConstantDecay, after it", piecewiseConstantDecay({ boundaries: [5, 9], values: [3, 2, 1] }), 6, 2],
  ["piecewiseConstantDecay, at the end", piecewiseConstantDecay({ boundaries: [5, 9], values: [3, 2, 1] }), 10, 1],
  // 0.8 · 0.5²
  ["polynomialDecay", polynomialDecay({ ...start, endLearningRate: 0, power: 2 }), 5, 0.2],
  // The second cycle ends after 20 steps: 0.8 · (1 - 15/20)
  ["polynomialDecay, in cycles", polynomialDecay({ ...start, endLearningRate: 0, cycle: true }), 15, 0.2],
  ["cosineDecay", cosineDecay(start), 5, 0.4],
  ["cosineDecay, at its end", cosineDecay({ ...start, alpha: 0.25 }), 99, 0.2],
  ["cosineDecay, warming up", cosineDecay({ ...start, warmupTarget: 1, warmupSteps: 4 }), 1, 0.85],
  // In the middle of the second period, which lasts 20 steps and begins at half the rate
  ["cosineDecayRestarts", cosineDecayRestarts({ initialLearningRate: 0.8, firstDecaySteps: 10, mMul: 0.5 }), 20, 0.2],
])("%s, within 1e-6", (_, schedule, step, expected) => {
  expect(Math.abs(schedule.at(step) - expected)).toBeLessThan(1e-6);
});

describe("a schedule", () => {
  it("of one's own is a formula over the step", () => {
    class Rising extends LearningRateSchedule {
      override call(step: Tensor): Tensor {
        return step.cast("float32").mul(0.5);
      }
    }
    expect(new Rising().at(3)).toBe(1.5);
  });
  it("has to give a tensor", () => {
    class Wrong extends LearningRateSchedule {
      override call(): Tensor {
        return 1 as unknown as Tensor;
      }
    }
    expect(() => new Wrong().at(0)).toThrow("Schedule Wrong: expected a tensor as its result, received 1");
  });
  it("refuses what makes no sense", () => {
    expect(() => cosineDecay({ initialLearningRate: 1, decaySteps: 0 })).toThrow(
      "cosineDecay: expected decaySteps to be a finite number above 0, received 0",
    );
    expect(() => piecewiseConstantDecay({ boundaries: [1], values: [1] })).toThrow(
      "expected one value more than boundaries, received 1 boundaries and 1 values",
    );
  });
});
