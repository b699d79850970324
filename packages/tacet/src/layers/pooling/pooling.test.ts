import { gradients, tensor, Tensor, traceStep } from "@tacet/compiler";
import { describe, expect, it } from "vitest";
import { layers, type Layer } from "../../index.ts";
import { checkLayer } from "../../testing/checkLayer.ts";

type Make = Parameters<typeof checkLayer>[0];
const first = { dataFormat: "channels_first" } as const;
const standard: readonly (readonly [string, Make, readonly number[], readonly number[]])[] = [
  ["maxPooling1d", (common) => layers.maxPooling1d({ strides: 1, ...common }), [4, 2], [3, 2]],
  ["maxPooling2d", (common) => layers.maxPooling2d({ padding: "same", ...common }), [3, 5, 2], [2, 3, 2]],
  ["maxPooling3d", (common) => layers.maxPooling3d({ poolSize: [1, 2, 3], ...common }), [2, 2, 3, 2], [2, 1, 1, 2]],
  [
    "averagePooling1d",
    (common) => layers.averagePooling1d({ poolSize: 3, padding: "same", ...common }),
    [4, 2],
    [2, 2],
  ],
  ["averagePooling2d", (common) => layers.averagePooling2d({ poolSize: 2, ...first, ...common }), [2, 4, 5], [2, 2, 2]],
  ["averagePooling3d", (common) => layers.averagePooling3d({ poolSize: 2, strides: [1, 2, 1], ...common }), [2, 3, 2, 1], [1, 1, 1, 1]], // prettier-ignore
  ["globalMaxPooling1d", (common) => layers.globalMaxPooling1d(common), [4, 2], [2]],
  ["globalMaxPooling2d", (common) => layers.globalMaxPooling2d({ keepdims: true, ...common }), [2, 3, 2], [1, 1, 2]],
  ["globalMaxPooling3d", (common) => layers.globalMaxPooling3d({ ...first, ...common }), [2, 1, 3, 2], [2]],
  ["globalAveragePooling1d", (common) => layers.globalAveragePooling1d(common), [4, 2], [2]],
  ["globalAveragePooling2d", (common) => layers.globalAveragePooling2d({ ...first, keepdims: true, ...common }), [2, 3, 2], [2, 1, 1]], // prettier-ignore
  ["globalAveragePooling3d", (common) => layers.globalAveragePooling3d(common), [2, 1, 3, 2], [2]],
  ["adaptiveMaxPooling1d", (common) => layers.adaptiveMaxPooling1d({ outputSize: 3, ...common }), [5, 2], [3, 2]],
  ["adaptiveMaxPooling2d", (common) => layers.adaptiveMaxPooling2d({ outputSize: [2, 3], ...common }), [2, 2, 2], [2, 3, 2]], // prettier-ignore
  ["adaptiveMaxPooling3d", (common) => layers.adaptiveMaxPooling3d({ outputSize: 1, ...common }), [2, 1, 3, 2], [1, 1, 1, 2]], // prettier-ignore
  [
    "adaptiveAveragePooling1d",
    (common) => layers.adaptiveAveragePooling1d({ outputSize: 3, ...common }),
    [5, 2],
    [3, 2],
  ],
  ["adaptiveAveragePooling2d", (common) => layers.adaptiveAveragePooling2d({ outputSize: 2, ...first, ...common }), [2, 3, 4], [2, 2, 2]], // prettier-ignore
  ["adaptiveAveragePooling3d", (common) => layers.adaptiveAveragePooling3d({ outputSize: 2, ...common }), [2, 3, 1, 2], [2, 2, 2, 2]], // prettier-ignore
];
describe("the standard of layers, gradients within a relative 1e-6", () => {
  it.each(standard)("%s", (_, make, input, output) => checkLayer(make, { input, output, weights: [] }));
});

const column = (...values: number[]) => tensor(values, [1, values.length, 1]);
const flat = async (layer: Layer, x = column(1, 4, 2, 3, 9)) => Array.from(await layer.apply(x).data());

it("takes the largest or the mean under the window, of what is inside", async () => {
  expect(await flat(layers.maxPooling1d())).toEqual([4, 3]);
  expect(await flat(layers.maxPooling1d({ padding: "same" }))).toEqual([4, 3, 9]);
  expect(await flat(layers.averagePooling1d({ poolSize: 2, padding: "same" }))).toEqual([2.5, 2.5, 9]);
  expect(await flat(layers.averagePooling1d({ poolSize: 3, strides: 2 }))).toEqual([7 / 3, 14 / 3].map(Math.fround));
});
it("takes the largest or the mean of everything", async () => {
  expect(await flat(layers.globalMaxPooling1d())).toEqual([9]);
  expect(await flat(layers.globalAveragePooling1d())).toEqual([Math.fround(3.8)]);
});
it("divides steps into parts that overlap where they are uneven", async () => {
  // Five steps in three parts: 0 to 2, 1 to 4, 3 to 5.
  expect(await flat(layers.adaptiveMaxPooling1d({ outputSize: 3 }))).toEqual([4, 4, 9]);
  expect(await flat(layers.adaptiveAveragePooling1d({ outputSize: 3 }))).toEqual([2.5, 3, 6]);
});

/** The gradient of the sum of what a layer gives. */
async function slopes(layer: Layer, x: Tensor): Promise<number[]> {
  const { outputs } = { outputs: [] as Tensor[] };
  traceStep([], () => {
    const [slope] = gradients(layer.apply(x).sum().node, [x.node]);
    outputs.push(new Tensor(slope!));
    return outputs;
  });
  return Array.from(await outputs[0]!.data());
}
it("of equal elements the first takes the gradient; all of space shares it", async () => {
  const equal = column(1, 1, 1, 1);
  expect(await slopes(layers.maxPooling1d(), equal)).toEqual([1, 0, 1, 0]);
  expect(await slopes(layers.adaptiveMaxPooling1d({ outputSize: 1 }), equal)).toEqual([1, 0, 0, 0]);
  expect(await slopes(layers.globalMaxPooling1d(), equal)).toEqual([0.25, 0.25, 0.25, 0.25]);
});

describe("masks", () => {
  const x = tensor([1, 2, 3, 4, 5, 6], [2, 3, 1]);
  const mask = tensor([true, false, true, false, false, true] as never, [2, 3], "bool");
  it("leave steps out of the mean", async () => {
    expect([...(await layers.globalAveragePooling1d().apply(x, { mask }).data())]).toEqual([2, 6]);
  });
  it("of another shape are refused", () => {
    const layer = layers.globalAveragePooling1d({ name: "mean" });
    const wrong = tensor([true, false] as never, [2, 1], "bool");
    expect(() => layer.apply(x, { mask: wrong })).toThrow(/Layer "mean" \(GlobalAveragePooling1D\): expected a mask of shape \[2, 3\], received shape \[2, 1\]/); // prettier-ignore
  });
});
it("refuses windows that leave nothing, and inputs of another rank, naming the layer", () => {
  expect(() => layers.maxPooling1d({ poolSize: 6, name: "p" }).apply(column(1, 2))).toThrow(/Layer "p" \(MaxPooling1D\): expected space of at least \[6\], the poolSize/); // prettier-ignore
  expect(() => layers.averagePooling2d({ poolSize: 2, name: "p" }).apply(column(1))).toThrow(/"p" .* rank 4/);
  expect(() => layers.globalMaxPooling2d({ name: "p" }).apply(column(1))).toThrow(/"p" .* rank 4/);
  expect(() => layers.adaptiveMaxPooling3d({ outputSize: 1, name: "p" }).apply(column(1))).toThrow(/"p" .* rank 5/);
  expect(() => layers.averagePooling2d({} as never)).toThrow(/expected poolSize to be a whole number from 1/);
  expect(() => layers.maxPooling2d({ strides: 0 })).toThrow(/expected strides/);
});
