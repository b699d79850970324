/**
 * TensorFlow.js's spellings where tacet's registries do not know them, or know another thing by that name.
 * Source: tfjs-layers/src/{activations,initializers,regularizers,losses}.ts.
 */
import type { Tensor as Inner } from "@tacet/compiler";
import { activations, initializers as kerasInitializers, regularizers as kerasRegularizers } from "../index.ts";
import type { DenseOptions } from "../layers/dense.ts";

type Named<T> = Extract<T, string>;
type KerasActivation = Named<DenseOptions["activation"]>;
type KerasInitializer = Named<DenseOptions["kernelInitializer"]>;
type KerasRegularizer = Named<DenseOptions["kernelRegularizer"]>;

/** max(0, min(1, 0.2x + 0.5)), as Keras had it before version 3. */
export const hardSigmoid = (x: Inner): Inner => x.multiply(0.2).add(0.5).clip(0, 1);
const activationsHere = {
  hardSigmoid,
  gelu_new: (x: Inner): Inner => activations.gelu(x, { approximate: true }),
} as const;
export type ActivationIdentifier = KerasActivation | keyof typeof activationsHere;
/** The activation that tacet has under another name, or as another function. */
export const activationOf = (name: unknown): unknown =>
  typeof name === "string" && Object.hasOwn(activationsHere, name)
    ? activationsHere[name as keyof typeof activationsHere]
    : name;

type Capitals<S extends string> = S extends `${infer Head}lecun${infer Tail}` ? `${Head}leCun${Tail}` : S;
export type InitializerIdentifier =
  KerasInitializer | Capitals<KerasInitializer> | Capitalize<Capitals<KerasInitializer>>;

/** "l1l2" has coefficients of 0.01 here, and of 0 in Keras 3. */
export const regularizers = {
  l1: kerasRegularizers.l1,
  l2: kerasRegularizers.l2,
  l1l2: ({ l1 = 0.01, l2 = 0.01 }: { l1?: number | undefined; l2?: number | undefined } = {}) =>
    kerasRegularizers.l1l2({ l1, l2 }),
} as const;
export type RegularizerIdentifier = KerasRegularizer | "L1L2";
export const regularizerOf = (name: unknown): unknown =>
  typeof name === "string" && name.toLowerCase() === "l1l2" ? regularizers.l1l2() : name;

const modes = { fanIn: "fan_in", fanOut: "fan_out", fanAvg: "fan_avg" } as const;
const distributions = { normal: "truncated_normal", truncatedNormal: "truncated_normal", uniform: "uniform" } as const;
export interface VarianceScalingArgs {
  scale?: number | undefined;
  mode?: keyof typeof modes | undefined;
  distribution?: keyof typeof distributions | undefined;
  seed?: number | undefined;
}
const { zeros, ones, constant, randomUniform, randomNormal, truncatedNormal, identity, orthogonal } = kerasInitializers;
const { glorotUniform, glorotNormal, heUniform, heNormal, lecunNormal, lecunUniform } = kerasInitializers;
export const initializers = {
  zeros,
  ones,
  constant,
  randomUniform,
  randomNormal,
  truncatedNormal,
  identity,
  orthogonal,
  glorotUniform,
  glorotNormal,
  heUniform,
  heNormal,
  leCunNormal: lecunNormal,
  leCunUniform: lecunUniform,
  varianceScaling: ({ scale, mode = "fanIn", distribution = "normal", seed }: VarianceScalingArgs = {}) =>
    kerasInitializers.varianceScaling({
      scale,
      mode: modes[mode],
      distribution: distributions[distribution],
      seed,
    }),
} as const;
