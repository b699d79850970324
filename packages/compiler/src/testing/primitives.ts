/** Every scalar primitive on every lane type it takes, as loop code over arrays: what tests run, sample and compare. */
import { scalarFacts, type ScalarPrimitive } from "../ir/index.ts";
import { add, boolLike, constant, defineFunction, i32, load, mul } from "../codegen/builder.ts";
import { expandScalar } from "../codegen/expand.ts";
import type { LaneType, LoopModule, LoopType } from "../codegen/loop.ts";

export interface PrimitiveCase {
  readonly name: string;
  readonly fn: ScalarPrimitive;
  readonly operands: readonly LaneType[];
  readonly result: LaneType;
}
const domains: Record<(typeof scalarFacts)[ScalarPrimitive]["domain"], readonly LaneType[]> = {
  float: ["f32", "f64"],
  number: ["f32", "f64", "i32", "u32"],
  integer: ["i32", "u32"],
  bool: ["bool"],
  bits: ["i32", "u32", "bool"],
  any: ["f32", "f64", "i32", "u32", "bool"],
};
const words: readonly LaneType[] = ["f32", "i32", "u32"];
/** What primitives whose result is given may give. */
const conversions = (fn: ScalarPrimitive, from: LaneType): readonly LaneType[] =>
  fn === "bitcast" ? (words.includes(from) ? words : []) : domains.any;

/** All combinations, from the table of primitives. */
export function primitiveCases(): PrimitiveCase[] {
  return (Object.keys(scalarFacts) as ScalarPrimitive[]).flatMap((fn) => {
    const { arity, domain, result } = scalarFacts[fn];
    return domains[domain].flatMap((lane) => {
      const operands = Array.from({ length: arity }, (_, i) => (fn === "select" && i === 0 ? "bool" : lane));
      const results = result === "given" ? conversions(fn, lane) : [result === "bool" ? "bool" : lane];
      return results.map((to) => ({ name: `${fn}_${operands.join("_")}_${to}`, fn, operands, result: to }));
    });
  });
}

export const bytesOf = (lane: LaneType): number => (lane === "f64" ? 8 : 4);
const wide = (lane: LaneType): boolean => lane === "f64";

/** The lanes a vector of this many bytes holds, or undefined where the case mixes widths: those exist as scalars only. */
export function lanesOf(c: PrimitiveCase, vectorBytes: number): number | undefined {
  const lanes = [...c.operands, c.result].filter((l) => l !== "bool");
  if (lanes.some((l) => wide(l) !== wide(lanes[0]!))) return undefined;
  return vectorBytes / (lanes.length > 0 ? bytesOf(lanes[0]!) : 4);
}

/**
 * One exported function a case: (count, a, b, c, out) applies it to `count`
 * elements, a multiple of the lanes. `vectorBytes` 0 gives scalar code.
 */
export function primitiveModule(cases: readonly PrimitiveCase[], vectorBytes: 0 | 16 | 32 | 64): LoopModule {
  const functions = cases.map((c) => {
    const lanes = vectorBytes === 0 ? 1 : lanesOf(c, vectorBytes)!;
    const isWide = [...c.operands, c.result].some(wide);
    const typeOf = (lane: LaneType): LoopType =>
      lane === "bool" ? boolLike({ lane: isWide ? "f64" : "f32", lanes }) : { lane, lanes };
    const parameters = ["count", "a", "b", "c", "out"].map((name) => [name, i32] as const);
    return defineFunction(c.name, parameters, (block, ...args) => {
      const [count, ...addresses] = args;
      block.loop(constant(0), count!, constant(lanes), (i, body) => {
        const at = (k: number, lane: LaneType) => add(addresses[k]!, mul(i, constant(bytesOf(lane))));
        const values = c.operands.map((lane, k) => load(typeOf(lane), at(k, lane)));
        body.store(at(3, c.result), 0, expandScalar(c.fn, values, body, typeOf(c.result)));
      });
    });
  });
  return { functions, exports: functions.map((f) => f.name) };
}

const edgesOf = {
  f32: [
    0,
    -0,
    1,
    -1,
    0.5,
    -0.5,
    2,
    -2,
    3,
    -3,
    1.5,
    2.5,
    NaN,
    Infinity,
    -Infinity,
    1e-45,
    -1e-45,
    1.17549435e-38,
    3.4028234663852886e38,
    1e30,
    -1e30,
    2147483648,
    4294967296,
    -2147483648,
    88.7,
    -103.9,
    0.99999994,
  ],
  f64: [
    0,
    -0,
    1,
    -1,
    0.5,
    -0.5,
    2,
    -2,
    3,
    -3,
    1.5,
    2.5,
    NaN,
    Infinity,
    -Infinity,
    5e-324,
    -5e-324,
    2.2250738585072014e-308,
    1.7976931348623157e308,
    1e30,
    1e300,
    2147483648,
    4294967296,
    -2147483648,
    709.7,
    -745.1,
    0.9999999999999999,
  ],
  i32: [0, 1, -1, 2, -2, 3, 7, 31, 32, 33, -31, 2147483647, -2147483648, 65536],
  u32: [0, 1, 2, 3, 7, 31, 32, 33, 2147483647, 2147483648, 4294967295, 65536],
  bool: [0, 1],
} as const satisfies Record<LaneType, readonly number[]>;

/** A fixed stream of 32-bit words (xorshift). */
export function wordStream(seed: number): () => number {
  let state = seed >>> 0 || 1;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return state >>> 0;
  };
}

/** Writes operand `which` of a case: all edges against all edges first, then bit patterns and plain numbers by turns. */
export function fillOperand(
  view: DataView,
  offset: number,
  count: number,
  lane: LaneType,
  which: number,
  next: () => number,
): void {
  const edges = edgesOf[lane];
  for (let i = 0; i < count; i++) {
    const at = offset + i * bytesOf(lane);
    const edge =
      i < edges.length ** 2 ? edges[(which === 0 ? i : Math.floor(i / edges.length)) % edges.length] : undefined;
    const bits = next();
    const plain = ((next() / 2 ** 32) * 2 - 1) * 10 ** (next() % 4);
    if (lane === "bool") view.setUint32(at, edge ?? bits & 1, true);
    else if (lane === "i32" || lane === "u32") view.setUint32(at, edge ?? (i % 2 ? bits : bits % 50), true);
    else if (lane === "f32") {
      if (edge === undefined && i % 2) view.setUint32(at, bits, true);
      else view.setFloat32(at, edge ?? plain, true);
    } else if (edge === undefined && i % 2) {
      view.setUint32(at, bits, true);
      view.setUint32(at + 4, next(), true);
    } else view.setFloat64(at, edge ?? plain, true);
  }
}

/** Instantiates WebAssembly on a memory of its own. */
export function instantiate(
  bytes: BufferSource,
  pages: number,
): { memory: WebAssembly.Memory; call: (fn: string, ...args: number[]) => number } {
  const memory = new WebAssembly.Memory({ initial: pages });
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(bytes), { env: { memory } });
  return {
    memory,
    call: (fn, ...args) => {
      const callee = exports[fn];
      if (typeof callee !== "function") throw new Error(`the module exports no ${fn}`);
      return Number((callee as (...a: number[]) => unknown)(...args) ?? 0);
    },
  };
}
