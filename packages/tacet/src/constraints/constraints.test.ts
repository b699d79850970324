/** Constraints: lengths worked out by hand, identifiers, what they do to a model's weights. */
import { describe, expect, it } from "vitest";
import { tensor } from "@tacet/compiler";
import { layers, sequential } from "../index.ts";
import { valuesOf } from "../testing/values.ts";
import { Constraint, getConstraint, maxNorm, minMaxNorm, nonNeg, unitNorm, type ConstraintName } from "./index.ts";

// Columns of length 5 and 0.5, rows of length √9.09 and √16.16.
const w = tensor([[3, 0.3], [4, -0.4]]); // prettier-ignore
const project = async (constraint: Constraint) => (await valuesOf(constraint.call(w))).map((v) => Number(v.toFixed(5)));

describe("constraints", () => {
  it("bring columns to a length", async () => {
    expect(await project(unitNorm())).toEqual([0.6, 0.6, 0.8, -0.8]);
    expect(await project(maxNorm())).toEqual([1.2, 0.3, 1.6, -0.4]);
    expect(await project(maxNorm({ maxValue: 0.25 }))).toEqual([0.15, 0.15, 0.2, -0.2]);
    expect(await project(minMaxNorm({ minValue: 1, maxValue: 10 }))).toEqual([3, 0.6, 4, -0.8]);
    // Half way: lengths of 3 and 0.75
    expect(await project(minMaxNorm({ minValue: 1, rate: 0.5 }))).toEqual([1.8, 0.45, 2.4, -0.6]);
    expect(await project(nonNeg())).toEqual([3, 0.3, 4, 0]);
  });
  it("take other axes, and several", async () => {
    const length = Math.sqrt(25.25);
    expect(await project(unitNorm({ axis: [0, 1] }))).toEqual(
      [3, 0.3, 4, -0.4].map((v) => Number((v / length).toFixed(5))),
    );
    const [a, b] = await project(unitNorm({ axis: -1 }));
    expect(Math.hypot(a!, b!)).toBeCloseTo(1, 5);
  });
  it("leave a weight of length 0 at 0", async () => {
    expect(await valuesOf(unitNorm().call(tensor([[0], [0]])))).toEqual([0, 0]);
  });
  it("have Keras's configurations", () => {
    expect(maxNorm({ maxValue: 3, axis: [0, 1] }).getConfig()).toEqual({ max_value: 3, axis: [0, 1] });
    expect(minMaxNorm().getConfig()).toEqual({ min_value: 0, max_value: 1, rate: 1, axis: 0 });
    expect([unitNorm().className, nonNeg().getConfig()]).toEqual(["UnitNorm", {}]);
  });
  it("are found by name in any spelling, or given as functions", () => {
    expect(getConstraint("max_norm")!.getConfig()).toEqual({ max_value: 2, axis: 0 });
    expect(getConstraint("nonNeg")!.className).toBe("NonNeg");
    expect(getConstraint(null)).toBeUndefined();
    expect(() => getConstraint("maxnorms" as ConstraintName)).toThrow(/no constraint named "maxnorms". Did you mean "max_norm"/); // prettier-ignore
    expect(() => getConstraint(3 as unknown as ConstraintName)).toThrow(/Expected a constraint.*received 3/);
    expect(() => maxNorm({ maxValue: -1 })).toThrow(/maxNorm: expected maxValue to be a finite number from 0, received -1/); // prettier-ignore
    expect(() => unitNorm({ axis: [] })).toThrow(/expected axis/);
  });
});

describe("in a model, after each update", () => {
  class Ones extends Constraint {
    override call(weight: typeof w) {
      return weight.mul(0).add(1);
    }
  }
  it.each<[string, Parameters<typeof layers.dense>[0]["kernelConstraint"], (v: number[]) => void]>([
    ["by name", "unit_norm", ([a, b]) => expect(Math.hypot(a!, b!)).toBeCloseTo(1, 5)],
    ["a function", (x) => x.mul(0).add(2), (v) => expect(v).toEqual([2, 2])],
    ["a class of one's own", new Ones(), (v) => expect(v).toEqual([1, 1])],
  ])("%s", async (_, kernelConstraint, check) => {
    const layer = layers.dense({ units: 1, inputDim: 2, kernelConstraint, biasConstraint: "non_neg" });
    const model = sequential([layer]);
    model.compile({ loss: "mse", optimizer: "sgd" });
    await model.trainOnBatch(tensor([[1, 2]]), tensor([[-9]]));
    check([...layer.kernel!.read()]);
    expect([...layer.bias!.read()]).toEqual([0]);
  });
});
