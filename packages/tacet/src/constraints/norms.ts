/** Constraints of the length of a unit's weights. Source: keras/src/constraints/constraints.py. */
import type { Tensor } from "@tacet/compiler";
import { EPSILON } from "../floatx.ts";
import { checkOptions, magnitude, oneOrMore, share, whole, type Kinds } from "../options.ts";
import { Constraint } from "./constraint.ts";

type Axis = number | readonly number[];
export interface UnitNormOptions {
  /** The axes of one unit's weights: 0, the default, for a kernel [inputs, units]; [0, 1, 2] for images. */
  readonly axis?: Axis | undefined;
}
export interface MaxNormOptions extends UnitNormOptions {
  /** The largest length. Default 2. */
  readonly maxValue?: number | undefined;
}
export interface MinMaxNormOptions extends UnitNormOptions {
  /** The smallest length. Default 0. */
  readonly minValue?: number | undefined;
  /** The largest length. Default 1. */
  readonly maxValue?: number | undefined;
  /** How far the length moves into the bounds at each update, from 0 to 1. Default 1. */
  readonly rate?: number | undefined;
}

const unitKinds: Kinds<UnitNormOptions> = { axis: oneOrMore(whole) };
const maxKinds: Kinds<MaxNormOptions> = { ...unitKinds, maxValue: magnitude };
const minMaxKinds: Kinds<MinMaxNormOptions> = { ...maxKinds, minValue: magnitude, rate: share };

const lengths = (weight: Tensor, axis: Axis): Tensor => weight.square().sum(axis, true).sqrt();
const withLength = (weight: Tensor, found: Tensor, wanted: Tensor): Tensor =>
  weight.mul(wanted.div(found.add(EPSILON)));

/** Each unit's weights have the length 1. */
export class UnitNorm extends Constraint {
  readonly axis: Axis;
  constructor(options?: UnitNormOptions) {
    super();
    this.axis = checkOptions("unitNorm", options, unitKinds).axis ?? 0;
  }
  override get className(): string {
    return "UnitNorm";
  }
  override call(weight: Tensor): Tensor {
    return weight.div(lengths(weight, this.axis).add(EPSILON));
  }
  override getConfig(): Record<string, unknown> {
    return { axis: this.axis };
  }
}

/** Each unit's weights have at most the length `maxValue`. */
export class MaxNorm extends Constraint {
  readonly maxValue: number;
  readonly axis: Axis;
  constructor(options?: MaxNormOptions) {
    super();
    const { maxValue = 2, axis = 0 } = checkOptions("maxNorm", options, maxKinds);
    this.maxValue = maxValue;
    this.axis = axis;
  }
  override get className(): string {
    return "MaxNorm";
  }
  override call(weight: Tensor): Tensor {
    const found = lengths(weight, this.axis);
    return withLength(weight, found, found.clip(0, this.maxValue));
  }
  override getConfig(): Record<string, unknown> {
    return { max_value: this.maxValue, axis: this.axis };
  }
}

/** Each unit's weights have a length from `minValue` to `maxValue`, or move toward it by `rate`. */
export class MinMaxNorm extends Constraint {
  readonly minValue: number;
  readonly maxValue: number;
  readonly rate: number;
  readonly axis: Axis;
  constructor(options?: MinMaxNormOptions) {
    super();
    const { minValue = 0, maxValue = 1, rate = 1, axis = 0 } = checkOptions("minMaxNorm", options, minMaxKinds);
    this.minValue = minValue;
    this.maxValue = maxValue;
    this.rate = rate;
    this.axis = axis;
  }
  override get className(): string {
    return "MinMaxNorm";
  }
  override call(weight: Tensor): Tensor {
    const found = lengths(weight, this.axis);
    const bounded = found.clip(this.minValue, this.maxValue);
    return withLength(weight, found, bounded.mul(this.rate).add(found.mul(1 - this.rate)));
  }
  override getConfig(): Record<string, unknown> {
    return { min_value: this.minValue, max_value: this.maxValue, rate: this.rate, axis: this.axis };
  }
}
