import { describe, expect, it } from "vitest";
import {
  add,
  apply,
  cast,
  constant,
  defineFunction,
  extract,
  i32,
  lanes,
  load,
  mul,
  scalar,
  sizeConstant,
  splat,
  vector,
} from "../../codegen/builder.ts";
import type { Block } from "../../codegen/builder.ts";
import type { Expr, Local, LoopFunction, LoopType } from "../../codegen/loop.ts";
import { instantiate } from "../../testing/primitives.ts";
import { detectRelaxedSimd } from "./detect.ts";
import { emitWasm } from "./emit.ts";

const f32 = scalar("f32");
const f32x4 = vector("f32", 4);
const emit = (functions: LoopFunction[], relaxed = false): Uint8Array<ArrayBuffer> =>
  emitWasm({ functions, exports: functions.map((f) => f.name) }, { relaxed });

/** Runs one function of i32 arguments on a page of memory whose first words are given; returns its words. */
function run(
  write: (block: Block, ...args: Local[]) => void,
  words: readonly number[] = [],
  ...args: number[]
): Int32Array {
  const fn = defineFunction(
    "f",
    args.map((_, i) => [`a${i}`, i32] as const),
    write,
  );
  const { memory, call } = instantiate(emit([fn]), 1);
  const data = new Int32Array(memory.buffer);
  data.set(words);
  call("f", ...args);
  return data;
}
const at = (index: number): Expr => constant(4 * index);
const word = (index: number): Expr => load(i32, at(index));

describe("a let read once is computed where it is read, unless", () => {
  it("a store in between may change what it loads", () => {
    const data = run(
      (b) => {
        const old = b.let(word(0));
        b.store(at(0), 0, constant(9));
        b.store(at(1), 0, old);
      },
      [5],
    );
    expect([...data.slice(0, 2)]).toEqual([9, 5]);
  });
  it("a store in between may change what a let inside it loads", () => {
    const data = run(
      (b) => {
        const old = b.let(word(0));
        const more = b.let(add(old, constant(1)));
        b.store(at(0), 0, constant(9));
        b.store(at(1), 0, more);
      },
      [5],
    );
    expect(data[1]).toBe(6);
  });
  it("a set in between changes a variable it reads", () => {
    const data = run((b) => {
      const v = b.variable(constant(1));
      const old = b.let(add(v, constant(10)));
      const older = b.let(add(old, constant(100)));
      b.set(v, constant(2));
      b.store(at(0), 0, older);
      b.store(at(1), 0, v);
    });
    expect([...data.slice(0, 2)]).toEqual([111, 2]);
  });
  it("a loop in between would repeat it, or change what it reads", () => {
    const data = run(
      (b) => {
        const v = b.variable(constant(0));
        const before = b.let(v);
        const old = b.let(add(v, word(0)));
        b.loop(constant(0), constant(3), constant(1), (_, inner) => {
          inner.set(v, add(v, constant(1)));
          inner.store(at(0), 0, add(word(0), old));
        });
        b.store(at(1), 0, before);
      },
      [1],
    );
    expect([...data.slice(0, 2)]).toEqual([4, 3]); // `before` is the variable itself, which the loop changed
  });
  it("a call in between may change what it loads", () => {
    const callee = defineFunction("clear", [], (b) => b.store(at(0), 0, constant(0)));
    const caller = defineFunction("f", [], (b) => {
      const old = b.let(word(0));
      b.call("clear", []);
      b.store(at(1), 0, old);
    });
    const { memory, call } = instantiate(emit([callee, caller]), 1);
    const data = new Int32Array(memory.buffer);
    data[0] = 7;
    call("f");
    expect([...data.slice(0, 2)]).toEqual([0, 7]);
  });
  it("a branch comes between, which may set", () => {
    const data = run(
      (b, n) => {
        const v = b.variable(constant(1));
        const old = b.let(add(v, constant(10)));
        b.when(apply("lt", constant(0), n), (t) => t.set(v, constant(5)));
        b.store(at(0), 0, old);
        b.store(at(1), 0, v);
      },
      [],
      1,
    );
    expect([...data.slice(0, 2)]).toEqual([11, 5]);
  });
});

describe("statements", () => {
  it("locals used again by type do not share a slot while they live", () => {
    const data = run(
      (b, n) => {
        const keep = b.let(add(n, constant(1)));
        b.loop(constant(0), n, constant(1), (i, inner) => {
          const x = inner.let(mul(i, i));
          const y = inner.let(add(x, x));
          const z = inner.let(add(y, add(y, x)));
          inner.store(mul(i, constant(4)), 0, add(add(z, z), keep));
        });
        b.store(at(8), 0, keep);
      },
      [],
      4,
    );
    expect([...data.slice(0, 4)]).toEqual([0, 1, 2, 3].map((i) => 10 * i * i + 5));
    expect(data[8]).toBe(5);
  });
  it("loops run as often as C's, also not at all", () => {
    const count = (from: number, to: number, step: number) =>
      run(
        (b, a, z, s) =>
          b.loop(a, z, s, () => b.statements.length, "i") ??
          b.loop(a, z, s, (_, inner) => inner.store(at(0), 0, add(word(0), constant(1)))),
        [0],
        from,
        to,
        step,
      )[0];
    expect([count(0, 10, 3), count(0, 0, 1), count(5, 2, 1), count(-3, 3, 2)]).toEqual([4, 0, 0, 3]);
  });
  it("the bound of a loop is what it was at the start", () => {
    const data = run(
      (b) => {
        b.loop(constant(0), word(0), constant(1), (_, inner) => {
          inner.store(at(0), 0, constant(100));
          inner.store(at(1), 0, add(word(1), constant(1)));
        });
      },
      [3],
    );
    expect(data[1]).toBe(3);
  });
  it("while tests before each round", () => {
    const data = run(
      (b, n) => {
        const left = b.variable(n);
        b.whilst(apply("lt", constant(0), left), (inner) => {
          inner.set(left, apply("sub", left, constant(1)));
          inner.store(at(0), 0, add(word(0), constant(1)));
        });
      },
      [],
      5,
    );
    expect(data[0]).toBe(5);
  });
  it("if takes one branch, and results of calls may be dropped", () => {
    const double = defineFunction(
      "double",
      [["x", i32]],
      (b, x) => {
        b.when(
          apply("lt", x, constant(0)),
          (t) => t.return(constant(-1)),
          (e) => e.return(add(x, x)),
        );
      },
      i32,
    );
    const caller = defineFunction("f", [["x", i32]], (b, x) => {
      b.call("double", [x]);
      const r = b.call("double", [x], i32)!;
      b.when(
        apply("eq", r, constant(-1)),
        () => undefined,
        (e) => e.store(at(0), 0, r),
      );
    });
    const { memory, call } = instantiate(emit([double, caller]), 1);
    call("f", 21);
    expect(new Int32Array(memory.buffer)[0]).toBe(42);
    call("f", -21);
    expect(new Int32Array(memory.buffer)[0]).toBe(42);
  });
});

describe("addresses and lanes", () => {
  it("fold constants of any sign into loads and stores", () => {
    const data = run(
      (b, p) => {
        b.store(add(add(p, constant(8)), constant(-4)), 4, load(i32, add(constant(16), p), -12));
      },
      [1, 2, 3, 4],
      0,
    );
    expect([...data.slice(0, 4)]).toEqual([1, 2, 2, 4]);
  });
  it("gather lanes from memory in order", () => {
    const data = run(
      (b) => {
        const gathered = lanes([3, 0, 2, 1].map((i) => load(f32, at(i))));
        b.store(at(8), 0, gathered);
        b.store(at(12), 0, splat(load(f32, at(2)), 4));
        b.store(at(16), 0, extract(gathered, 2));
      },
      [10, 11, 12, 13],
    );
    expect([...data.slice(8, 17)]).toEqual([13, 10, 12, 11, 12, 12, 12, 12, 12]);
  });
  it("widen and narrow float32 halves", () => {
    const fn = defineFunction("f", [], (b) => {
      const x = b.let(load(f32x4, at(0)));
      const halves = [0, 2].map((k) => b.let(lanes([k, k + 1].map((i) => cast(extract(x, i), scalar("f64"))))));
      b.store(at(4), 0, halves[0]!);
      b.store(at(8), 0, halves[1]!);
      b.store(at(12), 0, lanes(halves.flatMap((h) => [0, 1].map((i) => cast(extract(h, i), f32)))));
    });
    const { memory, call } = instantiate(emit([fn]), 1);
    new Float32Array(memory.buffer).set([1.5, -2.5, 3.25, 1e30]);
    call("f");
    expect([...new Float64Array(memory.buffer, 16, 4)]).toEqual([1.5, -2.5, 3.25, Math.fround(1e30)]);
    expect([...new Float32Array(memory.buffer, 48, 4)]).toEqual([1.5, -2.5, 3.25, 1e30].map(Math.fround));
  });
  it("keep bools as 0 and 1 in memory, as masks in vectors of 32 and 64 bits", () => {
    const data = run(
      (b) => {
        const narrow = apply("lt", load(vector("i32", 4), at(0)), constant(2, vector("i32", 4)));
        b.store(at(4), 0, narrow);
        b.store(at(8), 0, cast(load({ lane: "bool", lanes: 4 }, at(4)), vector("i32", 4)));
        const wide: LoopType = { lane: "bool", lanes: 2, wide: true };
        const mask = b.let(load(wide, at(4)));
        b.store(at(12), 0, apply("not", mask));
        b.store(at(14), 0, extract(mask, 1));
        b.store(
          at(16),
          0,
          lanes([extract(mask, 1), extract(mask, 0)]).type.lanes === 2 ? splatWide(extract(mask, 0)) : mask,
        );
      },
      [1, 2, 3, 0],
    );
    expect([...data.slice(4, 18)]).toEqual([1, 0, 0, 1, 1, 0, 0, 1, 0, 1, 0, 0, 1, 1]);
  });
  it("refuses vectors that have not 16 bytes", () => {
    for (const type of [vector("f32", 8), vector("f64", 4), vector("i32", 2)]) {
      const fn = defineFunction("f", [], (b) => b.store(at(0), 0, load(type, at(4))));
      expect(() => emit([fn])).toThrow(/16 bytes/);
    }
  });
});
const splatWide = (value: Expr): Expr => ({ kind: "splat", type: { lane: "bool", lanes: 2, wide: true }, value });

describe("instructions", () => {
  it("division by 0 gives 0, of the least number by -1 wraps, sizes included", () => {
    const data = run(
      (b, x, y) => {
        b.store(at(0), 0, apply("div", x, y));
        b.store(at(1), 0, apply("rem", x, y));
        b.store(at(2), 0, apply("div", x, sizeConstant(-1)));
        b.store(at(3), 0, apply("rem", x, sizeConstant(7)));
      },
      [],
      -2147483648,
      0,
    );
    expect([...data.slice(0, 4)]).toEqual([0, 0, -2147483648, -2147483648 % 7]);
  });
  it("shifts vectors by a scalar, a splat and by lane", () => {
    const type = vector("i32", 4);
    const data = run(
      (b, n) => {
        const x = load(type, at(0));
        b.store(at(4), 0, apply("shl", x, n));
        b.store(at(8), 0, apply("shr", x, splat(n, 4)));
        b.store(at(12), 0, apply("shl", x, load(type, at(0))));
      },
      [1, -8, 33, 2],
      33,
    );
    expect([...data.slice(4, 16)]).toEqual([2, -16, 66, 4, 0, -4, 16, 1, 2, -8 << 24, 66, 8]);
  });
  it.runIf(detectRelaxedSimd())("a scalar multiply-add gives the bits of the vector's, negated factors too", () => {
    const fn = defineFunction("f", [], (b) => {
      for (const [k, type] of [f32, f32x4].entries()) {
        const [x, y, z] = [0, 1, 2].map((i) => load(type, at(4 * i))) as [Expr, Expr, Expr];
        b.store(at(12 + 8 * k), 0, apply("mulAdd", x, y, z));
        b.store(at(16 + 8 * k), 0, apply("mulAdd", apply("neg", x), y, z));
      }
    });
    const { memory, call } = instantiate(emit([fn], true), 1);
    const data = new Float32Array(memory.buffer);
    data.fill(1 + 2 ** -12, 0, 8);
    data.fill(-(1 + 2 ** -11), 8, 12);
    call("f");
    expect([data[12], data[16]]).toEqual([data[20], data[24]]);
  });
});

describe("size", () => {
  it("a module of 500 KB is printed in a second and is valid", () => {
    const functions = Array.from({ length: 120 }, (_, k) =>
      defineFunction(
        `kernel${k}`,
        [
          ["n", i32],
          ["p", i32],
        ],
        (b, n, p) =>
          b.loop(constant(0), n, constant(16), (i, inner) => {
            let x = inner.let(load(f32x4, add(p, i)));
            for (let j = 0; j < 400; j++) x = inner.let(apply("mulAdd", x, x, constant(j / 7, f32x4)));
            inner.store(add(p, i), 16 * k, x);
          }),
      ),
    );
    const start = performance.now();
    const bytes = emit(functions);
    const elapsed = performance.now() - start;
    expect(bytes.length).toBeGreaterThan(500_000);
    expect(WebAssembly.validate(bytes)).toBe(true);
    expect(elapsed).toBeLessThan(1000);
  });
});
