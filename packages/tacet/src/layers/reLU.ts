/** The rectified linear unit as a layer. Source: keras/src/layers/activations/relu.py, keras/src/activations/activations.py. */
import type { Tensor } from "@tacet/compiler";
import { relu } from "../activations/all.ts";
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
  override supportsMasking = true;
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
    return relu(x, { maxValue, negativeSlope, threshold });
  }
}
