/** The first step of every optimizer, worked out by hand: from a weight of 2, by a gradient of 0.5, at a rate of 0.1. */
import { expect, it } from "vitest";
import { Variable } from "@tacet/compiler";
import { createStep } from "../testing/step.ts";
import * as optimizers from "./index.ts";
import type { Optimizer, OptimizerName } from "./index.ts";

const learningRate = 0.1;
const worked: Readonly<Record<(typeof optimizers.registry.names)[number], [optimizer: Optimizer, weight: number]>> = {
  // 2 - 0.1 · 0.5
  sgd: [optimizers.sgd({ learningRate }), 1.95],
  // v = 0.1 · 0.25; 2 - 0.05 / √v
  rmsprop: [optimizers.rmsprop({ learningRate }), 1.683773],
  // m / v, unbiased, is the sign.
  adam: [optimizers.adam({ learningRate }), 1.9],
  // 2 · (1 - 0.004 · 0.1) - 0.1
  adamw: [optimizers.adamw({ learningRate }), 1.8992],
  // 0.1 · 0.05 / (0.1 · 0.5)
  adamax: [optimizers.adamax({ learningRate }), 1.9],
  // Momenta 0.9 (1 - 0.48) = 0.468 and 0.9 (1 - 0.4608) = 0.48528:
  // 0.48528 · 0.05 / (1 - 0.468 · 0.48528) + 0.5 = 0.531394, over the root of 0.25
  nadam: [optimizers.nadam({ learningRate }), 1.8937212],
  // 0.05 / √(0.1 + 0.25)
  adagrad: [optimizers.adagrad({ learningRate }), 1.9154846],
  // √1e-7 · 0.5 / √(0.05 · 0.25), times 0.1
  adadelta: [optimizers.adadelta({ learningRate }), 1.9998586],
  // The gradient over its own size, times the rate, times the weight's size
  adafactor: [optimizers.adafactor({ learningRate }), 1.8],
  // √0.35 - √0.1 = 0.2753802; -(0.5 - 2.753802 · 2) / (√0.35 / 0.1)
  ftrl: [optimizers.ftrl({ learningRate }), 0.8464396],
  // Adam's step of 1, times the weight's size
  lamb: [optimizers.lamb({ learningRate }), 1.8],
  // The sign
  lion: [optimizers.lion({ learningRate }), 1.9],
  // One iteration on 1: 3.4445 - 4.775 + 2.0315 = 0.701; 2 · (1 - 0.0004) - 0.1 · 0.701 · 0.2
  muon: [optimizers.muon({ learningRate, nsSteps: 1 }), 1.98518],
  // The mean of one iterate is that iterate: Adam's step without momentum.
  schedule_free_adam_w: [optimizers.scheduleFreeAdamW({ learningRate }), 1.9],
};

it.each(Object.entries(worked))("%s, within 2e-6", (name, [optimizer, expected]) => {
  const weight = new Variable({ name: "w", shape: [1, 1], value: 2 });
  const step = createStep([{ shape: [1, 1] }], ([g]) => (optimizer.apply([g!], [weight]), []));
  step(1, [0.5]);
  expect(Math.abs(weight.read()[0]! - expected)).toBeLessThan(2e-6);
  expect(optimizers.get(name as OptimizerName).constructor).toBe(optimizer.constructor);
});
