import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { detectRelaxedSimd } from "../wasm/detect.ts";
import { emitWasm } from "../wasm/emit.ts";
import {
  bytesOf,
  fillOperand,
  instantiate,
  lanesOf,
  primitiveCases,
  primitiveModule,
  wordStream,
} from "../../testing/primitives.ts";
import type { PrimitiveCase } from "../../testing/primitives.ts";
import { compileC, skipC, type CompiledC } from "./testing.ts";

const count = 2048;
const stride = count * 8;
const all = primitiveCases();
const vectors = all.filter((c) => lanesOf(c, 16) !== undefined);

/** The first element whose bits differ, any NaN being equal to any other. */
function firstDifference(c: PrimitiveCase, memory: Uint8Array, other: Uint8Array): string | undefined {
  const [a, b] = [memory, other].map((m) => new DataView(m.buffer, m.byteOffset));
  const size = bytesOf(c.result);
  for (let i = 0; i < count; i++) {
    const at = 3 * stride + i * size;
    const [x, y] = [a!, b!].map((v) =>
      c.result === "f64" ? v.getFloat64(at, true) : c.result === "f32" ? v.getFloat32(at, true) : v.getInt32(at, true),
    );
    if (!Object.is(x, y)) {
      const operands = c.operands.map((lane, k) => {
        const from = k * stride + i * bytesOf(lane);
        return lane === "f64"
          ? a!.getFloat64(from, true)
          : lane === "f32"
            ? a!.getFloat32(from, true)
            : a!.getInt32(from, true);
      });
      return `${c.name}(${operands.join(", ")}) is ${x} in WebAssembly, ${y} in C`;
    }
  }
  return undefined;
}

function compare(
  cases: readonly PrimitiveCase[],
  wasm: (fn: string, ...args: number[]) => number,
  memory: WebAssembly.Memory,
  c: CompiledC,
): void {
  const args = [count, 0, stride, 2 * stride, 3 * stride];
  for (const [k, primitive] of cases.entries()) {
    const next = wordStream(k + 1);
    const image = new Uint8Array(memory.buffer, 0, 4 * stride);
    primitive.operands.forEach((lane, i) => fillOperand(new DataView(memory.buffer), i * stride, count, lane, i, next));
    const copy = image.slice();
    wasm(primitive.name, ...args);
    c.call(primitive.name, args, copy);
    expect(firstDifference(primitive, image, copy)).toBeUndefined();
  }
}

describe.skipIf(skipC() !== "")(`printC ${skipC()}`, () => {
  for (const [title, cases, vectorBytes, cBytes] of [
    ["16-byte vectors", vectors, 16, 16],
    ["16-byte vectors against 32-byte ones", vectors, 16, 32],
    ["scalars", all, 0, 0],
  ] as const) {
    describe(title, () => {
      let compiled: CompiledC;
      beforeAll(() => {
        compiled = compileC(primitiveModule(cases, cBytes), { vectorBytes: cBytes || 16 });
      }, 120_000);
      afterAll(() => compiled.dispose());
      it("WASM strict equals C without fma bit for bit, every primitive and type", () => {
        const { memory, call } = instantiate(emitWasm(primitiveModule(cases, vectorBytes), { relaxed: false }), 16);
        compare(cases, call, memory, compiled);
      });
    });
  }

  // Where the processor fuses, relaxed SIMD must agree with C's fma; Node 20 has no relaxed SIMD.
  it.skipIf(!detectRelaxedSimd())("WASM relaxed equals C with fma bit for bit, where the engine fuses", ({ skip }) => {
    const floats = vectors.filter((c) => c.result === "f32" || c.result === "f64");
    const { memory, call } = instantiate(emitWasm(primitiveModule(floats, 16), { relaxed: true }), 16);
    if (!enginesFuses()) return skip("this processor does not fuse");
    const compiled = compileC(primitiveModule(floats, 16), { vectorBytes: 16, fused: true, native: true });
    compare(floats, call, memory, compiled);
    compiled.dispose();
  });
});

/** Whether relaxed_madd rounds once here: (1 + 2^-12)² - 1 has a last bit that two roundings lose. */
function enginesFuses(): boolean {
  const { memory, call } = instantiate(emitWasm(mulAddModule, { relaxed: true }), 1);
  const floats = new Float32Array(memory.buffer);
  floats.set([1 + 2 ** -12, -(1 + 2 ** -11)]);
  call("madd");
  return floats[2] === 2 ** -24;
}
const f32 = { lane: "f32", lanes: 1 } as const;
const zero = { kind: "constant", type: { lane: "i32", lanes: 1 }, value: 0 } as const;
const mulAddModule = {
  exports: ["madd"],
  functions: [
    {
      name: "madd",
      parameters: [],
      body: [
        {
          kind: "store",
          address: zero,
          offset: 8,
          value: {
            kind: "apply",
            fn: "mulAdd",
            type: f32,
            args: [0, 0, 4].map((offset) => ({ kind: "load", type: f32, address: zero, offset }) as const),
          },
        } as const,
      ],
    },
  ],
};
