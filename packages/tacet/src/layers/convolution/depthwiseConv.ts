/** Convolutions of each channel by itself. Source: keras/src/layers/convolutional/depthwise_conv1d.py, 2d. */
import { ops, type Tensor } from "@tacet/compiler";
import { layerOptions } from "../options.ts";
import { Depthwise, depthwiseKinds, depthwiseSpec, type DepthwiseOptions } from "./depthwise.ts";

abstract class DepthwiseConv extends Depthwise {
  constructor(rank: number, options: DepthwiseOptions) {
    super(rank, options, depthwiseSpec(options));
  }
  protected override buildKernel(channels: number): void {
    const given = this.addDepthwise(channels, "kernel");
    if (this.useBias) this.addBias([given]);
  }
  call(x: Tensor): Tensor {
    const { strides, padding, dataFormat, dilationRate } = this;
    return this.finish(ops.depthwiseConv(x, this.kernel!.tensor, strides, padding, dataFormat, dilationRate));
  }
}

const kinds1 = depthwiseKinds(1);
/**
 * Convolves each channel of sequences by itself: [n, steps, channels] → [n, newSteps, channels · depthMultiplier];
 * kernel [kernelSize, channels, depthMultiplier], bias [channels · depthMultiplier].
 * @throws TacetError where the kernel is longer than the sequence
 */
export class DepthwiseConv1D extends DepthwiseConv {
  constructor(options: DepthwiseOptions) {
    super(1, layerOptions("DepthwiseConv1D", options, kinds1));
  }
  override get className(): string {
    return "DepthwiseConv1D";
  }
}
const kinds2 = depthwiseKinds(2);
/**
 * Convolves each channel of images by itself: [n, rows, columns, channels] → [n, newRows, newColumns, channels ·
 * depthMultiplier]; kernel [...kernelSize, channels, depthMultiplier], bias [channels · depthMultiplier].
 * @throws TacetError where the kernel is larger than the image
 */
export class DepthwiseConv2D extends DepthwiseConv {
  constructor(options: DepthwiseOptions) {
    super(2, layerOptions("DepthwiseConv2D", options, kinds2));
  }
  override get className(): string {
    return "DepthwiseConv2D";
  }
}
