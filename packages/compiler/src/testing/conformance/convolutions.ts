/** Convolutions as a window and a contraction, and overlapAdd, which their gradients need. */
import { gradients } from "../../autodiff/index.ts";
import { batch, formatShape, type Shape } from "../../core/index.ts";
import { build, type Node } from "../../ir/index.ts";
import { between, eighths, type Fill } from "../draft.ts";
import { define, fill, map, sumAll, type Case } from "./case.ts";

/** Small whole numbers: sums of their products stay exact. */
const small: Fill = between(-8, 9);

/** A convolution, channels last: a window and a contraction. */
export function convolve(x: Node, kernel: Node, stride: number, dilation = 1): Node {
  const spatial = x.shape.length - 2;
  const windows = Array.from({ length: spatial }, (_, i) => ({
    axis: i + 1,
    size: kernel.shape[i] as number,
    stride,
    dilation,
  }));
  const patches = build.window(x, windows);
  // Window offsets come last, the kernel's extents first; channels meet in axis spatial + 1 and spatial.
  const contract = [...windows.map((_, i) => [x.shape.length + i, i] as const), [spatial + 1, spatial] as const];
  return build.contract(patches, kernel, { batch: [], contract });
}
const convolution = (shape: Shape, kernel: readonly number[], stride: number, dilation = 1): Case =>
  define(
    `convolution of ${formatShape(shape)} by [${kernel.join(", ")}], stride ${stride}, dilation ${dilation}`,
    (draft) => {
      const x = draft.input(shape, "float32", small);
      return [convolve(x, draft.state(kernel, "float32", small), stride, dilation)];
    },
  );
export const convolutionCases: readonly Case[] = [
  convolution([batch, 11, 3], [3, 3, 5], 1),
  convolution([batch, 12, 1], [5, 1, 2], 2),
  convolution([batch, 8, 7, 2], [3, 3, 2, 4], 1),
  convolution([batch, 9, 9, 3], [3, 2, 3, 17], 2),
  convolution([batch, 9, 8, 2], [2, 3, 2, 3], 1, 2),
  convolution([batch, 4, 5, 3, 2], [2, 3, 2, 2, 3], 1),
  define("a padded convolution, then relu and max pooling", (draft) => {
    const x = build.pad(
      draft.input([batch, 6, 6, 2], "float32", small),
      build.constant(0, "float32"),
      [0, 1, 1, 0],
      [0, 1, 1, 0],
    );
    const y = convolve(x, draft.state([3, 3, 2, 4], "float32", small), 1);
    const relu = map("max", y, fill(0, y));
    const pooled = build.window(relu, [
      { axis: 1, size: 2, stride: 2, dilation: 1 },
      { axis: 2, size: 2, stride: 2, dilation: 1 },
    ]);
    return [build.reduce("max", pooled, [4, 5])];
  }),
  define("a padded convolution of many channels, and its gradients", (draft) => {
    const x = draft.input([batch, 5, 5, 32], "float32", small);
    const kernel = draft.state([3, 3, 32, 40], "float32", small);
    const padded = build.pad(x, build.constant(0, "float32"), [0, 1, 1, 0], [0, 1, 1, 0]);
    const y = convolve(padded, kernel, 1);
    const loss = sumAll(map("mul", y, draft.input(y.shape, "float32", small)));
    return [y, ...gradients(loss, [x, kernel])];
  }),
  define("a transposed convolution: a pad inside, then a convolution", (draft) => {
    const x = build.pad(
      draft.input([batch, 4, 5, 2], "float32", small),
      build.constant(0, "float32"),
      [0, 2, 2, 0],
      [0, 2, 2, 0],
      [0, 1, 1, 0],
    );
    return [convolve(x, build.flip(draft.state([3, 3, 2, 3], "float32", small), [0, 1]), 1)];
  }),
];

export const overlapAddCases: readonly Case[] = [
  define("overlapAdd, strided and dilated", (draft) => {
    const windows = [{ axis: 1, size: 3, stride: 2, dilation: 2 }];
    const counts = build.window(draft.input([batch, 11, 2]), windows).shape;
    return [build.overlapAdd(draft.input(counts, "float32", eighths), [batch, 11, 2], windows)];
  }),
  define("overlapAdd of two axes leaves what no window reached at 0", (draft) => {
    const windows = [
      { axis: 2, size: 2, stride: 3, dilation: 1 },
      { axis: 1, size: 3, stride: 1, dilation: 1 },
    ];
    const counts = build.window(draft.input([batch, 6, 8, 3]), windows).shape;
    const x = draft.input(counts, "float32", eighths);
    return [
      build.overlapAdd(x, [batch, 6, 8, 3], windows),
      sumAll(build.overlapAdd(map("neg", x), [batch, 6, 8, 3], windows)),
    ];
  }),
  define("overlapAdd of a contraction: the input's gradient of a convolution", (draft) => {
    const dy = draft.input([batch, 4, 4, 3], "float32", small);
    const kernel = draft.state([3, 3, 2, 3], "float32", small);
    const windows = [
      { axis: 1, size: 3, stride: 2, dilation: 1 },
      { axis: 2, size: 3, stride: 2, dilation: 1 },
    ];
    const patches = build.contract(dy, kernel, { batch: [], contract: [[3, 3]] });
    return [build.overlapAdd(build.permute(patches, [0, 1, 2, 5, 3, 4]), [batch, 9, 10, 2], windows)];
  }),
  define("overlapAdd of integers", (draft) => {
    const windows = [{ axis: 0, size: 4, stride: 1, dilation: 1 }];
    return [build.overlapAdd(draft.input([7, 4], "int32"), [10], windows)];
  }),
];
