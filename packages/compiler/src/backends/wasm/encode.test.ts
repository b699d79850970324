import { describe, expect, it } from "vitest";
import { ModuleWriter, Writer } from "./encode.ts";

const written = (write: (w: Writer) => void): number[] => {
  const w = new Writer(1);
  write(w);
  return [...w.take()];
};

describe("Writer", () => {
  it("writes LEB128 as the specification's examples", () => {
    expect(written((w) => w.unsigned(624485))).toEqual([0xe5, 0x8e, 0x26]);
    expect(written((w) => w.signed(-123456))).toEqual([0xc0, 0xbb, 0x78]);
    expect(written((w) => w.unsigned(0xffffffff))).toEqual([0xff, 0xff, 0xff, 0xff, 0x0f]);
    expect(written((w) => w.signed(-2147483648))).toEqual([0x80, 0x80, 0x80, 0x80, 0x78]);
    expect(written((w) => w.signed(63))).toEqual([0x3f]);
    expect(written((w) => w.signed(64))).toEqual([0xc0, 0x00]);
  });
  it("writes prefixed instructions with their number in LEB128", () => {
    expect(written((w) => w.op("f32x4.add"))).toEqual([0xfd, 0xe4, 0x01]);
    expect(written((w) => w.op("f32x4.relaxed_madd"))).toEqual([0xfd, 0x85, 0x02]);
    expect(written((w) => w.op("i32.trunc_sat_f32_s"))).toEqual([0xfc, 0x00]);
    expect(written((w) => w.memory("v128.load32_splat", 2, 300))).toEqual([0xfd, 0x09, 2, 0xac, 0x02]);
  });
  it("refuses constants and shuffles that are not of 16 bytes", () => {
    expect(() => new Writer().v128(new Uint8Array(8))).toThrow(/16 bytes/);
    expect(() => new Writer().shuffle([0])).toThrow(/16 bytes/);
  });
});

describe("ModuleWriter", () => {
  it("imports memory and globals, and exports what it is told", () => {
    const module = new ModuleWriter({ sharedMemory: false });
    const base = module.importGlobal("base", "i32", false);
    const code = new Writer();
    code.indexed("global.get", base);
    code.indexed("local.get", 0);
    code.op("i32.add");
    const index = module.addFunction({ parameters: ["i32"], results: ["i32"] }, ["f32", "f32", "v128"], code);
    module.exportFunction("shift", index);
    const { exports } = new WebAssembly.Instance(new WebAssembly.Module(module.finish(["shift"])), {
      env: { memory: new WebAssembly.Memory({ initial: 1 }), base: new WebAssembly.Global({ value: "i32" }, 40) },
    });
    expect((exports.shift as (x: number) => number)(2)).toBe(42);
  });
  it("imports shared memory", () => {
    const bytes = new ModuleWriter({ sharedMemory: true }).finish();
    const shared = new WebAssembly.Memory({ initial: 1, maximum: 16, shared: true });
    expect(() => new WebAssembly.Instance(new WebAssembly.Module(bytes), { env: { memory: shared } })).not.toThrow();
    expect(
      () =>
        new WebAssembly.Instance(new WebAssembly.Module(bytes), {
          env: { memory: new WebAssembly.Memory({ initial: 1 }) },
        }),
    ).toThrow();
  });
});
