import { describe, expect, test } from "vitest";
import { erf, erfc, erfinv, erfinvSingle, fma, fmaSingle, threefryBits } from "./special.ts";

/** Distance in units of the last place of a double. */
function ulps(a: number, b: number): number {
  const bits = (x: number) => new BigInt64Array(Float64Array.of(x).buffer)[0]!;
  return Math.abs(Number(bits(a) - bits(b)));
}

describe("erf within 1 ulp, erfc within 2 (against the C library)", () => {
  test.each([
    [1e-300, 1.12837916709551257e-300, 1],
    [0.3, 0.328626759459127427, 0.671373240540872573],
    [0.84, 0.76514271145499453, 0.23485728854500547],
    [1.1, 0.880205069574081699, 0.119794930425918301],
    [2, 0.995322265018952734, 0.00467773498104726584],
    [-2, -0.995322265018952734, 1.99532226501895273],
    [3.5, 0.999999256901627659, 7.43098372341412745e-7],
    [5, 0.99999999999846254, 1.53745979442803485e-12],
    [10, 1, 2.08848758376254475e-45],
  ])("%s", (x, expected, complement) => {
    expect(ulps(erf(x), expected)).toBeLessThanOrEqual(1);
    expect(ulps(erfc(x), complement)).toBeLessThanOrEqual(2);
  });
  test("at the ends", () => {
    expect([erf(0), erf(-0), erf(Infinity), erf(-Infinity), erf(NaN)]).toEqual([0, -0, 1, -1, NaN]);
  });
});

test("erfinv undoes erf: within 4 ulp where erf is well conditioned", () => {
  for (const y of [1e-9, 1e-3, 0.1, 0.4769362762044699, 0.7, 1])
    expect(Math.abs(erfinv(erf(y)) - y) / y).toBeLessThan(4 * 2.3e-16 * Math.exp(y * y));
  expect(erfinv(0.5)).toBeCloseTo(0.476936276204469873, 15);
  expect(erfinv(1 - 2 ** -40)).toBeCloseTo(5.05125408524939, 13);
  expect(erfinv(1 - 2 ** -53)).toBeCloseTo(5.863584748755167, 13);
  expect([erfinv(1), erfinv(-1), erfinv(2), erfinv(0)]).toEqual([Infinity, -Infinity, NaN, 0]);
});

test("erfinv in float32 is XLA's polynomial, within a relative 2e-7 (jax.scipy.special.erfinv)", () => {
  const expected = [
    [0.5, 0.4769362807273865],
    [-0.9, -1.163087010383606],
    [0.999, 2.3267576694488525],
    [0.99999, 3.1232049465179443],
    [1e-3, 0.0008862271206453443],
    [-0.99, -1.821386694908142],
  ];
  for (const [x, y] of expected)
    expect(Math.abs(erfinvSingle(Math.fround(x!), Math.fround) / y! - 1)).toBeLessThan(2e-7);
  expect([erfinvSingle(1, Math.fround), erfinvSingle(-1, Math.fround)]).toEqual([Infinity, -Infinity]);
});

test("fma rounds once", () => {
  const a = 1 + 2 ** -23;
  const b = 1 - 2 ** -23;
  expect(fmaSingle(a, b, -1)).toBe(-(2 ** -46));
  // The exact sum is just under a tie of float32; rounding to double first would lose that.
  expect(fmaSingle(1 + 2 ** -12, 1 + 2 ** -12, -(2 ** -60))).toBe(Math.fround(1 + 2 ** -11));
  const x = 1 + 2 ** -52;
  expect(fma(x, x, -(1 + 2 ** -51))).toBe(2 ** -104);
  expect(fma(2 ** 1000, 2 ** 1000, -(2 ** 1000))).toBe(Infinity);
  expect(fma(2 ** -600, 2 ** -474, 0)).toBe(2 ** -1074);
  expect(fma(3, 5, 7)).toBe(22);
  expect(fma(0.1, 0.2, -0.02)).toBe(1.8041124150158794e-18);
});

test("threefry bits are those of JAX (jax.random.bits of raw key [1, 2], partitionable)", () => {
  const bits = new Uint32Array(4);
  threefryBits(1, 2, bits);
  expect([...bits]).toEqual([2932776407, 1811914268, 2110255537, 172616543]);
});
