/** What the makers of data give by hand-worked numbers, and what they refuse; the goldens hold them to scikit-learn. */
import { describe, expect, it } from "vitest";
import { datasets } from "../index.ts";

it("makeMoons: half circles, the inner one turned and moved", async () => {
  const { x, y } = datasets.makeMoons({ nSamples: [2, 3], shuffle: false });
  expect([x.shape, x.dtype, y.dtype]).toEqual([[5, 2], "float64", "int32"]);
  const expected = [1, 0, -1, 0, 0, 0.5, 1, -0.5, 2, 0.5];
  (await x.data()).forEach((value, i) => expect(value).toBeCloseTo(expected[i]!, 15));
  expect(Array.from(await y.data())).toEqual([0, 0, 1, 1, 1]);
});

describe("makeBlobs", () => {
  it("puts points without spread on their centers", async () => {
    const centers = [
      [1.5, -2, 3],
      [0.25, 8, -1],
    ];
    const made = datasets.makeBlobs({ nSamples: [1, 2], centers, clusterStd: 0, shuffle: false, returnCenters: true });
    expect(await made.x.array()).toEqual([centers[0], centers[1], centers[1]]);
    expect(await made.centers.array()).toEqual(centers);
    expect(Array.from(await made.y.data())).toEqual([0, 1, 1]);
  });
  it("gives the first clouds the points that are over", async () => {
    const { y } = datasets.makeBlobs({ nSamples: 8, shuffle: false });
    expect(Array.from(await y.data())).toEqual([0, 0, 0, 1, 1, 1, 2, 2]);
  });
});

describe("makeClassification", () => {
  it("shares rows by weight, repeats columns and says which is what", async () => {
    const { x, y, featureInfo } = datasets.makeClassification({
      nSamples: 16,
      nFeatures: 5,
      nInformative: 2,
      nRedundant: 0,
      nRepeated: 2,
      weights: [0.75],
      flipY: 0,
      shuffle: false,
      returnXY: false,
    });
    expect(Array.from(await y.data()).filter((label) => label === 1)).toHaveLength(4);
    expect(featureInfo).toEqual(["informative", "informative", "repeated", "repeated", "random"]);
    for (const [a, b, ...repeated] of (await x.array()) as number[][]) {
      for (const value of repeated.slice(0, 2)) expect([a, b]).toContain(value);
    }
  });
  it("shifts, then scales", async () => {
    const options = { nSamples: 6, randomState: 3 } as const;
    const plain = await datasets.makeClassification(options).x.data();
    const moved = await datasets.makeClassification({ ...options, shift: 1, scale: 2 }).x.data();
    moved.forEach((value, i) => expect(value).toBe((plain[i]! + 1) * 2));
  });
});

describe("makeRegression", () => {
  it("is linear: y = x · coef + bias, with as many coefficients as features that count", async () => {
    const made = datasets.makeRegression({ nSamples: 4, nFeatures: 3, nInformative: 2, bias: 7, coef: true });
    const [x, y, coef] = await Promise.all([made.x.array(), made.y.data(), made.coef.data()]);
    expect(Array.from(coef).filter((c) => c !== 0)).toHaveLength(2);
    (x as number[][]).forEach((row, i) => {
      expect(y[i]).toBeCloseTo(row[0]! * coef[0]! + row[1]! * coef[1]! + row[2]! * coef[2]! + 7, 10);
    });
  });
  it("has the singular values of a low rank where it is asked for: their squares sum to those of the matrix", async () => {
    // With no tail, rank 1: exp(0) = 1, exp(-1) and exp(-4), whose squares sum to 1 + e^-2 + e^-8.
    const { x } = datasets.makeRegression({ nSamples: 5, nFeatures: 3, effectiveRank: 1, tailStrength: 0 });
    const squares = Array.from(await x.data()).reduce((sum, value) => sum + value * value, 0);
    expect(squares).toBeCloseTo(1 + Math.exp(-2) + Math.exp(-8), 14);
  });
  it("gives a column for each target", () => {
    expect(datasets.makeRegression({ nTargets: 2 }).y.shape).toEqual([100, 2]);
    expect(datasets.makeRegression().y.shape).toEqual([100]);
  });
});

describe("the makers refuse", () => {
  const { makeBlobs, makeClassification, makeMoons, makeRegression } = datasets;
  it.each([
    [() => makeMoons({ nSamples: 0 }), "expected nSamples to be a whole number from 1, or two of them, received 0"],
    [() => makeMoons({ nSamples: [1, 2, 3] as never }), "received [1, 2, 3]"],
    [() => makeBlobs({ centers: [[1], [2, 3]] }), "expected centers to be a whole number from 1, or a matrix"],
    [() => makeBlobs({ nSamples: [1, 2], centers: 2 }), "expected centers to be a matrix where nSamples lists"],
    [() => makeBlobs({ nSamples: [1, 2], centers: [[1]] }), "expected centers for 2 clouds, received 1"],
    [() => makeBlobs({ clusterStd: [1, 2] }), "expected clusterStd for 3 clouds, received 2"],
    [() => makeClassification({ nFeatures: 3 }), "expected at most 3 informative, redundant and repeated features"],
    [() => makeClassification({ nClasses: 3 }), "expected at most 4 clusters"],
    [() => makeClassification({ weights: [0.1, 0.2, 0.7] }), "expected weights of 2 classes, or of all but the last"],
    [() => makeClassification({ shift: [1] }), "expected shift for each of 20 features, received 1 numbers"],
    [() => makeRegression({ effectiveRank: 0 }), "expected effectiveRank to be a whole number from 1"],
  ])("%s", (make, message) => {
    expect(make).toThrow(message);
  });
});
