/** How poolings are drawn: windows that fit what the rows have of space. */
import type { Draw } from "./draw.ts";
import type { LayerDraw, Options, RowShape } from "./tables.ts";

const of = (rank: number, options: LayerDraw["options"]): LayerDraw => ({
  takes: (shape) => shape.length === rank + 1,
  options,
});
const dataFormat = (d: Draw): Options => d.maybe(0.3, () => ({ dataFormat: "channels_first" }));
const spaceOf = (shape: RowShape, given: Options): RowShape =>
  "dataFormat" in given ? shape.slice(1) : shape.slice(0, -1);

const windows = (rank: number): LayerDraw =>
  of(rank, (d, shape) => {
    const format = dataFormat(d);
    const padding = d.one(["valid", "valid", "same"]);
    const poolSize = spaceOf(shape, format).map((e) => d.whole(1, padding === "same" ? 3 : Math.min(3, e)));
    const even = poolSize.every((size) => size === poolSize[0]);
    return {
      poolSize: even ? poolSize[0] : poolSize,
      ...(padding === "same" && { padding }),
      ...d.maybe(0.5, () => ({ strides: d.one([1, 2, poolSize.map(() => d.whole(1, 2))]) })),
      ...format,
    };
  });
const whole = (rank: number): LayerDraw =>
  of(rank, (d) => ({ ...dataFormat(d), ...d.maybe(0.5, () => ({ keepdims: true })) }));
const parts = (rank: number): LayerDraw =>
  of(rank, (d, shape) => {
    const format = dataFormat(d);
    return { outputSize: d.one([2, spaceOf(shape, format).map((e) => d.whole(1, e + 1))]), ...format };
  });

export const poolings = {
  averagePooling1d: windows(1),
  averagePooling2d: windows(2),
  averagePooling3d: windows(3),
  maxPooling1d: windows(1),
  maxPooling2d: windows(2),
  maxPooling3d: windows(3),
  globalAveragePooling1d: whole(1),
  globalAveragePooling2d: whole(2),
  globalAveragePooling3d: whole(3),
  globalMaxPooling1d: whole(1),
  globalMaxPooling2d: whole(2),
  globalMaxPooling3d: whole(3),
  adaptiveAveragePooling1d: parts(1),
  adaptiveAveragePooling2d: parts(2),
  adaptiveAveragePooling3d: parts(3),
  adaptiveMaxPooling1d: parts(1),
  adaptiveMaxPooling2d: parts(2),
  adaptiveMaxPooling3d: parts(3),
};
