/** Views alone, and chains of them under and over maps, reductions and contractions. */
import { batch, type DType, type Shape } from "../../core/index.ts";
import { build, type Node, type WindowAxis } from "../../ir/index.ts";
import { eighths, type Draft } from "../draft.ts";
import { randomView, viewKinds, type ViewKind } from "../fuzz/views.ts";
import { define, fill, map, sumAll, value, type Case } from "./case.ts";

const shapes: readonly Shape[] = [
  [7],
  [3, 5],
  [batch, 6],
  [4, 1, 9],
  [2, batch, 3],
  [batch, 5, 4, 3],
  [1, 8, 1],
  [300],
  [17, 33],
];
const input = (draft: Draft, shape: Shape, dtype: DType = "float32") =>
  draft.input(shape, dtype, dtype === "float32" ? eighths : undefined);

/** A case over all `shapes`, by a view that may not suit all of them. */
const everywhere = (name: string, view: (x: Node, draft: Draft) => Node | undefined): Case =>
  define(name, (draft) => shapes.flatMap((shape) => view(input(draft, shape), draft) ?? []));
const drawn = (kind: ViewKind): Case =>
  everywhere(`${kind} drawn at random`, (x, draft) =>
    randomView(draft.random, x, draft.state([], "float32", eighths), kind),
  );

const pool: readonly WindowAxis[] = [
  { axis: 1, size: 2, stride: 2, dilation: 1 },
  { axis: 2, size: 2, stride: 2, dilation: 1 },
];

export const viewCases: { readonly [K in ViewKind]: readonly Case[] } = {
  reshape: [
    drawn("reshape"),
    define("reshape across the batch", (draft) => [
      build.reshape(input(draft, [batch, 4, 3]), [{ batch: 12 }]),
      build.reshape(input(draft, [{ batch: 6 }]), [2, batch, 3]),
    ]),
    define("reshape of a permuted tensor has to move it", (draft) => [
      build.reshape(build.permute(input(draft, [3, 5, 4]), [2, 0, 1]), [12, 5]),
      build.reshape(build.permute(input(draft, [batch, 7]), [1, 0]), [{ batch: 7 }]),
    ]),
  ],
  permute: [
    drawn("permute"),
    define("transposes of many sizes", (draft) =>
      [
        [1, 17],
        [17, 1],
        [3, 300],
        [300, 17],
        [64, 64],
        [33, 31],
      ].map((s) => build.permute(input(draft, s), [1, 0])),
    ),
    define("permute around the batch", (draft) => [
      build.permute(input(draft, [batch, 3, 5]), [2, 0, 1]),
      build.permute(input(draft, [3, batch, 5]), [0, 2, 1]),
      build.permute(input(draft, [batch, 3, 5]), [2, 1, 0]),
    ]),
    define("permute of bools and integers", (draft) =>
      (["bool", "int32", "uint32"] as const).map((d) => build.permute(input(draft, [5, batch], d), [1, 0])),
    ),
  ],
  broadcast: [
    drawn("broadcast"),
    define("broadcast of rows, columns and scalars", (draft) => [
      build.broadcast(input(draft, [5]), [batch, 5], [1]),
      build.broadcast(input(draft, [batch]), [batch, 5], [0]),
      build.fill(input(draft, []), [batch, 3]),
      build.broadcast(input(draft, [1, 4]), [7, 4], [0, 1]),
      build.broadcast(input(draft, [batch, 1]), [3, batch, 17], [1, 2]),
    ]),
    define("a broadcast sum by rows and columns", (draft) => {
      const [rows, columns] = [input(draft, [batch]), input(draft, [17])];
      const shape = [batch, 17];
      return [map("add", build.broadcast(rows, shape, [0]), build.broadcast(columns, shape, [1]))];
    }),
  ],
  slice: [
    drawn("slice"),
    define("slice by strides", (draft) => [
      build.slice(input(draft, [20]), [3], [5], [4]),
      build.slice(input(draft, [batch, 9, 8]), [0, 1, 0], [batch, 4, 3], [1, 2, 3]),
    ]),
    define("slices of one tensor put together again", (draft) => {
      const x = input(draft, [batch, 12]);
      return [build.concat([0, 4, 8].map((at) => build.slice(x, [0, at], [batch, 4])).reverse(), 1)];
    }),
  ],
  pad: [
    drawn("pad"),
    define("pad inside, before and after", (draft) => [
      build.pad(input(draft, [5]), value(-1), [2], [3], [1]),
      build.pad(input(draft, [batch, 4, 3]), value(0), [0, 1, 0], [0, 0, 2], [0, 2, 1]),
      build.pad(input(draft, [0, 3]), value(7), [1, 1], [2, 0]),
    ]),
    define("pad with a value known when it runs, and with infinity under a maximum", (draft) => {
      const x = input(draft, [batch, 5]);
      return [
        build.pad(x, sumAll(input(draft, [3])), [0, 2], [0, 1]),
        build.reduce("max", build.pad(x, value(-Infinity), [0, 2], [0, 1]), [1]),
      ];
    }),
  ],
  flip: [
    drawn("flip"),
    define("flip of what is padded between its elements, and of its reshapes", (draft) => {
      const x = input(draft, [3, batch]);
      const padded = build.pad(x, value(2), [2, 0], [0, 0], [2, 0]);
      const rows = build.reshape(build.flip(input(draft, [4, 6]), [0, 1]), [3, 8]);
      return [build.flip(padded, [0]), rows, build.flip(build.reshape(input(draft, [24]), [2, 3, 4]), [0, 2])];
    }),
    define("flip of several axes", (draft) => [
      build.flip(input(draft, [4, 5, 3]), [0, 2]),
      build.flip(input(draft, [batch, 17]), [1]),
    ]),
  ],
  window: [
    drawn("window"),
    define("window, strided and dilated", (draft) => [
      build.window(input(draft, [11]), [{ axis: 0, size: 3, stride: 2, dilation: 2 }]),
      build.window(input(draft, [batch, 7, 6, 2]), [
        { axis: 2, size: 3, stride: 1, dilation: 1 },
        { axis: 1, size: 2, stride: 3, dilation: 2 },
      ]),
    ]),
    define("max pooling is a window and a maximum", (draft) => {
      const x = input(draft, [batch, 6, 8, 3]);
      return [
        build.reduce("max", build.window(x, pool), [4, 5]),
        build.reduce("add", build.window(x, [{ axis: 1, size: 3, stride: 1, dilation: 1 }]), [4]),
      ];
    }),
    define("padded pooling", (draft) => {
      const x = build.pad(input(draft, [batch, 5, 7, 2]), value(-Infinity), [0, 1, 1, 0], [0, 0, 1, 0]);
      return [
        build.reduce(
          "max",
          build.window(x, [
            { axis: 1, size: 3, stride: 2, dilation: 1 },
            { axis: 2, size: 2, stride: 1, dilation: 3 },
          ]),
          [4, 5],
        ),
      ];
    }),
  ],
};

/** One to four random views, then what a fusing scheduler must see through. */
function chain(draft: Draft, shape: Shape): Node {
  let x: Node = input(draft, shape);
  for (let i = draft.random.integer(1, 5); i > 0; i--)
    x = randomView(draft.random, x, value(draft.random.integer(-3, 4)), draft.random.pick(viewKinds)) ?? x;
  return x;
}
export const viewChainCases: readonly Case[] = shapes.flatMap((shape, s) => [
  define(`chains of views over shape ${s}, mapped and summed`, (draft) => {
    const outputs: Node[] = [];
    for (let i = 0; i < 4; i++) {
      const x = chain(draft, shape);
      const mapped = map("mul", map("abs", x), fill(0.5, x));
      const axes = x.shape.map((_, a) => a).filter(() => draft.random.chance(0.5));
      outputs.push(mapped, build.reduce("add", mapped, axes), build.reduce("max", x, axes));
    }
    return outputs;
  }),
  define(`views of maps and of sums over shape ${s}`, (draft) => {
    const x = chain(draft, shape);
    const y = map("max", map("add", x, input(draft, x.shape)), fill(0, x));
    const first = randomView(draft.random, y, value(1)) ?? y;
    const sum = build.reduce("add", y, x.shape.length > 0 ? [draft.random.integer(0, x.shape.length)] : []);
    return [
      first,
      randomView(draft.random, sum, value(2)) ?? sum,
      map("neg", randomView(draft.random, first, value(3)) ?? first),
    ];
  }),
]);
