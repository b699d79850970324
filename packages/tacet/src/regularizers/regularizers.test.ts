/** Penalties: values, coefficients that change a running program, and what is refused. */
import { describe, expect, it } from "vitest";
import { gradients, Tensor, tensor, type TypedArray } from "@tacet/compiler";
import { createStep } from "../testing/step.ts";
import { valuesOf } from "../testing/values.ts";
import {
  getRegularizer,
  klSparsity,
  l1,
  l1l2,
  l2,
  orthogonalRegularizer,
  type Regularizer,
  type RegularizerName,
} from "./index.ts";

const x = tensor(
  [
    [-2, 0],
    [0.5, 4],
  ],
  undefined,
  "float64",
);
const penalty = async (r: Regularizer | undefined, of = x) => (await valuesOf(r!.call(of)))[0];

describe("regularizers", () => {
  it("weigh Σ|x| = 6.5 and Σx² = 20.25", async () => {
    expect(await penalty(l1(0.5))).toBe(3.25);
    expect(await penalty(l2({ l2: 0.5 }))).toBe(10.125);
    expect(await penalty(l1l2(1, 2))).toBe(47);
    expect(await penalty(l1l2({ l2: 2 }))).toBe(40.5);
  });
  it("have Keras's defaults", () => {
    expect([l1().getConfig(), l2().getConfig(), l1l2().getConfig()]).toEqual([
      { l1: 0.01 },
      { l2: 0.01 },
      { l1: 0, l2: 0 },
    ]);
    expect(getRegularizer("l1")!.getConfig()).toEqual({ l1: 0.01 });
    expect(getRegularizer("L2" as RegularizerName)!.getConfig()).toEqual({ l2: 0.01 });
    expect(getRegularizer("l1l2")!.getConfig()).toEqual({ l1: 0, l2: 0 });
    expect(getRegularizer(undefined)).toBeUndefined();
  });
  it("L1 has gradient +coefficient at 0, as JAX", async () => {
    const zero = tensor([0]);
    const slope = gradients(l1(0.25).call(zero).node, [zero.node])[0]!;
    expect(await valuesOf(new Tensor(slope))).toEqual([0.25]);
  });
  it("have the gradient l1 sign(x) + 2 l2 x", async () => {
    const slope = gradients(l1l2(1, 2).call(x).node, [x.node])[0]!;
    expect(await valuesOf(new Tensor(slope))).toEqual([-9, 1, 3, 17]);
  });
  it("change a compiled program when a coefficient is set", () => {
    const r = l1(0.5);
    const step = createStep([{ shape: [2] }], ([input]) => [r.call(input!)]);
    const run = (): TypedArray => step(1, [1, -3])[0]!;
    expect(run()[0]).toBe(2);
    r.l1 = 2;
    expect(run()[0]).toBe(8);
    expect(r.l1).toBe(2);
  });
  it("orthogonal: the mean |cos| of pairs of rows, or of columns", async () => {
    const m = tensor([[3, 0], [4, 0], [0, 2]], undefined, "float64"); // prettier-ignore
    // Rows 1 and 2 are parallel, row 3 is orthogonal to both: 1 of 3 pairs. Columns: orthogonal.
    expect((await valuesOf(orthogonalRegularizer({ factor: 0.6 }).call(m)))[0]).toBeCloseTo(0.2, 12);
    expect((await valuesOf(orthogonalRegularizer({ mode: "columns" }).call(m)))[0]).toBe(0);
    expect(getRegularizer("orthogonalRegularizer")!.getConfig()).toEqual({ factor: 0.01, mode: "rows" });
    expect(() => orthogonalRegularizer().call(m.reshape([6]))).toThrow(/expected a matrix.*received shape \[6\]/);
    expect(() => orthogonalRegularizer({ factor: -1 })).toThrow(/factor to be a finite number from 0/);
  });
  it("may be plain functions, whose values are summed", async () => {
    expect(await penalty(getRegularizer((t) => t.square()))).toBe(20.25);
  });
  it("refuse negative and undefined coefficients, also later", () => {
    expect(() => l1(-0.1)).toThrow(/L1: expected l1 to be a finite number from 0, received -0.1/);
    expect(() => l2(NaN)).toThrow(/received NaN/);
    expect(() => l1l2({ l2: Infinity })).toThrow(/L1L2: expected l2/);
    const r = l1(0.1);
    expect(() => (r.l1 = -1)).toThrow(/received -1/);
    expect(r.l1).toBe(0.1);
  });
  it("KL sparsity of means 0.5 and 0.2 from 0.25, worked out by hand", async () => {
    // 0.25 ln(0.25/0.5) + 0.75 ln(0.75/0.5) = 0.130812, 0.25 ln(0.25/0.2) + 0.75 ln(0.75/0.8) = 0.007382
    const activity = tensor([0.75, 0.1, 0.25, 0.3], [2, 2], "float64");
    const r = klSparsity({ target: 0.25, weight: 2 });
    expect((await penalty(r, activity))!).toBeCloseTo(2 * (0.130812 + 0.007382), 5);
    expect((await penalty(r, activity.reshape([2, 1, 2])))!).toBeCloseTo(2 * (0.130812 + 0.007382), 5);
    // d/dx = weight / rows · ((1 - t) / (1 - p) - t / p)
    const slope = gradients(r.call(activity).node, [activity.node])[0]!;
    const [first, second] = [0.75 / 0.5 - 0.25 / 0.5, 0.75 / 0.8 - 0.25 / 0.2];
    for (const [i, value] of (await valuesOf(new Tensor(slope))).entries()) {
      expect(value).toBeCloseTo(i % 2 === 0 ? first : second, 12);
    }
  });
  it("KL sparsity of means outside (0, 1) is large and finite, without a gradient", async () => {
    const r = klSparsity({ target: 0.5, weight: 1 });
    const activity = tensor([0, 3, -1], [1, 3]);
    const each = 0.5 * Math.log(0.5 / 1e-7) + 0.5 * Math.log(0.5);
    expect((await penalty(r, activity))! / (3 * each)).toBeCloseTo(1, 2);
    const slope = gradients(r.call(activity).node, [activity.node])[0]!;
    expect((await valuesOf(new Tensor(slope))).map(Math.abs)).toEqual([0, 0, 0]);
  });
  it("KL sparsity has a name and defaults, and refuses targets that no Bernoulli variable has", () => {
    expect(getRegularizer("kl_sparsity")!.getConfig()).toEqual({ target: 0.05, weight: 0.01 });
    for (const target of [0, 1, -0.1, NaN, "0.1" as unknown as number]) {
      expect(() => klSparsity({ target })).toThrow(/expected target to be a number strictly between 0 and 1, received/);
    }
    expect(() => klSparsity({ weight: -1 })).toThrow(/KLSparsity: expected weight/);
    const r = klSparsity();
    expect(() => (r.target = 1)).toThrow(/received 1/);
    expect(() => r.call(tensor(1))).toThrow(/last axis is the units, received a scalar/);
  });
  it("refuse l1_l2, whose meaning changed, and unknown names", () => {
    expect(() => getRegularizer("l1_l2" as RegularizerName)).toThrow(
      /0.01 each in Keras 2.*l1l2\(\{ l1: 0.01, l2: 0.01 \}\)/,
    );
    expect(() => getRegularizer("l3" as RegularizerName)).toThrow(/Did you mean "l1" or "l2"/);
  });
});
