import { describe, expect, it } from "vitest";
import { add, apply, constant, defineFunction, i32, load, scalar, splat, vector } from "./builder.ts";
import type { Expr, Local, LoopFunction, LoopType, Statement } from "./loop.ts";
import { verifyLoop } from "./verifyLoop.ts";

const f32 = scalar("f32");
const f32x4 = vector("f32", 4);
const local = (name: string, type: LoopType = i32): Local => ({ kind: "local", name, type });
const fn = (body: readonly Statement[], rest: Partial<LoopFunction> = {}): LoopFunction => ({
  name: "kernel",
  parameters: [local("n")],
  body,
  ...rest,
});
const verify = (...functions: LoopFunction[]): void => verifyLoop({ functions, exports: [] });
/** A malformed application, which the builder would refuse. */
const raw = (e: Extract<Expr, { kind: "apply" }>): Expr => e;

describe("verifyLoop", () => {
  it("accepts what the builder writes", () => {
    const sum = defineFunction(
      "sum",
      [["n", i32]],
      (block, n) => {
        const total = block.variable(constant(0, f32x4));
        block.loop(constant(0), n, constant(16), (i, inner) =>
          inner.set(total, apply("add", total, load(f32x4, add(i, n)))),
        );
        block.when(apply("lt", n, constant(0)), (inner) => inner.store(n, 0, total));
        block.return(n);
      },
      i32,
    );
    verifyLoop({ functions: [sum], exports: ["sum"] });
  });

  const defects: readonly (readonly [string, readonly LoopFunction[], RegExp])[] = [
    [
      "use before declaration",
      [fn([{ kind: "store", address: local("n"), offset: 0, value: local("x", f32) }])],
      /uses x/,
    ],
    [
      "use outside of its block",
      [
        fn([
          {
            kind: "if",
            condition: apply("lt", local("n"), constant(1)),
            then: [{ kind: "let", local: local("x"), value: constant(1) }],
            otherwise: [],
          },
          { kind: "store", address: local("x"), offset: 0, value: local("n") },
        ]),
      ],
      /uses x outside/,
    ],
    [
      "use as another type",
      [fn([{ kind: "store", address: local("n"), offset: 0, value: local("n", f32) }])],
      /uses n as f32, declared i32/,
    ],
    ["declaring twice", [fn([{ kind: "let", local: local("n"), value: constant(1) }])], /n is declared twice/],
    ["a let of another type", [fn([{ kind: "let", local: local("x", f32), value: constant(1) }])], /x is i32, not f32/],
    [
      "setting a let",
      [
        fn([
          { kind: "let", local: local("x"), value: constant(1) },
          { kind: "set", local: local("x"), value: constant(2) },
        ]),
      ],
      /sets x, which is no variable/,
    ],
    [
      "setting a parameter",
      [fn([{ kind: "set", local: local("n"), value: constant(2) }])],
      /sets n, which is no variable/,
    ],
    [
      "operands of two types",
      [
        fn([
          {
            kind: "store",
            address: local("n"),
            offset: 0,
            value: raw({ kind: "apply", fn: "add", type: f32, args: [constant(1, f32), constant(1)] }),
          },
        ]),
      ],
      /add of f32, i32/,
    ],
    [
      "a wrong result type",
      [
        fn([
          {
            kind: "store",
            address: local("n"),
            offset: 0,
            value: raw({ kind: "apply", fn: "lt", type: i32, args: [constant(1), constant(1)] }),
          },
        ]),
      ],
      /lt of i32, i32 giving i32/,
    ],
    [
      "a float where bits belong",
      [
        fn([
          {
            kind: "store",
            address: local("n"),
            offset: 0,
            value: raw({ kind: "apply", fn: "and", type: f32, args: [constant(1, f32), constant(1, f32)] }),
          },
        ]),
      ],
      /and of f32/,
    ],
    [
      "a remainder of floats",
      [
        fn([
          {
            kind: "store",
            address: local("n"),
            offset: 0,
            value: raw({ kind: "apply", fn: "rem", type: f32, args: [constant(1, f32), constant(1, f32)] }),
          },
        ]),
      ],
      /rem of f32/,
    ],
    [
      "too few operands",
      [
        fn([
          {
            kind: "store",
            address: local("n"),
            offset: 0,
            value: raw({ kind: "apply", fn: "mulAdd", type: f32, args: [constant(1, f32), constant(1, f32)] }),
          },
        ]),
      ],
      /mulAdd of f32, f32/,
    ],
    [
      "a mask of the wrong width",
      [
        fn([
          {
            kind: "store",
            address: local("n"),
            offset: 0,
            value: raw({
              kind: "apply",
              fn: "select",
              type: vector("f64", 2),
              args: [constant(1, vector("bool", 2)), constant(1, vector("f64", 2)), constant(1, vector("f64", 2))],
            }),
          },
        ]),
      ],
      /select of boolx2/,
    ],
    [
      "an address that is no i32",
      [fn([{ kind: "store", address: constant(0, f32), offset: 0, value: constant(1) }])],
      /an address is f32/,
    ],
    [
      "a cast across lane counts",
      [
        fn([
          {
            kind: "store",
            address: local("n"),
            offset: 0,
            value: { kind: "cast", type: vector("i32", 2), value: constant(1, f32x4) },
          },
        ]),
      ],
      /cast from f32x4 to i32x2/,
    ],
    [
      "a bitcast across sizes",
      [
        fn([
          {
            kind: "store",
            address: local("n"),
            offset: 0,
            value: { kind: "bitcast", type: scalar("f64"), value: constant(1, f32) },
          },
        ]),
      ],
      /bitcast from f32 to f64/,
    ],
    [
      "a splat of a vector",
      [
        fn([
          {
            kind: "store",
            address: local("n"),
            offset: 0,
            value: { kind: "splat", type: f32x4, value: splat(constant(1, f32), 4) },
          },
        ]),
      ],
      /splat from f32x4/,
    ],
    [
      "a lane that is not there",
      [
        fn([
          {
            kind: "store",
            address: local("n"),
            offset: 0,
            value: { kind: "extract", type: f32, value: constant(1, f32x4), lane: 4 },
          },
        ]),
      ],
      /lane 4/,
    ],
    [
      "a condition that is no bool",
      [fn([{ kind: "while", condition: constant(1), body: [] }])],
      /a condition is i32, not bool/,
    ],
    [
      "a step that stands still",
      [fn([{ kind: "for", variable: local("i"), from: constant(0), to: constant(1), step: constant(0), body: [] }])],
      /the step of i is 0/,
    ],
    ["a call to nothing", [fn([{ kind: "call", fn: "other", args: [] }])], /calls other, which/],
    [
      "a call with too few arguments",
      [fn([{ kind: "call", fn: "other", args: [] }]), fn([], { name: "other" })],
      /calls other with 0 arguments instead of 1/,
    ],
    [
      "a call with another type",
      [fn([{ kind: "call", fn: "other", args: [constant(1, f32)] }]), fn([], { name: "other" })],
      /argument 0 of other is f32, not i32/,
    ],
    [
      "a result taken from nothing",
      [fn([{ kind: "call", fn: "other", args: [constant(1)], result: local("r") }]), fn([], { name: "other" })],
      /takes i32 from other, which gives nothing/,
    ],
    ["an end without its result", [fn([], { result: i32 })], /end is reached without a result/],
    [
      "a return of another type",
      [fn([{ kind: "return", value: constant(1, f32) }], { result: i32 })],
      /the result is f32, not i32/,
    ],
    ["two functions of one name", [fn([]), fn([])], /two functions kernel/],
  ];
  it.each(defects)("refuses %s, naming the function", (_, functions, message) => {
    expect(() => verify(...functions)).toThrow(message);
    expect(() => verify(...functions)).toThrow(/kernel/);
  });
  it("refuses an export that is not there", () => {
    expect(() => verifyLoop({ functions: [], exports: ["step"] })).toThrow(/exports step/);
  });
});
