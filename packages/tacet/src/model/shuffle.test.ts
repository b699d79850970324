import { expect, it } from "vitest";
import { setRandomSeed } from "../index.ts";
import { RowOrder, type Shuffle } from "./shuffle.ts";

/** The order after setRandomSeed(1) and, it may be, a permutation thrown away. */
function drawn(rows: number, batchSize: number, shuffle: Shuffle, discard = false): number[] {
  setRandomSeed(1);
  const order = new RowOrder(rows, batchSize, shuffle);
  if (discard) order.discard();
  order.next();
  return [...order.order!];
}

// After np.random.seed(1), np.random.permutation(5) gives this, then that.
it("gives NumPy's permutations", () => {
  expect(drawn(5, 2, true)).toEqual([2, 1, 4, 0, 3]);
  expect(drawn(5, 2, true, true)).toEqual([0, 2, 4, 3, 1]);
});
// permutation(4), permutation(4) + 4, permutation(1) + 8; thrown away: permutation(4).
it("draws one permutation a batch with shuffle batch, and throws away one of the first batch's size", () => {
  expect(drawn(9, 4, "batch")).toEqual([3, 2, 0, 1, 4, 6, 5, 7, 8]);
  expect(drawn(9, 4, "batch", true)).toEqual([0, 2, 1, 3, 7, 6, 4, 5, 8]);
});
it("leaves rows as they are without shuffle", () => {
  expect(new RowOrder(5, 2, false).order).toBeUndefined();
});
