/** A layer that only penalizes. Source: keras/src/layers/regularization/activity_regularization.py. */
import type { Tensor } from "@tacet/compiler";
import { magnitude, type Kinds } from "../options.ts";
import { L1L2 } from "../regularizers/l1l2.ts";
import { Layer } from "./layer.ts";
import { layerKinds, layerOptions, type LayerOptions } from "./options.ts";

export interface ActivityRegularizationOptions extends Omit<LayerOptions, "activityRegularizer"> {
  /** Weight of the sum of absolute values. Default 0. */
  l1?: number | undefined;
  /** Weight of the sum of squares. Default 0. */
  l2?: number | undefined;
}

const { activityRegularizer: _made, ...common } = layerKinds;
const kinds: Kinds<ActivityRegularizationOptions> = { ...common, l1: magnitude, l2: magnitude };

/** Passes its input on, and adds the L1 and L2 penalty of it to the loss. */
export class ActivityRegularization extends Layer {
  override supportsMasking = true;
  constructor(options?: ActivityRegularizationOptions) {
    const { l1 = 0, l2 = 0, ...rest } = layerOptions("ActivityRegularization", options, kinds);
    super({ ...rest, activityRegularizer: new L1L2({ l1, l2 }) });
  }
  override get className(): string {
    return "ActivityRegularization";
  }
  call(x: Tensor): Tensor {
    return x;
  }
}
