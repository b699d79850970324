/** The initializers by name. */
import type { Tensor } from "@tacet/compiler";
import { createRegistry, type Identifier } from "../registry.ts";
import * as all from "./all.ts";
import type { InitializerFunction } from "./given.ts";
import type { Initializer } from "./initializer.ts";

const classes = {
  zeros: all.Zeros,
  ones: all.Ones,
  constant: all.Constant,
  identity: all.Identity,
  random_normal: all.RandomNormal,
  random_uniform: all.RandomUniform,
  truncated_normal: all.TruncatedNormal,
  variance_scaling: all.VarianceScaling,
  glorot_uniform: all.GlorotUniform,
  glorot_normal: all.GlorotNormal,
  he_uniform: all.HeUniform,
  he_normal: all.HeNormal,
  lecun_uniform: all.LecunUniform,
  lecun_normal: all.LecunNormal,
  orthogonal: all.Orthogonal,
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
