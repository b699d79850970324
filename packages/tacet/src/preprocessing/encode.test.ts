/** The utilities that turn classes and sequences into arrays. */
import { describe, expect, it } from "vitest";
import { padSequences } from "./padSequences.ts";
import { toCategorical } from "./toCategorical.ts";

describe("toCategorical", () => {
  it("makes rows of zeros with a one", async () => {
    const hot = toCategorical([1, 0, 2]);
    expect([hot.shape, hot.dtype]).toEqual([[3, 3], "float64"]);
    expect(Array.from(await hot.data())).toEqual([0, 1, 0, 1, 0, 0, 0, 0, 1]);
  });
  it("takes the number of classes, plain or as an option, and drops a last axis of 1", async () => {
    expect(await toCategorical([[1]], 3).array()).toEqual([[0, 1, 0]]);
    expect(toCategorical([[0, 1]], { numClasses: 4 }).shape).toEqual([1, 2, 4]);
  });
  it.each([
    [() => toCategorical([0, 3], 3), "toCategorical: expected classes from 0 to 2, received 3"],
    [() => toCategorical([-1, 1]), "expected classes from 0 to 1, received -1"],
    [() => toCategorical([]), "expected classes, received an array of shape [0]"],
    [() => toCategorical([0], { numClasses: 0 }), "expected numClasses to be a whole number from 1, received 0"],
  ])("refuses %s", (make, message) => {
    expect(make).toThrow(message);
  });
});

describe("padSequences", () => {
  const sequences = [[1], [2, 3], [4, 5, 6]];
  it("fills up before the values unless told otherwise", async () => {
    const padded = padSequences(sequences);
    expect(padded.dtype).toBe("int32");
    expect(await padded.array()).toEqual([
      [0, 0, 1],
      [0, 2, 3],
      [4, 5, 6],
    ]);
    expect(await padSequences(sequences, { padding: "post", value: -1 }).array()).toEqual([
      [1, -1, -1],
      [2, 3, -1],
      [4, 5, 6],
    ]);
  });
  it("cuts the begin off unless told otherwise", async () => {
    const last = (rows: unknown): unknown => (rows as unknown[])[2];
    expect(last(await padSequences(sequences, { maxlen: 2 }).array())).toEqual([5, 6]);
    expect(last(await padSequences(sequences, { maxlen: 2, truncating: "post" }).array())).toEqual([4, 5]);
  });
  it("takes typed arrays, steps that are arrays, and other types", async () => {
    const padded = padSequences([new Float32Array([1.5]), []], { dtype: "float32", maxlen: 2 });
    expect(await padded.array()).toEqual([
      [0, 1.5],
      [0, 0],
    ]);
    expect(
      padSequences([
        [[1, 2]],
        [
          [3, 4],
          [5, 6],
        ],
      ]).shape,
    ).toEqual([2, 2, 2]);
  });
  it.each([
    [() => padSequences([]), "padSequences: expected a list of sequences, received []"],
    [() => padSequences([1]), "expected sequences, received the number 1 at position 0"],
    [() => padSequences([[[1, 2]], [[1]]]), "expected steps of shape [2], as the first sequence has, received [1]"],
    [() => padSequences(sequences, { padding: "both" as never }), 'expected padding to be "pre" or "post"'],
  ])("refuses %s", (make, message) => {
    expect(make).toThrow(message);
  });
});
