import { expect, test } from "vitest";
import { batch } from "../core/index.ts";
import * as build from "./build.ts";
import { printGraph } from "./print.ts";

test("a graph, line by line", () => {
  const x = build.parameter("input", "x", [batch, 3], "float32");
  const w = build.parameter("state", "w", [3, 2], "float32");
  const y = build.contract(x, w, { batch: [], contract: [[1, 0]] });
  const relu = build.map("max", [y, build.fill(build.constant(0, "float32"), y.shape)]);
  const carry = build.parameter("argument", "carry", [3, 2], "float32");
  const [last] = build.scan({ parameters: [carry], results: [build.map("neg", [carry])] }, [w], {
    length: 4,
    carries: 1,
    slices: 0,
  });
  const mean = build.map("div", [build.reduce("add", relu, [0, 1]), build.extent({ batch: 2 }, "float32")]);
  expect(printGraph({ states: [w], inputs: [x], outputs: [mean], updates: [{ state: w, value: last! }] })).toBe(
    `%0 = state "w"(): float32[3, 2]
%1 = input "x"(): float32[n, 3]
%2 = contract(%1, %0) spec {batch:[],contract:[[1,0]]}: float32[n, 2]
%3 = broadcast(0) axes []: float32[n, 2]
%4 = max(%2, %3): float32[n, 2]
%5 = reduce add(%4) axes [0,1]: float32[]
%6 = extent() extent 2n: float32[]
%7 = div(%5, %6): float32[]
%8 = scan(%0) length 4, carries 1, slices 0, reverse false, checkpoint false: int32[]
  body:
    %9 = argument "carry"(): float32[3, 2]
    %10 = neg(%9): float32[3, 2]
    return %10
%11 = project(%8) index 0: float32[3, 2]
return %7
update %0 "w" to %11`,
  );
});

test("long literals are cut", () => {
  expect(
    printGraph([
      build.literal(
        Float32Array.from({ length: 8 }, (_, i) => i / 3),
        [8],
        "float32",
      ),
    ]),
  ).toContain("data [0, 0.333333343, 0.666666687, 1, 1.33333337, 1.66666663, … 8 in all]: float32[8]");
});
