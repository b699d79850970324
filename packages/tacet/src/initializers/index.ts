/** The registry of initializers: `initializers.glorotUniform({ seed })`, or the name where a layer takes one. */
import { TacetError, Tensor } from "@tacet/compiler";
import { show } from "../options.ts";
import { createRegistry, type Identifier } from "../registry.ts";
import { Constant, Identity, Ones, Zeros } from "./constant.ts";
import { FunctionInitializer, TensorInitializer, type InitializerFunction } from "./given.ts";
import { Initializer } from "./initializer.ts";
import { Orthogonal } from "./orthogonal.ts";
import { RandomNormal, RandomUniform, TruncatedNormal, type NormalOptions, type UniformOptions } from "./random.ts";
import * as scaling from "./varianceScaling.ts";

export type { InitializerFunction } from "./given.ts";
export { Initializer, type RandomOptions } from "./initializer.ts";
export { VarianceScaling } from "./varianceScaling.ts";

const classes = {
  zeros: Zeros,
  ones: Ones,
  constant: Constant,
  identity: Identity,
  random_normal: RandomNormal,
  random_uniform: RandomUniform,
  truncated_normal: TruncatedNormal,
  variance_scaling: scaling.VarianceScaling,
  glorot_uniform: scaling.GlorotUniform,
  glorot_normal: scaling.GlorotNormal,
  he_uniform: scaling.HeUniform,
  he_normal: scaling.HeNormal,
  lecun_uniform: scaling.LecunUniform,
  lecun_normal: scaling.LecunNormal,
  orthogonal: Orthogonal,
} as const;
const aliases = {
  zero: "zeros",
  one: "ones",
  normal: "random_normal",
  uniform: "random_uniform",
  identity_initializer: "identity",
  orthogonal_initializer: "orthogonal",
} as const;

export const registry = createRegistry<keyof typeof classes, new () => Initializer>("initializer", classes, aliases);
export type InitializerName = Identifier<keyof typeof classes | keyof typeof aliases>;
/** An initializer, the name of one with its default options, a function of shape and type to values, or the values. */
export type InitializerLike = Initializer | InitializerName | InitializerFunction | Tensor;

/**
 * The initializer that an identifier stands for. A name makes a new one, which draws its seed now.
 *
 * @throws TacetError for an unknown name, listing those near it
 */
export function getInitializer(identifier: InitializerLike): Initializer {
  if (identifier instanceof Initializer) return identifier;
  if (typeof identifier === "string") return new (registry.get(identifier))();
  if (typeof identifier === "function") return new FunctionInitializer(identifier);
  if ((identifier as unknown) instanceof Tensor) return new TensorInitializer(identifier);
  throw new TacetError(
    `Expected an initializer, the name of one (${registry.names.join(", ")}), a function of a shape or a tensor, received ${show(identifier)}.`,
  );
}

export { getInitializer as get };

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
