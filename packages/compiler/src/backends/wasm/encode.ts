/**
 * WebAssembly's binary format: bytes, instructions by name, and the sections of
 * a module. It writes into one growing buffer, because a module of half a
 * megabyte must encode in milliseconds, and knows nothing of loop code.
 *
 * Source: WebAssembly core specification 2.0, "Binary Format", and the relaxed
 * SIMD proposal (instructions 0x100 to 0x113 after the prefix 0xFD).
 */
import { CompilerError } from "../../core/index.ts";

const valueTypes = { i32: 0x7f, i64: 0x7e, f32: 0x7d, f64: 0x7c, v128: 0x7b } as const;
export type ValueType = keyof typeof valueTypes;

/** Instructions without immediate operands. A SIMD instruction is 0xFD00 and more, a saturating conversion 0xFC00 and more. */
// prettier-ignore
const opcodes = {
  unreachable: 0x00, else: 0x05, end: 0x0b, return: 0x0f, drop: 0x1a, select: 0x1b,
  "i32.eqz": 0x45, "i32.eq": 0x46, "i32.ne": 0x47, "i32.lt_s": 0x48, "i32.lt_u": 0x49, "i32.le_s": 0x4c, "i32.le_u": 0x4d,
  "f32.eq": 0x5b, "f32.ne": 0x5c, "f32.lt": 0x5d, "f32.le": 0x5f, "f64.eq": 0x61, "f64.ne": 0x62, "f64.lt": 0x63, "f64.le": 0x65,
  "i32.add": 0x6a, "i32.sub": 0x6b, "i32.mul": 0x6c, "i32.div_s": 0x6d, "i32.div_u": 0x6e, "i32.rem_s": 0x6f, "i32.rem_u": 0x70,
  "i32.and": 0x71, "i32.or": 0x72, "i32.xor": 0x73, "i32.shl": 0x74, "i32.shr_s": 0x75, "i32.shr_u": 0x76,
  "f32.abs": 0x8b, "f32.neg": 0x8c, "f32.ceil": 0x8d, "f32.floor": 0x8e, "f32.trunc": 0x8f, "f32.nearest": 0x90, "f32.sqrt": 0x91,
  "f32.add": 0x92, "f32.sub": 0x93, "f32.mul": 0x94, "f32.div": 0x95, "f32.min": 0x96, "f32.max": 0x97,
  "f64.abs": 0x99, "f64.neg": 0x9a, "f64.ceil": 0x9b, "f64.floor": 0x9c, "f64.trunc": 0x9d, "f64.nearest": 0x9e, "f64.sqrt": 0x9f,
  "f64.add": 0xa0, "f64.sub": 0xa1, "f64.mul": 0xa2, "f64.div": 0xa3, "f64.min": 0xa4, "f64.max": 0xa5,
  "i32.wrap_i64": 0xa7, "i64.extend_i32_s": 0xac, "i64.extend_i32_u": 0xad,
  "f32.convert_i32_s": 0xb2, "f32.convert_i32_u": 0xb3, "f32.demote_f64": 0xb6,
  "f64.convert_i32_s": 0xb7, "f64.convert_i32_u": 0xb8, "f64.promote_f32": 0xbb,
  "i32.reinterpret_f32": 0xbc, "f32.reinterpret_i32": 0xbe,
  "i32.trunc_sat_f32_s": 0xfc00, "i32.trunc_sat_f32_u": 0xfc01, "i32.trunc_sat_f64_s": 0xfc02, "i32.trunc_sat_f64_u": 0xfc03,
  "i32x4.splat": 0xfd11, "i64x2.splat": 0xfd12, "f32x4.splat": 0xfd13, "f64x2.splat": 0xfd14,
  "i32x4.eq": 0xfd37, "i32x4.ne": 0xfd38, "i32x4.lt_s": 0xfd39, "i32x4.lt_u": 0xfd3a, "i32x4.le_s": 0xfd3d, "i32x4.le_u": 0xfd3e,
  "f32x4.eq": 0xfd41, "f32x4.ne": 0xfd42, "f32x4.lt": 0xfd43, "f32x4.le": 0xfd45,
  "f64x2.eq": 0xfd47, "f64x2.ne": 0xfd48, "f64x2.lt": 0xfd49, "f64x2.le": 0xfd4b,
  "v128.not": 0xfd4d, "v128.and": 0xfd4e, "v128.andnot": 0xfd4f, "v128.or": 0xfd50, "v128.xor": 0xfd51, "v128.bitselect": 0xfd52, "v128.any_true": 0xfd53,
  "f32x4.demote_f64x2_zero": 0xfd5e, "f64x2.promote_low_f32x4": 0xfd5f,
  "f32x4.ceil": 0xfd67, "f32x4.floor": 0xfd68, "f32x4.trunc": 0xfd69, "f32x4.nearest": 0xfd6a,
  "f64x2.ceil": 0xfd74, "f64x2.floor": 0xfd75, "f64x2.trunc": 0xfd7a, "f64x2.nearest": 0xfd94,
  "i32x4.abs": 0xfda0, "i32x4.neg": 0xfda1, "i32x4.all_true": 0xfda3, "i32x4.shl": 0xfdab, "i32x4.shr_s": 0xfdac, "i32x4.shr_u": 0xfdad,
  "i32x4.add": 0xfdae, "i32x4.sub": 0xfdb1, "i32x4.mul": 0xfdb5, "i32x4.min_s": 0xfdb6, "i32x4.min_u": 0xfdb7, "i32x4.max_s": 0xfdb8, "i32x4.max_u": 0xfdb9,
  "i64x2.neg": 0xfdc1, "i64x2.eq": 0xfdd6, "i64x2.ne": 0xfdd7,
  "f32x4.abs": 0xfde0, "f32x4.neg": 0xfde1, "f32x4.sqrt": 0xfde3, "f32x4.add": 0xfde4, "f32x4.sub": 0xfde5, "f32x4.mul": 0xfde6, "f32x4.div": 0xfde7,
  "f32x4.min": 0xfde8, "f32x4.max": 0xfde9, "f32x4.pmin": 0xfdea, "f32x4.pmax": 0xfdeb,
  "f64x2.abs": 0xfdec, "f64x2.neg": 0xfded, "f64x2.sqrt": 0xfdef, "f64x2.add": 0xfdf0, "f64x2.sub": 0xfdf1, "f64x2.mul": 0xfdf2, "f64x2.div": 0xfdf3,
  "f64x2.min": 0xfdf4, "f64x2.max": 0xfdf5, "f64x2.pmin": 0xfdf6, "f64x2.pmax": 0xfdf7,
  "i32x4.trunc_sat_f32x4_s": 0xfdf8, "i32x4.trunc_sat_f32x4_u": 0xfdf9, "f32x4.convert_i32x4_s": 0xfdfa, "f32x4.convert_i32x4_u": 0xfdfb,
  "f32x4.relaxed_madd": 0xfe05, "f32x4.relaxed_nmadd": 0xfe06, "f64x2.relaxed_madd": 0xfe07, "f64x2.relaxed_nmadd": 0xfe08,
  "i32x4.relaxed_laneselect": 0xfe0b, "i64x2.relaxed_laneselect": 0xfe0c,
} as const;
export type Opcode = keyof typeof opcodes;

/** Instructions whose immediate is an alignment and an offset. */
// prettier-ignore
const memoryOpcodes = {
  "i32.load": 0x28, "f32.load": 0x2a, "f64.load": 0x2b, "i32.store": 0x36, "f32.store": 0x38, "f64.store": 0x39,
  "v128.load": 0xfd00, "v128.load32x2_u": 0xfd06, "v128.load32_splat": 0xfd09, "v128.load64_splat": 0xfd0a, "v128.store": 0xfd0b,
  "v128.load32_zero": 0xfd5c, "v128.load64_zero": 0xfd5d,
} as const;
export type MemoryOpcode = keyof typeof memoryOpcodes;

/** As above, followed by a lane. */
const laneMemoryOpcodes = {
  "v128.load32_lane": 0xfd56,
  "v128.load64_lane": 0xfd57,
  "v128.store32_lane": 0xfd5a,
  "v128.store64_lane": 0xfd5b,
} as const;
/** Instructions whose immediate is a lane. */
// prettier-ignore
const laneOpcodes = {
  "i32x4.extract_lane": 0xfd1b, "i32x4.replace_lane": 0xfd1c, "i64x2.extract_lane": 0xfd1d, "i64x2.replace_lane": 0xfd1e,
  "f32x4.extract_lane": 0xfd1f, "f32x4.replace_lane": 0xfd20, "f64x2.extract_lane": 0xfd21, "f64x2.replace_lane": 0xfd22,
} as const;
export type LaneOpcode = keyof typeof laneOpcodes;
/** Instructions whose immediate is an index. */
const indexOpcodes = {
  br: 0x0c,
  br_if: 0x0d,
  call: 0x10,
  "local.get": 0x20,
  "local.set": 0x21,
  "local.tee": 0x22,
  "global.get": 0x23,
  "global.set": 0x24,
} as const;
export type IndexOpcode = keyof typeof indexOpcodes;

/** A growing sequence of bytes, with the instructions of a function body as methods. */
export class Writer {
  #bytes: Uint8Array;
  length = 0;
  constructor(capacity = 1024) {
    this.#bytes = new Uint8Array(capacity);
  }
  #reserve(count: number): void {
    if (this.length + count <= this.#bytes.length) return;
    const grown = new Uint8Array(Math.max(this.#bytes.length * 2, this.length + count));
    grown.set(this.#bytes.subarray(0, this.length));
    this.#bytes = grown;
  }
  /** A view, valid until the next write. */
  view(): Uint8Array {
    return this.#bytes.subarray(0, this.length);
  }
  take(): Uint8Array<ArrayBuffer> {
    return this.#bytes.slice(0, this.length);
  }
  clear(): void {
    this.length = 0;
  }
  byte(value: number): void {
    this.#reserve(1);
    this.#bytes[this.length++] = value;
  }
  bytes(values: Uint8Array): void {
    this.#reserve(values.length);
    this.#bytes.set(values, this.length);
    this.length += values.length;
  }
  unsigned(value: number): void {
    let rest = value >>> 0;
    while (rest > 0x7f) {
      this.byte((rest & 0x7f) | 0x80);
      rest >>>= 7;
    }
    this.byte(rest);
  }
  signed(value: number): void {
    let rest = value | 0;
    while (rest < -64 || rest > 63) {
      this.byte((rest & 0x7f) | 0x80);
      rest >>= 7;
    }
    this.byte(rest & 0x7f);
  }
  text(value: string): void {
    const bytes = new TextEncoder().encode(value);
    this.unsigned(bytes.length);
    this.bytes(bytes);
  }
  /** A section or function body: its length, then its bytes. */
  sized(part: Writer): void {
    this.unsigned(part.length);
    this.bytes(part.view());
  }

  #opcode(code: number): void {
    if (code < 0x100) return this.byte(code);
    this.byte(code >= 0xfd00 ? 0xfd : 0xfc);
    this.unsigned(code >= 0xfd00 ? code - 0xfd00 : code - 0xfc00);
  }
  op(name: Opcode): void {
    this.#opcode(opcodes[name]);
  }
  indexed(name: IndexOpcode, index: number): void {
    this.byte(indexOpcodes[name]);
    this.unsigned(index);
  }
  /** Turns the `local.set` at this position into a `local.tee`. */
  makeTee(at: number): void {
    this.#bytes[at] = indexOpcodes["local.tee"];
  }
  lane(name: LaneOpcode, lane: number): void {
    this.#opcode(laneOpcodes[name]);
    this.byte(lane);
  }
  memory(name: MemoryOpcode, alignmentLog2: number, offset: number): void {
    this.#opcode(memoryOpcodes[name]);
    this.unsigned(alignmentLog2);
    this.unsigned(offset);
  }
  laneMemory(name: keyof typeof laneMemoryOpcodes, alignmentLog2: number, offset: number, lane: number): void {
    this.#opcode(laneMemoryOpcodes[name]);
    this.unsigned(alignmentLog2);
    this.unsigned(offset);
    this.byte(lane);
  }
  /** Opens a block, loop or if; `end` closes it. None has a result. */
  open(kind: "block" | "loop" | "if"): void {
    this.byte(kind === "block" ? 0x02 : kind === "loop" ? 0x03 : 0x04);
    this.byte(0x40);
  }
  i32(value: number): void {
    this.byte(0x41);
    this.signed(value);
  }
  f32(value: number): void {
    this.byte(0x43);
    scratch.setFloat32(0, value, true);
    this.bytes(scratch4);
  }
  f64(value: number): void {
    this.byte(0x44);
    scratch.setFloat64(0, value, true);
    this.bytes(scratch8);
  }
  v128(bytes: Uint8Array): void {
    if (bytes.length !== 16) throw new CompilerError(`a vector constant has 16 bytes, not ${bytes.length}`);
    this.#opcode(0xfd0c);
    this.bytes(bytes);
  }
  shuffle(lanes: readonly number[]): void {
    if (lanes.length !== 16) throw new CompilerError(`a shuffle names 16 bytes, not ${lanes.length}`);
    this.#opcode(0xfd0d);
    for (const lane of lanes) this.byte(lane);
  }
}
const scratch = new DataView(new ArrayBuffer(8));
const scratch4 = new Uint8Array(scratch.buffer, 0, 4);
const scratch8 = new Uint8Array(scratch.buffer);

export interface Signature {
  readonly parameters: readonly ValueType[];
  readonly results: readonly ValueType[];
}

/** Assembles a module: one memory imported as `env.memory`, imported globals, functions and their exports. */
export class ModuleWriter {
  readonly #types = new Map<string, number>();
  readonly #typeBytes = new Writer();
  readonly #imports = new Writer();
  readonly #functions = new Writer();
  readonly #exports = new Writer();
  readonly #code = new Writer(1 << 16);
  readonly #body = new Writer(1 << 12);
  #importCount = 1;
  #globalCount = 0;
  #functionCount = 0;
  #exportCount = 0;

  constructor(options: { sharedMemory: boolean }) {
    this.#imports.text("env");
    this.#imports.text("memory");
    this.#imports.byte(2);
    if (options.sharedMemory) {
      this.#imports.byte(3);
      this.#imports.unsigned(0);
      this.#imports.unsigned(65536);
    } else {
      this.#imports.byte(0);
      this.#imports.unsigned(0);
    }
  }
  /** Imports `env.<name>`; returns the global's index. */
  importGlobal(name: string, type: ValueType, mutable: boolean): number {
    this.#imports.text("env");
    this.#imports.text(name);
    this.#imports.byte(3);
    this.#imports.byte(valueTypes[type]);
    this.#imports.byte(mutable ? 1 : 0);
    this.#importCount++;
    return this.#globalCount++;
  }
  #type(signature: Signature): number {
    const key = `${signature.parameters.join()}:${signature.results.join()}`;
    const known = this.#types.get(key);
    if (known !== undefined) return known;
    this.#typeBytes.byte(0x60);
    for (const list of [signature.parameters, signature.results]) {
      this.#typeBytes.unsigned(list.length);
      for (const type of list) this.#typeBytes.byte(valueTypes[type]);
    }
    const index = this.#types.size;
    this.#types.set(key, index);
    return index;
  }
  /** Adds a function; `locals` are those beyond the parameters, `code` lacks the closing `end`. */
  addFunction(signature: Signature, locals: readonly ValueType[], code: Writer): number {
    this.#functions.unsigned(this.#type(signature));
    const body = this.#body;
    body.clear();
    const runs: { type: ValueType; count: number }[] = [];
    for (const type of locals) {
      const last = runs[runs.length - 1];
      if (last?.type === type) last.count++;
      else runs.push({ type, count: 1 });
    }
    body.unsigned(runs.length);
    for (const run of runs) {
      body.unsigned(run.count);
      body.byte(valueTypes[run.type]);
    }
    body.bytes(code.view());
    body.op("end");
    this.#code.sized(body);
    return this.#functionCount++;
  }
  exportFunction(name: string, index: number): void {
    this.#exports.text(name);
    this.#exports.byte(0);
    this.#exports.unsigned(index);
    this.#exportCount++;
  }
  /** `names`: what profilers and stack traces call the functions, in order. */
  finish(names: readonly string[] = []): Uint8Array<ArrayBuffer> {
    const out = new Writer(this.#code.length + 4096);
    out.bytes(new Uint8Array([0, 0x61, 0x73, 0x6d, 1, 0, 0, 0]));
    const section = (id: number, count: number, content: Writer): void => {
      const counted = new Writer(content.length + 8);
      counted.unsigned(count);
      counted.bytes(content.view());
      out.byte(id);
      out.sized(counted);
    };
    section(1, this.#types.size, this.#typeBytes);
    section(2, this.#importCount, this.#imports);
    section(3, this.#functionCount, this.#functions);
    section(7, this.#exportCount, this.#exports);
    section(10, this.#functionCount, this.#code);
    const custom = new Writer(64);
    custom.text("name");
    const functions = new Writer(16 * names.length + 8);
    functions.unsigned(names.length);
    names.forEach((name, index) => {
      functions.unsigned(index);
      functions.text(name);
    });
    custom.byte(1);
    custom.sized(functions);
    out.byte(0);
    out.sized(custom);
    return out.take();
  }
}
