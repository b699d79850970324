import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { makeCircles, type CirclesOptions } from "./makeCircles.ts";

const made = async (options: CirclesOptions) => {
  const { x, y } = makeCircles(options);
  return { x, y, data: (await x.data()) as Float64Array<ArrayBuffer>, labels: Array.from(await y.data()) };
};
const sha256 = (data: Float64Array<ArrayBuffer>) =>
  createHash("sha256").update(new Uint8Array(data.buffer)).digest("hex");

// scikit-learn 1.9.1: sha256 of the array's bytes
describe("makeCircles, equal to scikit-learn's bit for bit", () => {
  it("the case study's data", async () => {
    const { x, y, data, labels } = await made({ nSamples: 100, noise: 0.1, randomState: 1 });
    expect([x.shape, x.dtype, y.shape, y.dtype]).toEqual([[100, 2], "float64", [100], "int32"]);
    expect(Array.from(data.subarray(0, 4))).toEqual([
      -0.6364049338363261, -0.3687019099499154, -0.24465975566138337, -0.7365919567818431,
    ]);
    expect(labels.slice(0, 12)).toEqual([1, 1, 0, 1, 1, 0, 0, 1, 1, 1, 1, 0]);
    expect(sha256(data)).toBe("efb2d00c5a378e172411719aef5b72b1d13dbeb2b3641f12d93930b1e0dfc71a");
  });
  it("an odd number, another factor", async () => {
    const { data, labels } = await made({ nSamples: 31, noise: 0.05, randomState: 7, factor: 0.5 });
    expect(sha256(data)).toBe("8669568cf470f5ad4fe7e8def28812df4b7d1a2c51ebe7780d31b80bfebe4e8a");
    expect(labels).toEqual([
      0, 1, 0, 0, 0, 0, 1, 1, 1, 1, 0, 1, 0, 1, 0, 1, 0, 1, 1, 0, 1, 0, 0, 0, 1, 1, 0, 1, 1, 0, 1,
    ]);
  });
  it("a pair of numbers, no noise", async () => {
    const { x, labels } = await made({ nSamples: [4, 3], randomState: 0 });
    expect(await x.array()).toEqual([
      [-0.40000000000000036, -0.6928203230275507],
      [-1.0, 1.2246467991473532e-16],
      [6.123233995736766e-17, 1.0],
      [-1.8369701987210297e-16, -1.0],
      [1.0, 0.0],
      [-0.39999999999999986, 0.692820323027551],
      [0.8, 0.0],
    ]);
    expect(labels).toEqual([1, 0, 0, 0, 0, 1, 1]);
  });
  it("not shuffled", async () => {
    expect((await made({ nSamples: 6, shuffle: false })).labels).toEqual([0, 0, 0, 1, 1, 1]);
  });
});

describe("makeCircles refuses", () => {
  it.each([
    [{ factor: 1 }, "factor to be a number from 0 to below 1, received 1"],
    [{ noise: -0.1 }, "noise to be a finite number from 0, received -0.1"],
    [{ nSamples: 2.5 }, "nSamples to be a whole number from 0, or two of them, received 2.5"],
    [{ randomState: -1 }, "from 0 to 2^32 - 1"],
  ])("%o", (options, message) => {
    expect(() => makeCircles(options)).toThrow(message);
  });
});
