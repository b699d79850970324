/** The leaky rectifier as a layer. Source: keras/src/layers/activations/leaky_relu.py. */
import type { Tensor } from "@tacet/compiler";
import { leakyRelu } from "../activations/all.ts";
import { magnitude, type Kinds } from "../options.ts";
import { Layer } from "./layer.ts";
import { layerKinds, layerOptions, type LayerOptions } from "./options.ts";

export interface LeakyReLUOptions extends LayerOptions {
  /** The slope below 0. Default 0.3 (the activation "leaky_relu" has 0.2). */
  negativeSlope?: number | undefined;
}
const kinds: Kinds<LeakyReLUOptions> = { ...layerKinds, negativeSlope: magnitude };

/** x from 0 on, negativeSlope · x below; the shape stays. */
export class LeakyReLU extends Layer {
  override supportsMasking = true;
  readonly negativeSlope: number;
  constructor(options?: LeakyReLUOptions) {
    super(layerOptions("LeakyReLU", options, kinds));
    this.negativeSlope = options?.negativeSlope ?? 0.3;
  }
  override get className(): string {
    return "LeakyReLU";
  }
  call(x: Tensor): Tensor {
    return leakyRelu(x, { negativeSlope: this.negativeSlope });
  }
}
