/** What all optimizers share, in numbers worked out by hand: SGD at a rate of 1 shows the gradient it is left with. */
import { describe, expect, it } from "vitest";
import { Variable } from "@tacet/compiler";
import * as schedules from "../schedules/index.ts";
import { createStep } from "../testing/step.ts";
import { adam, lossScaleOptimizer, sgd, type Optimizer } from "./index.ts";

/** Two weights [3, 4] and [0, 12] that take these gradients, step by step. */
function train(optimizer: Optimizer, ...steps: (readonly [number, number, number, number])[]) {
  const kernel = new Variable({ name: "d/kernel", shape: [2], value: [3, 4] });
  const bias = new Variable({ name: "d/bias", shape: [2], value: [0, 12] });
  const step = createStep([{ shape: [2] }, { shape: [2] }], ([k, b]) => {
    optimizer.apply([k!, b!], [kernel, bias]);
    return [];
  });
  for (const [a, b, c, d] of steps) step(1, [a, b], [c, d]);
  return { left: () => [...kernel.read(), ...bias.read()], kernel, bias };
}
const close = (received: readonly number[], expected: readonly number[]) =>
  received.forEach((value, i) => expect(value).toBeCloseTo(expected[i]!, 5));

describe("clipping", () => {
  // Norms are 5, 12 and, together, 13.
  const gradients = [3, 4, 0, 12] as const;
  it.each([
    ["clipnorm 10", { clipnorm: 10 }, [0, 0, 0, 2]],
    ["clipnorm 1", { clipnorm: 1 }, [2.4, 3.2, 0, 11]],
    ["globalClipnorm 6.5", { globalClipnorm: 6.5 }, [1.5, 2, 0, 6]],
    ["globalClipnorm 20", { globalClipnorm: 20 }, [0, 0, 0, 0]],
    ["clipvalue 3.5", { clipvalue: 3.5 }, [0, 0.5, 0, 8.5]],
    ["0, which is none", { clipnorm: 0 }, [0, 0, 0, 0]],
  ])("%s", (_, options, expected) => {
    close(train(sgd({ learningRate: 1, ...options }), gradients).left(), expected);
  });
  it("makes everything NaN by an infinite norm of all, as Keras does, and nothing by a zero one", () => {
    const optimizer = () => sgd({ learningRate: 1, globalClipnorm: 1 });
    expect(train(optimizer(), [Infinity, 0, 0, 0]).left()).toEqual([NaN, NaN, NaN, NaN]);
    expect(train(sgd({ learningRate: 1, clipnorm: 1 }), [0, 0, 0, 0]).left()).toEqual([3, 4, 0, 12]);
  });
});

describe("weight decay", () => {
  it("shrinks weights by decay times rate before the step", () => {
    close(train(sgd({ learningRate: 0.5, weightDecay: 0.2 }), [1, 0, 0, 0]).left(), [2.2, 3.6, 0, 10.8]);
  });
  it("leaves out what is excluded, by variable or by a pattern of its name within the layer", () => {
    const optimizer = sgd({ learningRate: 0.5, weightDecay: 0.2 });
    optimizer.excludeFromWeightDecay({ varNames: ["^bi"] });
    close(train(optimizer, [0, 0, 0, 0]).left(), [2.7, 3.6, 0, 12]);
  });
});

it("accumulated gradients make one step of their mean, and only then weights decay and gradients are clipped", () => {
  const optimizer = sgd({ learningRate: 1, gradientAccumulationSteps: 2, weightDecay: 0.5, clipvalue: 2 });
  const first = train(optimizer, [1, 4, 0, 0]);
  expect(first.left()).toEqual([3, 4, 0, 12]);
  // Means 1.5 and 5, of which 2 is left.
  const both = train(
    sgd({ learningRate: 1, gradientAccumulationSteps: 2, weightDecay: 0.5, clipvalue: 2 }),
    [1, 4, 0, 0],
    [2, 6, 0, 0],
  );
  expect(both.left()).toEqual([0, 0, 0, 6]);
});

describe("the moving average of weights", () => {
  it("begins with the first weights, and is what training ends with", () => {
    const optimizer = sgd({ learningRate: 1, useEma: true, emaMomentum: 0.75 });
    const { left, kernel } = train(optimizer, [1, 0, 0, 0], [1, 0, 0, 0]);
    // 0.75 · 2 + 0.25 · 1
    expect(kernel.read()[0]).toBe(1);
    expect(optimizer.averages()[0]!.average.read()[0]).toBe(1.75);
    optimizer.finalizeVariableValues();
    expect(left()).toEqual([1.75, 4, 0, 12]);
  });
  it("overwrites the weights every so many updates", () => {
    const options = { learningRate: 1, useEma: true, emaMomentum: 0.75, emaOverwriteFrequency: 2 };
    const gradients = [1, 0, 0, 0] as const;
    expect(train(sgd(options), gradients, gradients, gradients).left()).toEqual([0.75, 4, 0, 12]);
  });
  it("leaves weights alone that were never trained", () => {
    const optimizer = sgd({ useEma: true });
    const weight = new Variable({ name: "w", shape: [1], value: 5 });
    optimizer.build([weight]);
    optimizer.finalizeVariableValues();
    expect(weight.read()[0]).toBe(5);
  });
});

describe("a schedule", () => {
  const halving = () => schedules.piecewiseConstantDecay({ boundaries: [0], values: [1, 0.5] });
  it("gives the rate of each step, and can be read but not set to a number", () => {
    const optimizer = sgd({ name: "s", learningRate: halving() });
    expect(optimizer.learningRate).toBe(1);
    expect(train(optimizer, [1, 0, 0, 0], [1, 0, 0, 0]).left()).toEqual([1.5, 4, 0, 12]);
    expect(optimizer.learningRate).toBe(0.5);
    expect(() => (optimizer.learningRate = 0.1)).toThrow(/Optimizer "s": a schedule decides/);
  });
  it("may replace a number: steps are recorded again", () => {
    const optimizer = adam({ learningRate: 1 });
    const before = optimizer.revision;
    optimizer.learningRate = halving();
    expect([optimizer.revision > before, optimizer.learningRate]).toEqual([true, 1]);
  });
});

it("a loss scale halves and skips the step at infinite gradients, and doubles after finite ones", () => {
  const inner = sgd({ learningRate: 1 });
  const optimizer = lossScaleOptimizer({ innerOptimizer: inner, initialScale: 4, dynamicGrowthSteps: 2 });
  const scaled = [4, 0, 0, 0] as const;
  const { left } = train(optimizer, scaled, [Infinity, 0, 0, 0], [2, 0, 0, 0], [2, 0, 0, 0], scaled);
  // 1 at a scale of 4, a skipped step, 1 twice at 2, 1 at 4.
  expect(left()).toEqual([-1, 4, 0, 12]);
  expect([optimizer.iterations.read()[0], inner.iterations.read()[0], optimizer.learningRate]).toEqual([4, 4, 1]);
  optimizer.learningRate = 0.5;
  expect(inner.learningRate).toBe(0.5);
});
