/** The registry of initializers: `initializers.glorotUniform({ seed })`, or the name where a layer takes one. */
import { Constant, Identity, Ones, Zeros } from "./constant.ts";
import type { Initializer } from "./initializer.ts";
import { initializerNames } from "./lookup.ts";
import { registry } from "./names.ts";
import { Orthogonal } from "./orthogonal.ts";
import { RandomNormal, RandomUniform, TruncatedNormal, type NormalOptions, type UniformOptions } from "./random.ts";
import * as scaling from "./varianceScaling.ts";

export type { InitializerFunction } from "./given.ts";
export { Initializer, type RandomOptions } from "./initializer.ts";
export { getInitializer, getInitializer as get } from "./lookup.ts";
export { registry, type InitializerLike, type InitializerName } from "./names.ts";
export { VarianceScaling } from "./varianceScaling.ts";

initializerNames.fill(registry);

/** Every value 0. */
export const zeros = (): Initializer => new Zeros();
/** Every value 1. */
export const ones = (): Initializer => new Ones();
/** Every value `value` (0). */
export const constant = (options?: ConstructorParameters<typeof Constant>[0]): Initializer => new Constant(options);
/** A matrix with `gain` (1) on its diagonal. */
export const identity = (options?: ConstructorParameters<typeof Identity>[0]): Initializer => new Identity(options);
/** Normal, `mean` 0, `stddev` 0.05. */
export const randomNormal = (options?: NormalOptions): Initializer => new RandomNormal(options);
/** Uniform from `minval` -0.05 to `maxval` 0.05. */
export const randomUniform = (options?: UniformOptions): Initializer => new RandomUniform(options);
/** Normal, `mean` 0, `stddev` 0.05, cut at two standard deviations. */
export const truncatedNormal = (options?: NormalOptions): Initializer => new TruncatedNormal(options);
/** Values of variance scale / fan: `scale` 1, `mode` "fan_in", `distribution` "truncated_normal". */
export const varianceScaling = (options?: scaling.VarianceScalingOptions): Initializer =>
  new scaling.VarianceScaling(options);
/** Uniform within sqrt(6 / (fanIn + fanOut)): the default of kernels. */
export const glorotUniform = (options?: scaling.FanOptions): Initializer => new scaling.GlorotUniform(options);
/** Truncated normal of variance 2 / (fanIn + fanOut). */
export const glorotNormal = (options?: scaling.FanOptions): Initializer => new scaling.GlorotNormal(options);
/** Uniform within sqrt(6 / fanIn). */
export const heUniform = (options?: scaling.FanOptions): Initializer => new scaling.HeUniform(options);
/** Truncated normal of variance 2 / fanIn. */
export const heNormal = (options?: scaling.FanOptions): Initializer => new scaling.HeNormal(options);
/** Uniform within sqrt(3 / fanIn). */
export const lecunUniform = (options?: scaling.FanOptions): Initializer => new scaling.LecunUniform(options);
/** Truncated normal of variance 1 / fanIn. */
export const lecunNormal = (options?: scaling.FanOptions): Initializer => new scaling.LecunNormal(options);
/** Orthogonal matrices times `gain` (1). */
export const orthogonal = (options?: ConstructorParameters<typeof Orthogonal>[0]): Initializer =>
  new Orthogonal(options);
