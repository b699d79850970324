/** Activations: names, the options of relu, numbers of Keras 3.15.1. Values and gradients at large: the goldens. */
import { describe, expect, it } from "vitest";
import { gradients, Tensor, tensor } from "@tacet/compiler";
import { valuesOf } from "../testing/values.ts";
import {
  elu,
  gelu,
  getActivation,
  leakyRelu,
  linear,
  registry,
  relu,
  silu,
  softmax,
  type ActivationName,
} from "./index.ts";

const x = tensor([-3, -0.5, 0, 0.5, 7]);

describe("activations", () => {
  it.each<[ActivationName, number[]]>([
    ["linear", [-3, -0.5, 0, 0.5, 7]],
    ["relu", [0, 0, 0, 0.5, 7]],
    ["sigmoid", [0.04742587357759476, 0.3775406777858734, 0.5, 0.622459352016449, 0.9990889430046082]],
    ["tanh", [-0.9950547814369202, -0.46211716532707214, 0, 0.46211716532707214, 0.9999983310699463]],
    ["gelu", [-0.004049569368362427, -0.15426877, 0, 0.34573122858047485, 7]],
    ["elu", [-0.9502129554748535, -0.39346933364868164, 0, 0.5, 7]],
    ["selu", [-1.6705687046051025, -0.6917580962181091, 0, 0.525350511074066, 7.35490703582763672]],
    ["silu", [-0.14227762818336487, -0.18877033889293671, 0, 0.3112296760082245, 6.993622779846191]],
    ["softplus", [0.04858735203742981, 0.4740769863128662, 0.6931471824645996, 0.9740769863128662, 7.000911712646484]],
    ["softmax", [4.52635e-5, 0.0005514225, 0.000909142, 0.0014989217, 0.9969952503]],
  ])("%s within 1e-6 of Keras", async (name, expected) => {
    (await valuesOf(getActivation(name)(x))).forEach((v, i) => expect(Math.abs(v - expected[i]!)).toBeLessThan(1e-6));
  });
  it("relu takes a slope, a largest value and a threshold", async () => {
    expect(await valuesOf(relu(x, { negativeSlope: 0.5 }))).toEqual([-1.5, -0.25, 0, 0.5, 7]);
    expect(await valuesOf(relu(x, { maxValue: 6 }))).toEqual([0, 0, 0, 0.5, 6]);
    expect(await valuesOf(relu(x, { threshold: 1 }))).toEqual([0, 0, 0, 0, 7]);
    expect(await valuesOf(relu(x, { threshold: 1, negativeSlope: 0.5, maxValue: 5 }))).toEqual([
      -2, -0.75, -0.5, -0.25, 5,
    ]);
  });
  it("relu has gradient 0 at 0, with a slope 1", async () => {
    const zero = tensor([0]);
    const at0 = (y: Tensor) => valuesOf(new Tensor(gradients(y.sum().node, [zero.node])[0]!));
    expect(await at0(relu(zero))).toEqual([0]);
    expect(await at0(relu(zero, { negativeSlope: 0.5 }))).toEqual([1]);
  });
  it("gelu may be approximate", async () => {
    expect((await valuesOf(gelu(tensor([1]), { approximate: true })))[0]).toBeCloseTo(0.8411919906, 6);
    expect((await valuesOf(gelu(tensor([1]))))[0]).toBeCloseTo(0.8413447461, 6);
  });
  it("leaky_relu has a slope of 0.2, and takes another", async () => {
    expect(await valuesOf(leakyRelu(tensor([-5, 1])))).toEqual([-1, 1]);
    expect(await valuesOf(leakyRelu(tensor([-5, 1]), { negativeSlope: 0.5 }))).toEqual([-2.5, 1]);
  });
  it("refuse options that are none of theirs", () => {
    expect(() => elu(x, { alph: 1 } as object)).toThrow(/elu: there is no option "alph". Did you mean "alpha"/);
    expect(() => softmax(x, { axis: 0.5 })).toThrow(/softmax: expected axis to be a whole number/);
  });
  it("are found by name in any spelling, or given as functions", () => {
    expect(getActivation(undefined)).toBe(linear);
    expect(getActivation(null)).toBe(linear);
    const own = (t: Tensor) => t;
    expect(getActivation(own)).toBe(own);
    expect(registry.names).toContain("softmax");
    expect(getActivation("swish")).toBe(silu);
    expect(getActivation("leakyRelu")).toBe(leakyRelu);
    expect(() => getActivation("sigmiod" as ActivationName)).toThrow(
      /There is no activation named "sigmiod". Did you mean "sigmoid"/,
    );
  });
});
