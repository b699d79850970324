import { expect, test } from "vitest";
import { build, withGradient, type Node } from "../ir/index.ts";
import { checkGradient } from "./gradient.ts";

const sum = (x: Node) =>
  build.reduce(
    "add",
    x,
    x.shape.map((_, i) => i),
  );
const x = { shape: [2, 2], data: [0.3, -0.7, 1.1, 2] };

test("a right gradient passes to a relative 1e-6", () => {
  checkGradient(([v]) => sum(build.map("mul", [v!, build.map("sin", [v!])])), [x]);
});
test("a gradient off by a relative 1e-5 is found, and the graph is printed", () => {
  const wrong = ([v]: Node[]): Node => {
    const scaled = build.fill(build.constant(2.00002, "float64"), [2, 2]);
    return sum(
      withGradient([v!], build.map("mul", [v!, v!]), (cotangent) => [
        build.map("mul", [cotangent, build.map("mul", [v!, scaled])]),
      ]),
    );
  };
  expect(() => checkGradient(wrong, [x])).toThrow(/gradient of x0\[2, 2\] at element 0[^]*%0 = input "x0"/);
});
test("a function that is no float64 scalar is refused", () => {
  expect(() => checkGradient(([v]) => v!, [x])).toThrow("received float64[2, 2]");
});
