/** The loops of matrix products: their order and how few they are. */
import { describe, expect, test } from "vitest";
import { batch } from "../core/index.ts";
import { build, type ContractSpec, type Node } from "../ir/index.ts";
import { schedule, type MatmulKernel, type MatmulOperand } from "./index.ts";

const x = build.parameter("input", "x", [batch, 9, 9, 8], "float32");
const kernel = build.parameter("state", "kernel", [3, 3, 8, 16], "float32");
const windows = [1, 2].map((axis) => ({ axis, size: 3, stride: 1, dilation: 1 }));
const patches = build.window(x, windows);

function product(left: Node, right: Node, spec: ContractSpec): MatmulKernel {
  const outputs = [build.contract(left, right, spec)];
  const [first] = schedule({ states: [kernel], inputs: [x], outputs, updates: [] }).kernels;
  if (first?.kernel.kind !== "matmul") throw new Error("expected a matrix product");
  return first.kernel;
}
const extents = ({ free, k }: MatmulOperand) => ({ free: free.map((v) => v.extent), k: k.map((v) => v.extent) });

describe("the loops of a convolution", () => {
  const forward: ContractSpec = {
    batch: [],
    contract: [
      [3, 2],
      [4, 0],
      [5, 1],
    ],
  };
  test("contracted axes in the order of memory, channels last, whatever order they are given in", () => {
    const { left, right } = product(patches, kernel, forward);
    // Within a row of the image a window's columns and channels are one run; the kernel is one run altogether.
    expect(extents(left)).toEqual({ free: [batch, 7, 7], k: [3, 24] });
    expect(extents(right)).toEqual({ free: [16], k: [72] });
  });
  test("a padded window's columns stay apart, for each is inside or not", () => {
    const padded = build.pad(x, build.constant(0, "float32"), [0, 1, 1, 0], [0, 1, 1, 0]);
    const { left } = product(build.window(padded, windows), kernel, forward);
    expect(extents(left)).toEqual({ free: [batch, 9, 9], k: [3, 3, 8] });
  });
  test("an axis of the batch joins what follows it", () => {
    const { left, right } = product(x, x, { batch: [], contract: [0, 1, 2].map((a) => [a, a] as const) });
    expect(extents(left)).toEqual({ free: [8], k: [{ batch: 81 }] });
    expect(extents(right)).toEqual(extents(left));
  });
});
