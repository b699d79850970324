/** Flattens each row. Source: keras/src/layers/reshaping/flatten.py. */
import { isStatic, type Shape, type Tensor } from "@tacet/compiler";
import { oneOf, type Kinds } from "../options.ts";
import { Layer, show } from "./layer.ts";
import { layerKinds, layerOptions, type LayerOptions } from "./options.ts";

export interface FlattenOptions extends LayerOptions {
  /** Where the channels are; "channels_first" are moved last before flattening. Default "channels_last". */
  dataFormat?: "channels_last" | "channels_first" | undefined;
}

const kinds: Kinds<FlattenOptions> = { ...layerKinds, dataFormat: oneOf("channels_last", "channels_first") };

/** [n, a, b, …] → [n, a·b·…]; [n] → [n, 1]. */
export class Flatten extends Layer {
  readonly dataFormat: "channels_last" | "channels_first";
  constructor(options?: FlattenOptions) {
    super(layerOptions("Flatten", options, kinds));
    this.dataFormat = options?.dataFormat ?? "channels_last";
  }
  override get className(): string {
    return "Flatten";
  }
  protected override checkInput(shape: Shape): void {
    if (shape.length < 1 || !shape.slice(1).every(isStatic)) {
      throw this.fail("an input of rank 1 or more, [n, …]", `shape ${show(shape)}`, "Reshape the data.");
    }
  }
  call(x: Tensor): Tensor {
    const rank = x.shape.length;
    const last = this.dataFormat === "channels_first" && rank > 2;
    const moved = last ? x.transpose([0, ...Array.from({ length: rank - 2 }, (_, i) => i + 2), 1]) : x;
    const width = x.shape.slice(1).reduce<number>((a, b) => a * (b as number), 1);
    return moved.reshape([x.shape[0]!, width]);
  }
}
