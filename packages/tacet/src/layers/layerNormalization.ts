/** Each row normalized by itself. Source: keras/src/layers/normalization/layer_normalization.py; Ba et al. 2016. */
import { ops, type Shape, type Tensor } from "@tacet/compiler";
import { flag, type Kinds } from "../options.ts";
import { AffineLayer, affineKinds, type AffineOptions } from "./affine.ts";
import { axesOf, axisKind, broadcastShape, extentsOf } from "./axes.ts";
import { show } from "./layer.ts";
import { layerOptions } from "./options.ts";

export interface LayerNormalizationOptions extends AffineOptions {
  /** The axes over which mean and variance are taken, and along which gamma and beta vary. Default -1. */
  axis?: number | readonly number[] | undefined;
  /**
   * Whether rows are only divided by their standard deviation and multiplied with gamma, whatever `center` and `scale`
   * are. Default false. Keras calls it deprecated, since it is not the root mean square: see RMSNormalization.
   */
  rmsScaling?: boolean | undefined;
}

const kinds: Kinds<LayerNormalizationOptions> = { ...affineKinds, axis: axisKind, rmsScaling: flag };

/** x minus its mean, over its standard deviation, along `axis`; times gamma, plus beta. The shape stays. */
export class LayerNormalization extends AffineLayer {
  readonly axis: number | readonly number[];
  readonly rmsScaling: boolean;
  constructor(options?: LayerNormalizationOptions) {
    const given = layerOptions("LayerNormalization", options, kinds);
    super(given.rmsScaling ? { ...given, scale: true, center: false } : given);
    this.axis = options?.axis ?? -1;
    this.rmsScaling = options?.rmsScaling ?? false;
  }
  override get className(): string {
    return "LayerNormalization";
  }
  protected override checkInput(shape: Shape): void {
    if (axesOf(this.axis, shape)) return;
    throw this.fail(`an input with the axes ${String(this.axis)}`, `shape ${show(shape)}`, "Name axes of a row.");
  }
  override build(shape: Shape): void {
    this.addAffineWeights(extentsOf(axesOf(this.axis, shape)!, shape));
  }
  call(x: Tensor): Tensor {
    const axes = axesOf(this.axis, x.shape)!;
    const [variance, shape] = [x.var(axes, true), broadcastShape(axes, x.shape)];
    if (!this.rmsScaling) return this.transform(x, x.mean(axes, true), variance, shape);
    return x.mul(ops.rsqrt(variance.add(this.epsilon))).mul(this.gamma!.tensor.reshape(shape));
  }
}
