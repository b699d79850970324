import { tensor, type Tensor } from "@tacet/compiler";
import { describe, expect, it } from "vitest";
import { trainTestSplit, type TrainTestSplitOptions } from "./trainTestSplit.ts";

const numbers = async (t: Tensor) => Array.from(await t.data());
const count = (n: number) =>
  tensor(
    Int32Array.from({ length: n }, (_, i) => i),
    undefined,
    "int32",
  );
const halves = async (n: number, options: TrainTestSplitOptions) => {
  const [train, test] = trainTestSplit(count(n), options);
  return [await numbers(train), await numbers(test)];
};

// scikit-learn 1.9.1
describe("trainTestSplit picks scikit-learn's rows in its order", () => {
  it.each([
    [
      { randomState: 1 },
      [
        [4, 0, 3, 1, 7, 8, 5],
        [2, 9, 6],
      ],
    ],
    [
      { testSize: 3, randomState: 2 },
      [
        [0, 7, 2, 3, 6, 9, 8],
        [4, 1, 5],
      ],
    ],
    [
      { trainSize: 0.55, randomState: 2 },
      [
        [2, 3, 6, 9, 8],
        [4, 1, 5, 0, 7],
      ],
    ],
    [
      { trainSize: 4, testSize: 2, randomState: 5 },
      [
        [2, 4, 7, 1],
        [9, 5],
      ],
    ],
    [
      { testSize: 0.3, shuffle: false },
      [
        [0, 1, 2, 3, 4, 5, 6],
        [7, 8, 9],
      ],
    ],
  ])("%o", async (options, expected) => {
    expect(await halves(10, options)).toEqual(expected);
  });
  const stratify = [0, 1, 0, 1, 0, 0, 1, 0, 2, 2, 2, 0];
  it.each([
    [
      { testSize: 0.3, randomState: 3 },
      [
        [5, 8, 6, 10, 3, 11, 2, 7],
        [4, 9, 0, 1],
      ],
    ],
    [
      { testSize: 5, randomState: 0 },
      [
        [6, 4, 2, 1, 10, 7, 9],
        [8, 11, 3, 0, 5],
      ],
    ],
  ])("stratified, %o", async (options, expected) => {
    expect(await halves(12, { ...options, stratify })).toEqual(expected);
  });
});

describe("trainTestSplit", () => {
  it("keeps rows together, shapes and types", async () => {
    const x = tensor([
      [0, 0.5],
      [1, 1.5],
      [2, 2.5],
      [3, 3.5],
    ]);
    const [xTrain, xTest, yTrain, yTest] = trainTestSplit(x, count(4), { testSize: 1, randomState: 0 });
    expect([xTrain.shape, xTest.shape, yTrain.dtype, xTrain.dtype]).toEqual([[3, 2], [1, 2], "int32", "float32"]);
    const labels = [...(await numbers(yTrain)), ...(await numbers(yTest))];
    const firsts = [...(await numbers(xTrain)), ...(await numbers(xTest))].filter((_, i) => i % 2 === 0);
    expect(firsts).toEqual(labels);
  });
  it.each([
    [() => trainTestSplit(count(3), count(4)), "the same number of rows, received [3], [4]"],
    [() => trainTestSplit(count(3), { testSize: 3 }), "under 3, received 3"],
    [() => trainTestSplit(count(3), { testSize: 2, trainSize: 2 }), "2 rows to train and 2 to test cannot be had of 3"],
    [() => trainTestSplit(count(4), { stratify: [0, 0, 0, 1], testSize: 2 }), "the class 1 has one row"],
    [() => trainTestSplit(count(4), { stratify: [0, 0], testSize: 2 }), "one class for each of 4 rows, received [2]"],
  ])("refuses %s", (split, message) => {
    expect(split).toThrow(message);
  });
});
