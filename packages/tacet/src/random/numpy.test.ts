import { describe, expect, it } from "vitest";
import { RandomState } from "./numpy.ts";

// numpy 2.4.6: RandomState(seed), then these calls in this order
const expected = {
  0: {
    permutation: [
      2, 28, 13, 10, 26, 24, 27, 11, 17, 22, 5, 16, 8, 14, 23, 20, 1, 29, 6, 4, 18, 19, 9, 7, 25, 3, 0, 21, 15, 12,
    ],
    short: [4, 5, 1, 6, 3, 2, 0],
    normal: [2.008157088692113, 0.22988653700036213, 0.6048937346427542, 1.6271598247785584, 1.5945605349914516],
    uniform: [-1.2586467496854552, 1.3152029354266022, -0.6956735967126804],
    randint: [885, 186, 31, 805],
    large: [549836515456, 707027360821, 573859581478],
    choice: [13, 15, 10, 16],
    withReplacement: [11, 17, 19, 19],
  },
  1: {
    permutation: [
      17, 21, 10, 19, 14, 20, 26, 3, 24, 22, 23, 4, 2, 25, 6, 18, 13, 7, 27, 1, 16, 0, 15, 29, 28, 9, 8, 12, 11, 5,
    ],
    short: [6, 0, 2, 3, 5, 1, 4],
    normal: [0.7252740646272712, 0.9348891541096079, 1.118296977299658, 0.055613189958477645, 0.37665663535750415],
    uniform: [-0.0886501804827684, -1.5852975908890556, 2.6936962804826186],
    randint: [74, 390, 457, 920],
    large: [212743324985, 15856491460, 104434344433],
    choice: [17, 19, 18, 16],
    withReplacement: [19, 12, 17, 17],
  },
  4294967295: {
    permutation: [
      21, 29, 27, 28, 15, 19, 1, 6, 8, 26, 23, 4, 17, 16, 9, 5, 14, 13, 10, 25, 11, 18, 24, 22, 0, 20, 7, 12, 2, 3,
    ],
    short: [0, 2, 5, 6, 1, 3, 4],
    normal: [-1.7949365403024589, -0.05888707886251138, 0.5171529136516944, -0.4669793848688823, 0.3121688395585701],
    uniform: [4.98897435897167, 1.9120052467299824, 1.617170989798307],
    randint: [593, 427, 210, 394],
    large: [470904340064, 426697965316, 331509653520],
    choice: [11, 19, 17, 10],
    withReplacement: [18, 13, 15, 10],
  },
};
const times = <T>(count: number, draw: () => T) => Array.from({ length: count }, draw);

describe("RandomState, equal to NumPy's bit for bit", () => {
  it.each(Object.entries(expected))("seed %s", (seed, numbers) => {
    const state = new RandomState(Number(seed));
    const tens = times(10, () => 0).map((_, i) => 10 + i);
    expect(Array.from(state.permutation(30))).toEqual(numbers.permutation);
    expect(Array.from(state.permutation(7))).toEqual(numbers.short);
    expect(times(5, () => state.normal())).toEqual(numbers.normal);
    expect(times(3, () => state.uniform(-2, 5))).toEqual(numbers.uniform);
    expect(times(4, () => state.randint(3, 1000))).toEqual(numbers.randint);
    expect(times(3, () => state.randint(0, 2 ** 40))).toEqual(numbers.large);
    expect(state.choice(tens, 4, false)).toEqual(numbers.choice);
    expect(state.choice(tens, 4, true)).toEqual(numbers.withReplacement);
  });
  it("starts again, spare normal included, when seeded again", () => {
    const state = new RandomState(1);
    const first = state.normal();
    state.seed(1);
    expect(state.normal()).toBe(first);
  });
  it.each([-1, 2 ** 32, 0.5, NaN])("refuses the seed %s", (seed) => {
    expect(() => new RandomState(seed)).toThrow("from 0 to 2^32 - 1");
  });
});
