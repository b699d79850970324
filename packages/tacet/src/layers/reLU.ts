/** The rectified linear unit as a layer. Source: keras/src/layers/activations/relu.py, keras/src/activations/activations.py. */
import { ops, type Tensor } from "@tacet/compiler";
import { magnitude, orNull, type Kinds } from "../options.ts";
import { Layer } from "./layer.ts";
import { layerKinds, layerOptions, type LayerOptions } from "./options.ts";

export interface ReLUOptions extends LayerOptions {
  /** The largest output; `null` for no bound. Default null. */
  maxValue?: number | null | undefined;
  /** The slope below the threshold. Default 0. */
  negativeSlope?: number | undefined;
  /** What an input must exceed to pass; if 0, to be more than 0. Default 0. */
  threshold?: number | undefined;
}

const kinds: Kinds<ReLUOptions> = {
  ...layerKinds,
  maxValue: orNull(magnitude),
  negativeSlope: magnitude,
  threshold: magnitude,
};

/** min(x, maxValue) above the threshold, negativeSlope · (x - threshold) below; the shape stays. */
export class ReLU extends Layer {
  readonly maxValue: number | undefined;
  readonly negativeSlope: number;
  readonly threshold: number;
  constructor(options?: ReLUOptions) {
    const { maxValue, negativeSlope = 0, threshold = 0, ...rest } = layerOptions("ReLU", options, kinds);
    super(rest);
    this.maxValue = maxValue ?? undefined;
    this.negativeSlope = negativeSlope;
    this.threshold = threshold;
  }
  override get className(): string {
    return "ReLU";
  }
  call(x: Tensor): Tensor {
    const { maxValue, negativeSlope, threshold } = this;
    if (negativeSlope !== 0 && maxValue === undefined && threshold === 0) return ops.leakyRelu(x, negativeSlope);
    // As Keras writes it: at 0 and 6 the gradients of relu and relu6 are 0, those of a clip a half.
    const bounded =
      threshold === 0 && maxValue === 6
        ? x.relu6()
        : clipped(threshold === 0 ? x.relu() : ops.where(x.greater(threshold), x, 0), maxValue);
    return negativeSlope === 0 ? bounded : bounded.sub(x.neg().add(threshold).relu().mul(negativeSlope));
  }
}
const clipped = (x: Tensor, maxValue: number | undefined): Tensor => (maxValue === undefined ? x : x.clip(0, maxValue));
