/**
 * How far the float32 expansions of unary functions are from the truth, in
 * units in the last place of the true value: over all inputs (exhaustive.ts,
 * once) or a sample (the tests). The truth is double precision, good to a few
 * 2^-53; for erfinv it is XLA's polynomial, whose exact shape is wanted.
 */
import { erf, erfinvSingle } from "../backends/reference/index.ts";
import { detectRelaxedSimd } from "../backends/wasm/detect.ts";
import { emitWasm } from "../backends/wasm/emit.ts";
import type { ScalarPrimitive } from "../ir/index.ts";
import { instantiate, primitiveCases, primitiveModule } from "./primitives.ts";

interface Truth {
  readonly value: (x: number) => number;
  /** f(-x) is -f(x) or f(x): half of the inputs need no evaluation. */
  readonly symmetry?: "odd" | "even";
}
/** XLA rounds x² to float32 before the logarithm, which near ±1 decides the value; the rest is exact here. */
function erfinvOfXla(x: number): number {
  if (Math.abs(x) === 1) return x * Infinity;
  const root = Math.sqrt(Math.fround(x * x)) || 1e-30;
  return (erfinvSingle(root, (v) => v) / root) * x;
}
export const truths = {
  exp: { value: Math.exp },
  expm1: { value: Math.expm1 },
  log: { value: Math.log },
  log1p: { value: Math.log1p },
  sin: { value: Math.sin, symmetry: "odd" },
  cos: { value: Math.cos, symmetry: "even" },
  tan: { value: Math.tan, symmetry: "odd" },
  atan: { value: Math.atan, symmetry: "odd" },
  tanh: { value: Math.tanh, symmetry: "odd" },
  erf: { value: erf, symmetry: "odd" },
  erfinv: { value: erfinvOfXla, symmetry: "odd" },
} as const satisfies Partial<Record<ScalarPrimitive, Truth>>;
export type MeasuredFunction = keyof typeof truths;
export const measuredFunctions = Object.keys(truths) as MeasuredFunction[];

export interface Worst {
  /** Units in the last place of the true value; infinite where NaN, an infinity or a sign is wrong. */
  ulp: number;
  /** The input, as a number and as bits. */
  at: string;
}
export interface Accuracy {
  readonly strict: Worst;
  /** With fused multiply-add, where the engine has it. */
  readonly relaxed?: Worst;
}

const block = 1 << 18;
const scratch = new DataView(new ArrayBuffer(4));
/** Spacing of float32 by biased exponent. */
const spacing = Array.from({ length: 256 }, (_, e) => 2 ** (Math.max(e, 1) - 150));

/** Error of `got` in float32 units in the last place of `want`. */
export function ulpError(got: number, want: number): number {
  const rounded = Math.fround(want);
  if (Object.is(got, rounded)) return 0;
  if (Number.isNaN(got) || Number.isNaN(want) || !Number.isFinite(want)) return Infinity;
  if (got === 0 && rounded === 0) return Infinity; // the wrong sign of zero
  scratch.setFloat32(0, Math.abs(want) > 3.4028234663852886e38 ? 3.4028234663852886e38 : want);
  const unit = spacing[(scratch.getUint32(0) >>> 23) & 0xff]!;
  const finite = Number.isFinite(got) ? got : Math.sign(got) * 2 ** 128;
  return Math.abs(finite - want) / unit;
}

/**
 * Measures one function on the bit patterns first, first + step, … below 2^32
 * (2^31 where symmetry covers the rest; the other half must then mirror it).
 */
export function measure(name: MeasuredFunction, step: number, first = 0, progress?: (share: number) => void): Accuracy {
  const { value, symmetry }: Truth = truths[name];
  const only = primitiveCases().filter((c) => c.fn === name && c.result === "f32");
  const engines = (detectRelaxedSimd() ? [false, true] : [false]).map((relaxed) => {
    const { memory, call } = instantiate(emitWasm(primitiveModule(only, 16), { relaxed }), (4 * block * 4) / 65536);
    const bits = new Uint32Array(memory.buffer, 0, block);
    const [input, output, mirrored] = [0, 1, 2].map((k) => new Float32Array(memory.buffer, k * block * 4, block));
    const run = (out: number): number => call(only[0]!.name, block, 0, 0, 0, out * block * 4);
    return { bits, input: input!, output: output!, mirrored: mirrored!, run, worst: { ulp: 0, at: "" } };
  });
  const end = symmetry ? 2 ** 31 : 2 ** 32;
  for (let from = first; from < end; from += block * step) {
    const count = Math.min(block, Math.ceil((end - from) / step));
    for (const engine of engines) {
      for (let i = 0; i < block; i++) engine.bits[i] = i < count ? from + i * step : 0;
      if (symmetry) {
        for (let i = 0; i < block; i++) engine.bits[i]! |= 0x80000000;
        engine.run(2);
        for (let i = 0; i < block; i++) engine.bits[i]! &= 0x7fffffff;
      }
      engine.run(1);
    }
    for (let i = 0; i < count; i++) {
      const x = engines[0]!.input[i]!;
      const want = value(x);
      const rounded = Math.fround(want);
      for (const engine of engines) {
        const got = engine.output[i]!;
        const mirror = symmetry === "odd" ? -engine.mirrored[i]! : engine.mirrored[i]!;
        if (Object.is(got, rounded) && (!symmetry || Object.is(mirror, got))) continue;
        const ulp = symmetry && !Object.is(mirror, got) ? Infinity : ulpError(got, want);
        if (ulp > engine.worst.ulp) engine.worst = { ulp, at: `${x} (0x${(from + i * step).toString(16)})` };
      }
    }
    progress?.((from - first) / (end - first));
  }
  // What rounds to the nearest is at most half a unit off; only worse values were looked at closely.
  const [strict, relaxed] = engines.map(({ worst }): Worst => (worst.ulp > 0.5 ? worst : { ulp: 0.5, at: "" }));
  return { strict: strict!, ...(relaxed && { relaxed }) };
}
