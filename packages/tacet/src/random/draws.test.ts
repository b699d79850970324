import { describe, expect, it } from "vitest";
import { drawIntegers, drawNormal, drawTruncatedNormal, drawUniform } from "./draws.ts";
import type { Key } from "./threefry.ts";

const key: Key = [42, 0];
const close = (actual: ArrayLike<number>, expected: number[], bound: number) => {
  expected.forEach((value, i) => expect(Math.abs(actual[i]! - value)).toBeLessThanOrEqual(bound));
};

// jax 0.10.2 through keras.random, seed 42
describe("float32", () => {
  it("uniform, bit for bit", () => {
    expect(Array.from(drawUniform(key, 7, -0.3, 0.9, "float32"))).toEqual([
      0.380075603723526, -0.22134162485599518, 0.15800686180591583, 0.5543562769889832, 0.6433738470077515,
      0.18347640335559845, 0.2999177575111389,
    ]);
  });
  it("normal, within 5e-7", () => {
    close(
      drawNormal(key, 7, 0.25, 1.7, "float32"),
      [
        0.5356922149658203, -2.316640853881836, -0.26185542345046997, 1.200521469116211, 1.598297119140625,
        -0.1679544746875763, 0.24970804154872894,
      ],
      5e-7,
    );
  });
  it("truncated normal, within 5e-7", () => {
    close(
      drawTruncatedNormal(key, 7, 0.25, 1.7, "float32"),
      [
        0.5225782990455627, -2.0792956352233887, -0.2378993034362793, 1.1528401374816895, 1.5236033201217651,
        -0.14857643842697144, 0.2497211992740631,
      ],
      5e-7,
    );
  });
  it("never leaves the open interval (-2, 2) when truncated", () => {
    const values = drawTruncatedNormal([3, 0], 1e6, 0, 1, "float32");
    expect(values.every((v) => v > -2 && v < 2)).toBe(true);
  });
});

describe("float64, with jax_enable_x64", () => {
  it("uniform, bit for bit", () => {
    expect(Array.from(drawUniform(key, 4, -0.3, 0.9, "float64"))).toEqual([
      0.7428580801869519, 0.7815981130943088, 0.06804097132322236, -0.08238291844879794,
    ]);
  });
  it("normal, within 1e-14", () => {
    close(
      drawNormal(key, 4, 0.25, 1.7, "float64"),
      [2.157237040163132, 2.4416012958286912, -0.6088805495237151, -1.297410635556394],
      1e-14,
    );
  });
  it("truncated normal, within 1e-14", () => {
    close(
      drawTruncatedNormal(key, 4, 0.25, 1.7, "float64"),
      [2.028473356641629, 2.2738155932219613, -0.566562943811792, -1.2061379311813192],
      1e-14,
    );
  });
});

describe("integers", () => {
  it("equal to JAX's in a short and in the widest range", () => {
    expect(Array.from(drawIntegers(key, 7, -5, 1000))).toEqual([199, 251, 559, 417, 33, 336, 437]);
    expect(Array.from(drawIntegers([3, 0], 5, 0, 2 ** 31 - 1))).toEqual([
      802797201, 482764013, 573658449, 1868340610, 881966436,
    ]);
  });
});
