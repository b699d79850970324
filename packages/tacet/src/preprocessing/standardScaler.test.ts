import { tensor } from "@tacet/compiler";
import { describe, expect, it } from "vitest";
import { StandardScaler } from "./standardScaler.ts";

const x = [
  [1.5, 2, 7, 1e9],
  [2.5, 4, 7, 1e9 + 1],
  [-3, 9, 7, 1e9 + 3],
  [0.25, -1, 7, 1e9],
];

// scikit-learn 1.9.1
describe("StandardScaler, equal to scikit-learn's", () => {
  it("mean, variance and scale, a constant column's being 1", () => {
    const scaler = new StandardScaler().fit(x);
    expect(Array.from(scaler.mean!)).toEqual([0.3125, 3.5, 7.0, 1000000001.0]);
    expect(Array.from(scaler.variance!)).toEqual([4.29296875, 13.25, 0.0, 1.5]);
    expect(Array.from(scaler.scale!)).toEqual([2.071948056781347, 3.640054944640259, 1.0, 1.224744871391589]);
  });
  it("transform", async () => {
    expect(await new StandardScaler().fitTransform(x).array()).toEqual([
      [0.5731321285364236, -0.4120816918460671, 0.0, -0.8164965809277261],
      [1.0557697104618329, 0.13736056394868904, 0.0, 0.0],
      [-1.5987369901279183, 1.5109662034355793, 0.0, 1.6329931618554523],
      [-0.03016484887033808, -1.2362450755382013, 0.0, -0.8164965809277261],
    ]);
  });
});

describe("StandardScaler", () => {
  it("takes back what it did", async () => {
    const scaler = new StandardScaler();
    expect(await scaler.inverseTransform(scaler.fitTransform(x)).array()).toEqual(x);
  });
  it("keeps float32, worked out by hand", async () => {
    const scaled = new StandardScaler().fitTransform(tensor([[1], [3]]));
    expect([scaled.dtype, await scaled.array()]).toEqual(["float32", [[-1], [1]]]);
  });
  it("leaves out the mean or the scale", async () => {
    expect(await new StandardScaler({ withMean: false }).fitTransform([[1], [3]]).array()).toEqual([[1], [3]]);
    expect(await new StandardScaler({ withStd: false }).fitTransform([[1], [5]]).array()).toEqual([[-2], [2]]);
  });
  it("counts NaN for nothing", () => {
    expect(Array.from(new StandardScaler().fit([[1], [NaN], [3]]).mean!)).toEqual([2]);
  });
  it("refuses a vector, other columns and use before fit", () => {
    expect(() => new StandardScaler().fit([1, 2])).toThrow("expects a matrix [rows, columns], received shape [2]");
    expect(() => new StandardScaler().fit(x).transform([[1]])).toThrow("fit saw 4 columns, transform received 1");
    expect(() => new StandardScaler().transform(x)).toThrow("call fit before transform");
  });
});
