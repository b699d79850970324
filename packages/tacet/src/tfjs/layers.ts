/**
 * TensorFlow.js's factories of layers: tacet's registry under its spellings, with its defaults where they differ from
 * Keras 3's and a program would notice. Source: tfjs-layers/src/exports_layers.ts.
 */
import { layers as keras, TacetError } from "../index.ts";
import { Layer, type InnerLayer } from "./layer.ts";
import {
  activationOf,
  hardSigmoid,
  regularizerOf,
  type ActivationIdentifier,
  type InitializerIdentifier,
  type RegularizerIdentifier,
} from "./names.ts";
import { Tensor } from "./tensor.ts";
import { input, inputLayer } from "./input.ts";

type Keras = typeof keras;
/** Layers are TensorFlow.js's. */
type Plain<V> = V extends InnerLayer ? Layer : V extends readonly InnerLayer[] ? readonly Layer[] : V;
type Value<K, V> = K extends `${string}ctivation`
  ? V | ActivationIdentifier
  : K extends `${string}nitializer`
    ? V | InitializerIdentifier
    : K extends `${string}egularizer`
      ? V | RegularizerIdentifier
      : K extends "dataFormat"
        ? V | keyof typeof dataFormats
        : Plain<V>;
/** What TensorFlow.js's layers take beside Keras 3's options. */
interface Further {
  /** Values of the weights at first. */
  weights?: readonly Tensor[] | undefined;
  /** Of no effect. */
  inputDType?: string | undefined;
  /** Of no effect. */
  batchSize?: number | undefined;
}
/** Options that Keras 3 asks for, and TensorFlow.js does not. */
type Left<O> = O extends { poolSize: infer S } ? Omit<O, "poolSize"> & { poolSize?: S } : O;
type Options<O> = O extends object ? { [K in keyof Left<O>]: Value<K, Left<O>[K]> } & Further : O;
type Factory<F> = F extends (...options: infer P) => unknown
  ? (...options: { [K in keyof P]: Options<P[K]> }) => Layer
  : never;

/** Options that Keras 3 calls otherwise. */
const renamed: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  leakyReLU: { alpha: "negativeSlope" },
};
/** What an option is where it is not given, if not what it is in Keras 3. */
const defaults: Readonly<Record<string, object>> = {
  averagePooling1d: { poolSize: 2 },
  averagePooling2d: { poolSize: 2 },
  averagePooling3d: { poolSize: 2 },
  convLstm2d: { recurrentActivation: hardSigmoid },
  gru: { recurrentActivation: hardSigmoid, resetAfter: false },
  gruCell: { recurrentActivation: hardSigmoid, resetAfter: false },
  lstm: { recurrentActivation: hardSigmoid },
  lstmCell: { recurrentActivation: hardSigmoid },
};
const ignored = ["weights", "inputDType", "batchSize", "inputLength"];
/** Further names of a layer. */
const aliases = {
  averagePooling1d: ["avgPool1d", "avgPooling1d"],
  averagePooling2d: ["avgPool2d", "avgPooling2d"],
  averagePooling3d: ["avgPool3d", "avgPooling3d"],
  cropping2d: ["cropping2D"],
  globalMaxPooling1d: ["globalMaxPool1d"],
  globalMaxPooling2d: ["globalMaxPool2d"],
  maxPooling1d: ["maxPool1d"],
  maxPooling2d: ["maxPool2d"],
} as const;
type Aliases = typeof aliases;
type Main = keyof Keras & keyof Aliases;

/** The factories by TensorFlow.js's names; tacet's other layers are here too. */
export type Layers = { readonly [K in Exclude<keyof Keras, "input" | "Input" | "leakyReLU">]: Factory<Keras[K]> } & {
  readonly [K in Main as Aliases[K][number]]: Factory<Keras[K]>;
} & {
  readonly input: typeof input;
  readonly inputLayer: typeof inputLayer;
  readonly leakyReLU: (
    options?: Options<NonNullable<Parameters<Keras["leakyReLU"]>[0]>> & { alpha?: number | undefined },
  ) => Layer;
  /** x above `theta` (1), 0 elsewhere. */
  readonly thresholdedReLU: (options?: { theta?: number | undefined; name?: string | undefined }) => Layer;
};

const dataFormats = { channelsFirst: "channels_first", channelsLast: "channels_last" } as const;
const isDataFormat = (value: unknown): value is keyof typeof dataFormats =>
  typeof value === "string" && Object.hasOwn(dataFormats, value);

function lowered(key: string, value: unknown): unknown {
  if (key === "dataFormat") return isDataFormat(value) ? dataFormats[value] : value;
  if (value instanceof Layer || value instanceof Tensor) return value.inner;
  if (Array.isArray(value) && value.some((e) => e instanceof Layer)) return value.map((e) => lowered(key, e));
  if (key.endsWith("ctivation")) return activationOf(value);
  return key.endsWith("egularizer") ? regularizerOf(value) : value;
}
/** The options of Keras 3 that mean what TensorFlow.js's do. */
function translated(name: string, given: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const names = renamed[name] ?? {};
  const own = Object.entries(given)
    .filter(([key]) => !ignored.includes(key))
    .map(([key, value]) => [names[key] ?? key, lowered(key, value)] as const);
  return { ...defaults[name], ...Object.fromEntries(own) };
}
function factory(name: string, make: (options: never) => InnerLayer) {
  return (options: Readonly<Record<string, unknown>> & Further = {}): Layer => {
    if (typeof options !== "object" || Array.isArray(options))
      throw new TacetError(`layers.${name}: expected an object of options, received ${String(options)}. Write { name: value }.`); // prettier-ignore
    const inner = make(translated(name, options) as never);
    const layer = new Layer(inner);
    const { weights } = options;
    if (weights) beginWith(layer, weights);
    return layer;
  };
}
/** Gives the weights their values as soon as there are any. */
function beginWith(layer: Layer, weights: readonly Tensor[]): void {
  const { inner } = layer;
  const build = inner.build.bind(inner);
  inner.build = (shape) => {
    build(shape);
    layer.setWeights(weights);
  };
}

const made = Object.entries(keras).map(([name, make]) => [name, factory(name, make)] as const);
const byName = Object.fromEntries(made);
const spelled = Object.entries(aliases).flatMap(([name, others]) =>
  others.flatMap((other) => (byName[name] ? [[other, byName[name]] as const] : [])),
);
export const layers = {
  ...byName,
  ...Object.fromEntries(spelled),
  input,
  inputLayer,
  thresholdedReLU: ({ theta = 1, name }: { theta?: number; name?: string } = {}) =>
    new Layer(keras.reLU({ threshold: theta, name })),
} as unknown as Layers;
