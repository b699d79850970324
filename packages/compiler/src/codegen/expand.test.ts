import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import type { DType } from "../core/index.ts";
import { scalarFunctions } from "../backends/reference/index.ts";
import { fma, fmaSingle, threefryBits } from "../backends/reference/special.ts";
import { emitWasm } from "../backends/wasm/emit.ts";
import { measure, measuredFunctions, ulpError, type Accuracy, type Worst } from "../testing/accuracy.ts";
import {
  bytesOf,
  fillOperand,
  instantiate,
  lanesOf,
  primitiveCases,
  primitiveModule,
  wordStream,
  type PrimitiveCase,
} from "../testing/primitives.ts";
import { constant, defineFunction, i32, load, scalar } from "./builder.ts";
import { expandRandom, expandScalar } from "./expand.ts";
import type { LaneType } from "./loop.ts";

const count = 2048;
const stride = count * 8;
const cases = primitiveCases();
const dtypes: Record<LaneType, DType> = { f32: "float32", f64: "float64", i32: "int32", u32: "uint32", bool: "bool" };

function read(view: DataView, at: number, lane: LaneType): number {
  if (lane === "f64") return view.getFloat64(at, true);
  if (lane === "f32") return view.getFloat32(at, true);
  return lane === "i32" ? view.getInt32(at, true) : view.getUint32(at, true);
}
/** What is stored when a number is written to a lane of this type. */
const stored = (value: number, lane: LaneType): number =>
  lane === "i32" ? value | 0 : lane === "u32" ? value >>> 0 : lane === "f32" ? Math.fround(value) : value;

function ulpError64(got: number, want: number): number {
  if (Object.is(got, want)) return 0;
  if (!Number.isFinite(got) || !Number.isFinite(want) || (got === 0 && want === 0)) return Infinity;
  const bits = new DataView(new ArrayBuffer(8));
  bits.setFloat64(0, Math.abs(want));
  bits.setBigUint64(0, bits.getBigUint64(0) + 1n);
  const above = bits.getFloat64(0);
  const unit = Number.isFinite(above) ? above - Math.abs(want) : 2 ** 971;
  return Math.abs(got - want) / unit;
}

/** Functions without an exact definition; their references are within one ulp. */
const inexact: Readonly<Record<string, number>> = { f32: 2, f64: 4 };
const isInexact = (c: PrimitiveCase): boolean =>
  ["exp", "expm1", "log", "log1p", "sin", "cos", "tan", "atan", "atan2", "tanh", "erf", "pow", "erfinv"].includes(c.fn);

/** Finite factors whose product, in parts, leaves the range of float64. */
function outOfRange([a, b, c]: number[]): boolean {
  const product = Math.abs(a! * b!);
  const large = [a!, b!, c!].some((v) => Math.abs(v) > 1e290);
  return [a, b, c].every(Number.isFinite) && (large || product > 1e290 || (product < 1e-290 && a !== 0 && b !== 0));
}
/** Runs a case on edges and random operands, and returns its worst result. */
function worstOf(c: PrimitiveCase, vectorBytes: 0 | 16): { ulp: number; at: string } {
  const { memory, call } = instantiate(emitWasm(primitiveModule([c], vectorBytes), { relaxed: false }), 2);
  const view = new DataView(memory.buffer);
  const next = wordStream(c.name.length * 31 + c.fn.length);
  c.operands.forEach((lane, k) => fillOperand(view, k * stride, count, lane, k, next));
  call(c.name, count, 0, stride, 2 * stride, 3 * stride);
  const operand = dtypes[c.operands[c.operands.length - 1]!];
  const reference = scalarFunctions[c.fn]({ operand, result: dtypes[c.result], single: true });
  let worst = { ulp: 0, at: "" };
  for (let i = 0; i < count; i++) {
    const args = c.operands.map((lane, k) => read(view, k * stride + i * bytesOf(lane), lane));
    if (c.fn === "bitcast" && Number.isNaN(args[0])) continue; // JavaScript may change a NaN's bits
    // The parts of such products leave the range of float64.
    if (c.name === "fma_f64_f64_f64_f64" && outOfRange(args)) continue;
    const want = reference(args[0]!, args[1]!, args[2]!);
    const got = read(view, 3 * stride + i * bytesOf(c.result), c.result);
    const ulp =
      c.result === "f32" && isInexact(c)
        ? ulpError(got, want)
        : c.result === "f64"
          ? ulpError64(got, want)
          : Object.is(got, stored(want, c.result))
            ? 0
            : Infinity;
    if (ulp > worst.ulp) worst = { ulp, at: `${c.name}(${args.join(", ")}) is ${got}, not ${want}` };
  }
  return worst;
}

describe("primitives against the reference, edges and random operands", () => {
  const exact = cases.filter((c) => !isInexact(c));
  const rounded = cases.filter((c) => isInexact(c) && c.name !== "erfinv_f32_f32");
  const vectors = (list: readonly PrimitiveCase[]) => list.filter((c) => lanesOf(c, 16) !== undefined);
  it.each(exact.map((c) => [c.name, c] as const))("%s is exact on scalars", (_, c) => {
    expect(worstOf(c, 0)).toEqual({ ulp: 0, at: "" });
  });
  it.each(vectors(exact).map((c) => [c.name, c] as const))("%s is exact on vectors", (_, c) => {
    expect(worstOf(c, 16)).toEqual({ ulp: 0, at: "" });
  });
  it.each(rounded.map((c) => [c.name, c] as const))("%s within 2 ulp in float32, 4 in float64, scalars", (_, c) => {
    const worst = worstOf(c, 0);
    expect(worst.ulp, worst.at).toBeLessThanOrEqual(inexact[c.result]!);
  });
  it.each(vectors(rounded).map((c) => [c.name, c] as const))(
    "%s within 2 ulp in float32, 4 in float64, vectors",
    (_, c) => {
      const worst = worstOf(c, 16);
      expect(worst.ulp, worst.at).toBeLessThanOrEqual(inexact[c.result]!);
    },
  );
});

describe("all 2^32 float32 inputs, as measured once (npm run accuracy)", () => {
  const { functions } = JSON.parse(readFileSync(new URL("../../accuracy.json", import.meta.url), "utf8")) as {
    functions: Record<string, Accuracy>;
  };
  it.each(measuredFunctions)("%s within 2 ulp (erfinv: 2.06 of XLA's polynomial), strict and fused", (name) => {
    const { strict, relaxed } = functions[name]!;
    const bound = name === "erfinv" ? 2.06 : 2;
    expect(strict.ulp, strict.at).toBeLessThanOrEqual(bound);
    expect(relaxed!.ulp, relaxed!.at).toBeLessThanOrEqual(bound);
  });
});

describe("a million float32 inputs, all exponents", () => {
  it.each(measuredFunctions)("%s within 2 ulp (erfinv: of XLA's polynomial), strict and fused", (name) => {
    const { strict, relaxed } = measure(name, 4297, 1);
    for (const worst of [strict, relaxed].filter((w): w is Worst => w !== undefined))
      expect(worst.ulp, worst.at).toBeLessThanOrEqual(2);
  });
});

/** Applies a primitive to float32 or float64 numbers, in vectors. */
function evaluate(name: string, ...operands: (readonly number[])[]): number[] {
  const c = cases.find((k) => k.name === name)!;
  const lanes = lanesOf(c, 16)!;
  const length = Math.ceil(operands[0]!.length / lanes) * lanes;
  const { memory, call } = instantiate(emitWasm(primitiveModule([c], 16), { relaxed: false }), 4);
  const array = (k: number) =>
    c.result === "f64"
      ? new Float64Array(memory.buffer, k * 65536, length)
      : new Float32Array(memory.buffer, k * 65536, length);
  operands.forEach((values, k) => array(k).set(values));
  call(name, length, 0, 65536, 2 * 65536, 3 * 65536);
  return [...array(3)].slice(0, operands[0]!.length);
}

describe("numbers worked out elsewhere", () => {
  it("reduces the float32 closest to a multiple of π/2 within 2 ulp", () => {
    // x = 0x6ff9be45: found by measuring all inputs.
    const x = 1.5458357838905804e29;
    for (const [fn, at] of [
      ["sin", x],
      ["tan", x],
      ["cos", x / 2],
    ] as const)
      // prettier-ignore
      expect(ulpError(evaluate(`${fn}_f32_f32`, [at])[0]!, Math[fn](at)), fn).toBeLessThanOrEqual(2);
  });
  it("reduces huge arguments with all the bits of 2/π", () => {
    const x = [1e6, 1000001, 1e30, 3.4028234663852886e38, -1e30, 1.8e19].map(Math.fround);
    evaluate("sin_f32_f32", x).forEach((y, i) => expect(ulpError(y, Math.sin(x[i]!))).toBeLessThan(0.51));
    // mpmath with 3000 bits
    expect(evaluate("sin_f64_f64", [2 ** 1023, 1e300])).toEqual([0.563127779850884, -0.8178819121159085]);
    expect(evaluate("cos_f64_f64", [2 ** 1023, 1e300])).toEqual([-0.826369834614148, -0.5753861119575491]);
  });
  it("erfinv in float32 within 5e-7 of JAX 0.10.2", () => {
    const jax = [
      [1.0000000031710769e-30, 8.862268201809777e-31],
      [0.0010000000474974513, 0.0008862271206453443],
      [0.10000000149011612, 0.08885598927736282],
      [-0.25, -0.22531206905841827],
      [0.5, 0.4769362807273865],
      [-0.75, -0.8134198188781738],
      [0.8999999761581421, 1.163087010383606],
      [0.9700000286102295, 1.534485936164856],
      [-0.9900000095367432, -1.821386694908142],
      [0.9990000128746033, 2.3267576694488525],
      [0.9999899864196777, 3.1232049465179443],
      [-0.9999998807907104, -3.7439212799072266],
      [0.9999999403953552, 3.8325066566467285],
    ] as const;
    const got = evaluate(
      "erfinv_f32_f32",
      jax.map(([x]) => x),
    );
    jax.forEach(([, y], i) => expect(Math.abs(got[i]! - y) / Math.abs(y)).toBeLessThan(5e-7));
    expect(evaluate("erfinv_f32_f32", [1, -1, 2])).toEqual([Infinity, -Infinity, NaN]);
  });
  it("fma rounds once where two roundings differ, in float32 and float64", () => {
    const next = wordStream(5);
    const bits = (n: number): number[] => Array.from({ length: 512 }, () => next() >>> (32 - n));
    const [a, b] = [bits(24), bits(24)];
    const c = Array.from({ length: 512 }, () => (next() % 2 ? 1 : -1) * 2 ** (44 + (next() % 30)));
    expect(evaluate("fma_f32_f32_f32_f32", a, b, c)).toEqual(a.map((x, i) => fmaSingle(x, b[i]!, c[i]!)));
    const [d, e] = [0, 1].map(() =>
      Array.from({ length: 512 }, () => (next() * 2 ** 21 + next()) * 2 ** ((next() % 60) - 30)),
    );
    const f = d!.map((x, i) => -x * e![i]! * (1 + (next() % 3) * 2 ** -50));
    expect(evaluate("fma_f64_f64_f64_f64", d!, e!, f)).toEqual(d!.map((x, i) => fma(x, e![i]!, f[i]!)));
  });
  it("a maximum with a constant keeps NaN, and a scalar gives what a vector does", () => {
    for (const lanes of [1, 4]) {
      const type = { lane: "f32", lanes } as const;
      const fn = defineFunction("relu", [], (block) => {
        for (let i = 0; i < 16; i += 4 * lanes)
          block.store(constant(i), 16, expandScalar("max", [load(type, constant(i)), constant(0, type)], block));
      });
      const { memory, call } = instantiate(emitWasm({ functions: [fn], exports: ["relu"] }, { relaxed: false }), 1);
      const data = new Float32Array(memory.buffer);
      data.set([NaN, -1, 2, -Infinity]);
      call("relu");
      expect([...data.slice(4, 8)]).toEqual([NaN, 0, 2, 0]);
    }
  });
});

describe("expandRandom", () => {
  it("draws JAX's partitionable threefry bits", () => {
    for (const lanes of [1, 4]) {
      const fn = defineFunction("bits", [["out", i32]], (block, out) => {
        for (let i = 0; i < 8; i += lanes) {
          const type = { lane: "u32", lanes } as const;
          const index = load(type, constant(4 * i), 64);
          const key = (k: number) => load(scalar("u32"), constant(4 * k));
          block.store(out, 4 * i, expandRandom(key(0), key(1), index)(block));
        }
      });
      const { memory, call } = instantiate(emitWasm({ functions: [fn], exports: ["bits"] }, { relaxed: false }), 1);
      const data = new Uint32Array(memory.buffer);
      data.set([123, 456]);
      data.set([0, 1, 2, 3, 4, 5, 6, 7], 16);
      call("bits", 256);
      const expected = new Uint32Array(8);
      threefryBits(123, 456, expected);
      expect(data.slice(64, 72)).toEqual(expected);
      // jax.random.bits of the key [123, 456]
      expect([...data.slice(64, 68)]).toEqual([200952132, 848210029, 2226053876, 4166518101]);
    }
  });
});
