/** Rows over their root mean square. Source: keras/src/layers/normalization/rms_normalization.py; Zhang and Sennrich 2019. */
import { ops, type Shape, type Tensor, type Variable } from "@tacet/compiler";
import { Ones } from "../initializers/constant.ts";
import { magnitude, type Kinds } from "../options.ts";
import { axesOf, axisKind, broadcastShape, extentsOf } from "./axes.ts";
import { Layer, show } from "./layer.ts";
import { layerKinds, layerOptions, type LayerOptions } from "./options.ts";

export interface RMSNormalizationOptions extends LayerOptions {
  /** The axes over which the mean square is taken, and along which the scale varies. Default -1. */
  axis?: number | readonly number[] | undefined;
  /** Added to the mean square. Default 1e-6. */
  epsilon?: number | undefined;
}

const kinds: Kinds<RMSNormalizationOptions> = { ...layerKinds, axis: axisKind, epsilon: magnitude };

/**
 * x / √(mean of x² along `axis` + epsilon), times the weight `scale`. The shape stays. Keras fails where `axis` does not
 * reach the last one.
 */
export class RMSNormalization extends Layer {
  readonly axis: number | readonly number[];
  readonly epsilon: number;
  scale: Variable | undefined;
  constructor(options?: RMSNormalizationOptions) {
    super(layerOptions("RMSNormalization", options, kinds));
    this.axis = options?.axis ?? -1;
    this.epsilon = options?.epsilon ?? 1e-6;
  }
  override get className(): string {
    return "RMSNormalization";
  }
  protected override checkInput(shape: Shape): void {
    if (axesOf(this.axis, shape)) return;
    throw this.fail(`an input with the axes ${String(this.axis)}`, `shape ${show(shape)}`, "Name axes of a row.");
  }
  override build(shape: Shape): void {
    const extents = extentsOf(axesOf(this.axis, shape)!, shape);
    this.scale = this.addWeight({ name: "scale", shape: extents, initializer: new Ones() });
  }
  call(x: Tensor): Tensor {
    const axes = axesOf(this.axis, x.shape)!;
    const normalized = x.mul(ops.rsqrt(x.square().mean(axes, true).add(this.epsilon)));
    return normalized.mul(this.scale!.tensor.reshape(broadcastShape(axes, x.shape)));
  }
}
