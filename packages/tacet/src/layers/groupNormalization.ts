/** Groups of channels normalized together. Source: keras/src/layers/normalization/group_normalization.py; Wu and He 2018. */
import { isStatic, type Shape, type Tensor } from "@tacet/compiler";
import { anything, type Kind, type Kinds } from "../options.ts";
import { AffineLayer, affineKinds, type AffineOptions } from "./affine.ts";
import { show } from "./layer.ts";
import { layerOptions } from "./options.ts";

export interface GroupNormalizationOptions extends AffineOptions {
  /** How many groups: a divisor of the channels; -1 for a group of each channel. Default 32. */
  groups?: number | undefined;
  /** The axis of the channels. Default -1. */
  axis?: number | undefined;
}

const groupsKind: Kind = {
  what: "a whole number from 1, or -1",
  test: (x) => Number.isInteger(x) && ((x as number) > 0 || x === -1),
};
const kinds: Kinds<GroupNormalizationOptions> = { ...affineKinds, groups: groupsKind, axis: anything };

/**
 * Splits the channels of a row in groups, and brings each group to mean 0 and variance 1 over all its other axes; times
 * gamma, plus beta, of one value a channel. The shape stays.
 * @throws TacetError where the groups don't divide the channels
 */
export class GroupNormalization extends AffineLayer {
  readonly groups: number;
  readonly axis: number;
  constructor(options?: GroupNormalizationOptions) {
    super(layerOptions("GroupNormalization", options, kinds));
    this.groups = options?.groups ?? 32;
    this.axis = options?.axis ?? -1;
  }
  override get className(): string {
    return "GroupNormalization";
  }
  protected override checkInput(shape: Shape): void {
    const channels = shape[this.#axisOf(shape)];
    const fits = channels !== undefined && isStatic(channels) && channels % this.#groupsOf(channels) === 0;
    if (fits && this.#axisOf(shape) > 0) return;
    throw this.fail(
      `an input whose channels on axis ${this.axis} are a multiple of ${this.groups} groups`,
      `shape ${show(shape)}`,
      "Give groups, a divisor of the channels.",
    );
  }
  override build(shape: Shape): void {
    this.addAffineWeights([shape[this.#axisOf(shape)] as number]);
  }
  call(x: Tensor): Tensor {
    const axis = this.#axisOf(x.shape);
    const channels = x.shape[axis] as number;
    const groups = this.#groupsOf(channels);
    const split = (shape: Shape): Shape => [
      ...shape.slice(0, axis),
      groups,
      channels / groups,
      ...shape.slice(axis + 1),
    ];
    const grouped = x.reshape(split(x.shape));
    const axes = grouped.shape.map((_, i) => i).filter((i) => i > 0 && i !== axis);
    const weights = split(x.shape.map((_, i) => (i === axis ? channels : 1)));
    const y = this.transform(grouped, grouped.mean(axes, true), grouped.var(axes, true), weights);
    return y.reshape(x.shape);
  }
  #axisOf(shape: Shape): number {
    return this.axis < 0 ? this.axis + shape.length : this.axis;
  }
  #groupsOf(channels: number): number {
    return this.groups === -1 ? channels : this.groups;
  }
}
