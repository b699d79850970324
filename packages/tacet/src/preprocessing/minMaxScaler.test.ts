import { tensor } from "@tacet/compiler";
import { describe, expect, it } from "vitest";
import { MinMaxScaler, minMaxScaler } from "./minMaxScaler.ts";

const x = [
  [1, 10],
  [3, 10],
  [5, 10],
];

describe("MinMaxScaler", () => {
  it("brings columns to the range; one that does not vary to its lower end", async () => {
    expect(await minMaxScaler().fitTransform(x).array()).toEqual([
      [0, 0],
      [0.5, 0],
      [1, 0],
    ]);
    const scaler = new MinMaxScaler({ featureRange: [-1, 1] }).fit(x);
    expect([Array.from(scaler.scale!), Array.from(scaler.min!)]).toEqual([
      [0.5, 2],
      [-1.5, -21],
    ]);
    expect(await scaler.inverseTransform(scaler.transform(x)).array()).toEqual(x);
  });
  it("goes beyond the range for what it has not seen, unless it clips", async () => {
    expect(
      await minMaxScaler()
        .fit(x)
        .transform([[9, 11]])
        .array(),
    ).toEqual([[2, 1]]);
    const clipped = minMaxScaler({ clip: true })
      .fit(x)
      .transform([[9, NaN]]);
    expect(await clipped.array()).toEqual([[1, NaN]]);
  });
  it("leaves NaN out of account, and learns from parts", () => {
    const scaler = minMaxScaler()
      .fit([[NaN], [4]])
      .partialFit([[2]]);
    expect([scaler.dataMin![0], scaler.dataMax![0], scaler.nSamplesSeen]).toEqual([2, 4, 3]);
    scaler.fit([[7]]);
    expect([scaler.dataMin![0], scaler.nSamplesSeen]).toEqual([7, 1]);
  });
  it("keeps float32, and makes float64 of anything else", () => {
    expect(minMaxScaler().fitTransform(tensor(x)).dtype).toBe("float32");
    expect(minMaxScaler().fitTransform(tensor(x, undefined, "int32")).dtype).toBe("float64");
  });
  it.each([
    [() => minMaxScaler({ featureRange: [1, 1] }), "expected featureRange to be two finite numbers, the smaller first"],
    [() => minMaxScaler().transform(x), "MinMaxScaler: call fit before transform"],
    [() => minMaxScaler().fit([1, 2]), "MinMaxScaler: fit expects a matrix [rows, columns], received shape [2]"],
    [
      () =>
        minMaxScaler()
          .fit(x)
          .transform([[1]]),
      "MinMaxScaler: fit saw 2 columns, transform received 1",
    ],
  ])("refuses %s", (make, message) => {
    expect(make).toThrow(message);
  });
});
