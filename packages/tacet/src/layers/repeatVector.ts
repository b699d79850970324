/** A vector as every step of a sequence. Source: keras/src/layers/reshaping/repeat_vector.py. */
import type { Shape, Tensor } from "@tacet/compiler";
import { required, wholeFrom, type Kinds } from "../options.ts";
import { Layer, show } from "./layer.ts";
import { layerKinds, layerOptions, type LayerOptions } from "./options.ts";

export interface RepeatVectorOptions extends LayerOptions {
  /** How many steps: a whole number from 1. */
  n: number;
}

const kinds: Kinds<RepeatVectorOptions> = { ...layerKinds, n: required(wholeFrom(1)) };

/** [batch, features] → [batch, n, features]. */
export class RepeatVector extends Layer {
  readonly n: number;
  constructor(options: RepeatVectorOptions) {
    super(layerOptions("RepeatVector", options, kinds));
    this.n = options.n;
  }
  override get className(): string {
    return "RepeatVector";
  }
  protected override checkInput(shape: Shape): void {
    if (shape.length !== 2) throw this.fail("an input of rank 2", `shape ${show(shape)}`, "Flatten it first.");
  }
  call(x: Tensor): Tensor {
    return x.expandDims(1).repeat(this.n, 1);
  }
}
