import { tensor } from "@tacet/compiler";
import { describe, expect, it } from "vitest";
import { layers, type Layer } from "../index.ts";
import { checkLayer, type LayerFacts } from "../testing/checkLayer.ts";

type Make = Parameters<typeof checkLayer>[0];
const standard: readonly (readonly [string, Make, LayerFacts["input"], LayerFacts["output"]])[] = [
  ["identity", (common) => layers.identity(common), [2, 3], [2, 3]],
  ["permute", (common) => layers.permute({ dims: [2, 1], ...common }), [2, 3], [3, 2]],
  ["repeatVector", (common) => layers.repeatVector({ n: 3, ...common }), [4], [3, 4]],
  ["cropping1d", (common) => layers.cropping1d({ cropping: [1, 2], ...common }), [5, 2], [2, 2]],
  ["cropping2d", (common) => layers.cropping2d({ cropping: [[1, 0], 1], ...common }), [3, 4, 2], [2, 2, 2]],
  ["cropping3d", (common) => layers.cropping3d(common), [3, 4, 3, 2], [1, 2, 1, 2]],
  ["upSampling1d", (common) => layers.upSampling1d(common), [3, 2], [6, 2]],
  [
    "upSampling2d",
    (common) => layers.upSampling2d({ size: [2, 3], interpolation: "bilinear", ...common }),
    [2, 2, 1],
    [4, 6, 1],
  ],
  ["upSampling3d", (common) => layers.upSampling3d(common), [1, 2, 1, 2], [2, 4, 2, 2]],
  ["zeroPadding1d", (common) => layers.zeroPadding1d({ padding: [0, 2], ...common }), [3, 2], [5, 2]],
  ["zeroPadding2d", (common) => layers.zeroPadding2d(common), [1, 2, 2], [3, 4, 2]],
  [
    "zeroPadding3d",
    (common) => layers.zeroPadding3d({ padding: [1, 0, [0, 2]], ...common }),
    [1, 2, 1, 2],
    [3, 2, 3, 2],
  ],
];
describe("the standard of layers, gradients within a relative 1e-6", () => {
  it.each(standard)("%s", (_, make, input, output) => checkLayer(make, { input, output, weights: [] }));
});

const column = (...values: number[]) => tensor(values, [1, values.length, 1]);
const flat = async (layer: Layer, x = column(1, 2, 3)) => Array.from(await layer.apply(x).data());

it("moves numbers where they belong", async () => {
  expect(await flat(layers.zeroPadding1d({ padding: [1, 2] }))).toEqual([0, 1, 2, 3, 0, 0]);
  expect(await flat(layers.cropping1d({ cropping: [1, 0] }))).toEqual([2, 3]);
  expect(await flat(layers.upSampling1d({ size: 2 }))).toEqual([1, 1, 2, 2, 3, 3]);
  expect(await flat(layers.repeatVector({ n: 2 }), tensor([[1, 2]]))).toEqual([1, 2, 1, 2]);
  expect(await flat(layers.permute({ dims: [2, 1] }), tensor([[[1, 2, 3], [4, 5, 6]]]))).toEqual([1, 4, 2, 5, 3, 6]); // prettier-ignore
});

it("mixes neighbours by their distance: three quarters of the nearer, a quarter of the other", async () => {
  const y = await flat(layers.upSampling2d({ size: [1, 2], interpolation: "bilinear" }), tensor([0, 4], [1, 1, 2, 1]));
  expect(y).toEqual([0, 1, 3, 4]);
});

it("refuses what leaves nothing, and inputs of another rank", () => {
  expect(() => layers.cropping1d({ cropping: 2 }).apply(column(1, 2, 3))).toThrow(
    /larger than the cropping \[\[2, 2\]\]/,
  );
  expect(() => layers.upSampling2d().apply(column(1))).toThrow(
    /expected an input of rank 4, received shape \[1, 1, 1\]/,
  );
  expect(() => layers.permute({ dims: [0, 1] })).toThrow(
    /expected dims to be every axis of a row once, counted from 1/,
  );
  expect(() => layers.zeroPadding2d({ padding: [1, 2, 3] as never })).toThrow(/expected padding to be .* a list of 2/);
});
