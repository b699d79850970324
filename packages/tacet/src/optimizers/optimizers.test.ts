/** Optimizers: six steps as Keras 3.15.1 takes them on JAX, live learning rates, no denormals in slots. */
import { describe, expect, it } from "vitest";
import { ops, tensor, traceStep, Variable } from "@tacet/compiler";
import { resetNames } from "../naming.ts";
import * as schedules from "../schedules/index.ts";
import { createStep } from "../testing/step.ts";
import {
  adam,
  adamw,
  getOptimizer,
  lion,
  lossScaleOptimizer,
  rmsprop,
  sgd,
  type Optimizer,
  type OptimizerName,
} from "./index.ts";

const start = [1.7886284589767456, 0.4365098476409912, 0.09649746865034103, -1.863492727279663];
const gradients = [
  [-0.27738821506500244, -0.0003547589876689017, -0.8274148106575012, -0],
  [-0.043818168342113495, -0.0004772180400323123, -13.138647079467773, 0],
  [0.8813180327415466, 0.0017095730872824788, 0.5003364086151123, -0],
  [-0.5453599691390991, -0.001546477316878736, 9.823674201965332, -0],
  [-1.1850465536117554, -0.0002056498924503103, 14.861483573913574, 0],
  [-1.02378511428833, -0.000712993205524981, 6.2524495124816895, -0],
];
function train(optimizer: Optimizer, steps = gradients): Variable {
  const weight = new Variable({ name: "w", shape: [4], value: start });
  const step = createStep([{ shape: [4] }], ([g]) => (optimizer.apply([g!], [weight]), []));
  for (const gradient of steps) step(1, gradient);
  return weight;
}

describe("six steps end where Keras's do, within 1e-6", () => {
  it.each<[string, Optimizer, number[]]>([
    [
      "sgd",
      sgd({ learningRate: 0.1 }),
      [2.0080363750457764, 0.4366685748100281, -1.6506907939910889, -1.863492727279663],
    ],
    [
      "sgd with momentum",
      sgd({ learningRate: 0.1, momentum: 0.9 }),
      [2.1087896823883057, 0.43681302666664124, -0.4186112880706787, -1.863492727279663],
    ],
    [
      "sgd, nesterov",
      sgd({ learningRate: 0.1, momentum: 0.9, nesterov: true }),
      [2.2961816787719727, 0.4369415044784546, -2.114288330078125, -1.863492727279663],
    ],
    ["adam", adam(), [1.790948748588562, 0.4387819170951843, 0.09812618792057037, -1.863492727279663]],
    [
      "adam, another rate",
      adam({ learningRate: 0.01 }),
      [1.8118324279785156, 0.4592305123806, 0.11278469860553741, -1.863492727279663],
    ],
    [
      "adam, amsgrad",
      adam({ learningRate: 0.01, amsgrad: true }),
      [1.8118324279785156, 0.4592305123806, 0.11278469860553741, -1.863492727279663],
    ],
    [
      "rmsprop",
      rmsprop({ learningRate: 0.01 }),
      [1.8544732332229614, 0.4653434455394745, 0.10615439713001251, -1.863492727279663],
    ],
    [
      "rmsprop, centered, with momentum",
      rmsprop({ learningRate: 0.01, momentum: 0.5, centered: true }),
      [1.8934133052825928, 0.48122337460517883, 0.14461517333984375, -1.863492727279663],
    ],
  ])("%s", (_, optimizer, expected) => {
    const weight = train(optimizer);
    expected.forEach((e, i) => expect(Math.abs(weight.read()[i]! - e)).toBeLessThan(1e-6));
    expect(optimizer.iterations.read()[0]).toBe(6);
  });
  it("adam's first step is the learning rate, whatever the gradient's size", () => {
    const weight = train(adam({ learningRate: 0.25 }), [[1, -100, 0.01, 0]]);
    start.forEach((w, i) => expect(weight.read()[i]).toBeCloseTo(w - 0.25 * Math.sign([1, -100, 0.01, 0][i]!), 3));
  });
});

describe("optimizers", () => {
  it("take a new learning rate without being traced again", () => {
    const optimizer = sgd({ learningRate: 1 });
    const weight = new Variable({ name: "w", shape: [1] });
    const step = createStep([{ shape: [1] }], ([g]) => (optimizer.apply([g!], [weight]), []));
    step(1, [1]);
    optimizer.learningRate = 0.5;
    step(1, [1]);
    expect([weight.read()[0], optimizer.learningRate]).toEqual([-1.5, 0.5]);
  });
  it("write 0 where a slot would fall below 2^-126", () => {
    const optimizer = adam();
    const weight = new Variable({ name: "w", shape: [1] });
    const step = createStep([{ shape: [1] }], ([g]) => (optimizer.apply([g!], [weight]), []));
    step(1, [1e-18]);
    const [, , m, v] = optimizer.variables;
    expect(m!.read()[0]).toBeGreaterThan(0);
    expect(v!.read()[0]).toBe(0);
  });
  it("list their slots in Keras's order, after iteration and learning rate", () => {
    const names = (optimizer: Optimizer) => {
      const weights = [new Variable({ name: "d/kernel", shape: [2, 3] }), new Variable({ name: "d/bias", shape: [] })];
      traceStep([], () => (optimizer.apply([ops.ones([2, 3]), tensor(3)], weights), []));
      return optimizer.variables.map((v) => v.name.replace("d_", ""));
    };
    const all = (...slots: string[]) => ["iteration", "learning_rate", ...slots];
    expect(names(adam())).toEqual(all("kernel_momentum", "kernel_velocity", "bias_momentum", "bias_velocity"));
    expect(names(rmsprop({ momentum: 0.1, centered: true, useEma: true, gradientAccumulationSteps: 2 }))).toEqual(
      all(
        ...["average", "gradient_accumulator", "velocity", "momentum", "average_gradient"].flatMap((slot) => [
          `kernel_${slot}`,
          `bias_${slot}`,
        ]),
      ),
    );
    expect(names(sgd({ learningRate: schedules.cosineDecay({ initialLearningRate: 1, decaySteps: 2 }) }))).toEqual([
      "iteration",
    ]);
    expect(names(lossScaleOptimizer({ innerOptimizer: sgd() }))).toEqual([
      ...all("step_counter", "dynamic_scale"),
      ...all(),
    ]);
  });
  it("count their names by class, as Keras does", () => {
    resetNames();
    expect([adam(), adam(), adamw(), rmsprop(), sgd({ name: "mine" })].map((o) => o.name)).toEqual([
      "adam",
      "adam_1",
      "adam_w",
      "rm_sprop",
      "mine",
    ]);
  });
  it("have a configuration by Keras's names", () => {
    const learningRate = schedules.exponentialDecay({ initialLearningRate: 1, decaySteps: 2, decayRate: 0.5 });
    expect(adam({ name: "a", learningRate, beta1: 0.8, clipnorm: 1, emaOverwriteFrequency: null }).getConfig()).toEqual(
      {
        name: "a",
        learning_rate: {
          module: "keras.optimizers.schedules",
          class_name: "ExponentialDecay",
          config: {
            initial_learning_rate: 1,
            decay_steps: 2,
            decay_rate: 0.5,
            staircase: false,
            name: "ExponentialDecay",
          },
          registered_name: null,
        },
        weight_decay: null,
        clipnorm: 1,
        clipvalue: null,
        global_clipnorm: null,
        use_ema: false,
        ema_momentum: 0.99,
        ema_overwrite_frequency: null,
        loss_scale_factor: null,
        gradient_accumulation_steps: null,
        beta_1: 0.8,
        beta_2: 0.999,
        epsilon: 1e-7,
        amsgrad: false,
      },
    );
    expect(lossScaleOptimizer({ name: "l", innerOptimizer: sgd({ name: "s" }) }).getConfig()).toMatchObject({
      name: "l",
      inner_optimizer: { class_name: "SGD", config: { name: "s", learning_rate: 0.01 } },
      initial_scale: 32768,
      dynamic_growth_steps: 2000,
    });
  });
  it("refuse what does not fit", () => {
    const weight = new Variable({ name: "w", shape: [2] });
    expect(() => sgd({ learningRate: -1 })).toThrow(
      /learningRate to be a finite number from 0, or a schedule, received -1/,
    );
    expect(() => sgd({ momentum: 1.5 })).toThrow(/momentum to be a number from 0 to 1, received 1.5/);
    expect(() => adam({ beta1: 1 })).toThrow(/beta1/);
    expect(() => lion({ beta1: 0 })).toThrow("lion: expected beta1 to be above 0, received 0");
    expect(() => adamw({ weightDecay: null })).toThrow("adamw: expected weightDecay");
    expect(() => sgd({ name: "s", clipnorm: 1, clipvalue: 2 })).toThrow(
      'Optimizer "s": expected one of clipnorm, clipvalue and globalClipnorm, received clipnorm 1 and clipvalue 2.',
    );
    expect(() => sgd({ gradientAccumulationSteps: 1 })).toThrow(
      "gradientAccumulationSteps to be a whole number from 2, or null, received 1",
    );
    expect(() => traceStep([], () => (sgd().apply([tensor([1, 2, 3])], [weight]), []))).toThrow(
      /weight "w" of shape \[2\] received a gradient of shape \[3\]/,
    );
    expect(() => getOptimizer("adams" as OptimizerName)).toThrow(/Did you mean "adam"/);
  });
  it("refuse weights they did not begin with, and exclusions that come too late", () => {
    const [a, b] = ["a", "b"].map((name) => new Variable({ name, shape: [] }));
    const optimizer = sgd({ name: "s" });
    const apply = (weight: Variable) => traceStep([], () => (optimizer.apply([tensor(1)], [weight]), []));
    apply(a!);
    apply(a!);
    expect(() => apply(b!)).toThrow('Optimizer "s": expected the weights it has trained before, received another, "b"');
    expect(() => optimizer.excludeFromWeightDecay({ varNames: ["bias"] })).toThrow("call it before");
  });
});
