/** Activations: names, the options of relu, numbers of Keras 3.15.1. Values and gradients at large: the goldens. */
import { describe, expect, it } from "vitest";
import { gradients, Tensor, tensor } from "@tacet/compiler";
import { valuesOf } from "../testing/values.ts";
import {
  celu,
  elu,
  gelu,
  getActivation,
  glu,
  hardShrink,
  hardSilu,
  hardTanh,
  leakyRelu,
  linear,
  registry,
  relu,
  silu,
  softmax,
  softShrink,
  sparsemax,
  sparsePlus,
  sparseSigmoid,
  squareplus,
  tanhShrink,
  threshold,
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
  it.each<[string, (t: typeof x) => typeof x, number[]]>([
    ["celu keeps slope 1 at 0", (t) => celu(t, { alpha: 2 }), [2 * Math.expm1(-1.5), 2 * Math.expm1(-0.25), 0, 0.5, 7]],
    ["hard silu", hardSilu, [0, (-0.5 * 2.5) / 6, 0, (0.5 * 3.5) / 6, 7]],
    ["hard tanh", hardTanh, [-1, -0.5, 0, 0.5, 1]],
    ["hard shrink keeps what is above", hardShrink, [-3, 0, 0, 0, 7]],
    ["hard shrink by less", (t) => hardShrink(t, { threshold: 0.25 }), [-3, -0.5, 0, 0.5, 7]],
    ["soft shrink moves to 0", softShrink, [-2.5, 0, 0, 0, 6.5]],
    ["sparse plus", sparsePlus, [0, 0.0625, 0.25, 0.5625, 7]],
    ["sparse sigmoid", sparseSigmoid, [0, 0.25, 0.5, 0.75, 1]],
    ["squareplus", (t) => squareplus(t, { b: 0 }), [0, 0, 0, 0.5, 7]],
    ["tanh shrink", tanhShrink, [-3, -0.5, 0, 0.5, 7].map((v) => v - Math.tanh(v))],
    ["threshold", (t) => threshold(t, { threshold: 0, defaultValue: -9 }), [-9, -9, -9, 0.5, 7]],
    // Of 3, 1 and -2 the first exceeds the others by 1: τ is 2. Of 1.75, 1 and -2 two are left: τ is (1.75 + 2.75 - 1) / 2 = 1.75.
    ["sparsemax", (t) => sparsemax(t.slice(0, 3).mul(0).add([3, 1, -2])), [1, 0, 0]],
    ["sparsemax of two", (t) => sparsemax(t.slice(0, 3).mul(0).add([1.75, 1, -2])), [0, 0, 0]],
    ["glu", (t) => glu(t.slice(0, 4)), [-3 / 2, -0.5 / (1 + Math.exp(-0.5))]],
  ])("%s, within 1e-6", async (_, f, expected) => {
    const received = await valuesOf(f(x));
    expect(received).toHaveLength(expected.length);
    received.forEach((v, i) => expect(Math.abs(v - expected[i]!)).toBeLessThan(1e-6));
  });
  it("glu wants an even axis, threshold its options", () => {
    expect(() => glu(x)).toThrow(/5/);
    expect(() => threshold(x, { threshold: 1 } as Parameters<typeof threshold>[1])).toThrow(
      /threshold: expected defaultValue to be a finite number, received undefined/,
    );
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
