/**
 * The registry of layers: one line each, from which the factories in `layers`,
 * the classes by name and the documentation's list derive.
 */
import * as all from "./all.ts";
import type { BidirectionalOptions, MergeMode } from "./recurrent/bidirectional.ts";
import type { ConvLSTMOptions } from "./recurrent/convLstm.ts";
import type { GRUOptions } from "./recurrent/gru.ts";
import type { LSTMOptions } from "./recurrent/lstm.ts";
import type { RNNOptions } from "./recurrent/rnn.ts";
import type { SimpleRNNOptions } from "./recurrent/simpleRNN.ts";

export const classes = {
  activation: all.Activation,
  activityRegularization: all.ActivityRegularization,
  adaptiveAveragePooling1d: all.AdaptiveAveragePooling1D,
  adaptiveAveragePooling2d: all.AdaptiveAveragePooling2D,
  adaptiveAveragePooling3d: all.AdaptiveAveragePooling3D,
  adaptiveMaxPooling1d: all.AdaptiveMaxPooling1D,
  adaptiveMaxPooling2d: all.AdaptiveMaxPooling2D,
  adaptiveMaxPooling3d: all.AdaptiveMaxPooling3D,
  add: all.Add,
  additiveAttention: all.AdditiveAttention,
  alphaDropout: all.AlphaDropout,
  attention: all.Attention,
  average: all.Average,
  averagePooling1d: all.AveragePooling1D,
  averagePooling2d: all.AveragePooling2D,
  averagePooling3d: all.AveragePooling3D,
  batchNormalization: all.BatchNormalization,
  bidirectional: all.Bidirectional,
  categoryEncoding: all.CategoryEncoding,
  concatenate: all.Concatenate,
  conv1d: all.Conv1D,
  conv1dTranspose: all.Conv1DTranspose,
  conv2d: all.Conv2D,
  conv2dTranspose: all.Conv2DTranspose,
  conv3d: all.Conv3D,
  conv3dTranspose: all.Conv3DTranspose,
  convLstm1d: all.ConvLSTM1D,
  convLstm2d: all.ConvLSTM2D,
  convLstm3d: all.ConvLSTM3D,
  cropping1d: all.Cropping1D,
  cropping2d: all.Cropping2D,
  cropping3d: all.Cropping3D,
  dense: all.Dense,
  depthwiseConv1d: all.DepthwiseConv1D,
  depthwiseConv2d: all.DepthwiseConv2D,
  discretization: all.Discretization,
  dot: all.Dot,
  dropout: all.Dropout,
  einsumDense: all.EinsumDense,
  elu: all.ELU,
  embedding: all.Embedding,
  flatten: all.Flatten,
  gaussianDropout: all.GaussianDropout,
  gaussianNoise: all.GaussianNoise,
  globalAveragePooling1d: all.GlobalAveragePooling1D,
  globalAveragePooling2d: all.GlobalAveragePooling2D,
  globalAveragePooling3d: all.GlobalAveragePooling3D,
  globalMaxPooling1d: all.GlobalMaxPooling1D,
  globalMaxPooling2d: all.GlobalMaxPooling2D,
  globalMaxPooling3d: all.GlobalMaxPooling3D,
  groupNormalization: all.GroupNormalization,
  gru: all.GRU,
  gruCell: all.GRUCell,
  groupQueryAttention: all.GroupQueryAttention,
  hashing: all.Hashing,
  identity: all.Identity,
  input: all.InputLayer,
  integerLookup: all.IntegerLookup,
  lambda: all.Lambda,
  layerNormalization: all.LayerNormalization,
  leakyReLU: all.LeakyReLU,
  lstm: all.LSTM,
  lstmCell: all.LSTMCell,
  masking: all.Masking,
  maximum: all.Maximum,
  maxPooling1d: all.MaxPooling1D,
  maxPooling2d: all.MaxPooling2D,
  maxPooling3d: all.MaxPooling3D,
  minimum: all.Minimum,
  multiHeadAttention: all.MultiHeadAttention,
  multiply: all.Multiply,
  normalization: all.Normalization,
  permute: all.Permute,
  prelu: all.PReLU,
  reLU: all.ReLU,
  repeatVector: all.RepeatVector,
  rescaling: all.Rescaling,
  reshape: all.Reshape,
  reversibleEmbedding: all.ReversibleEmbedding,
  rmsNormalization: all.RMSNormalization,
  separableConv1d: all.SeparableConv1D,
  separableConv2d: all.SeparableConv2D,
  rnn: all.RNN,
  simpleRNN: all.SimpleRNN,
  simpleRNNCell: all.SimpleRNNCell,
  softmax: all.Softmax,
  spatialDropout1d: all.SpatialDropout1D,
  spatialDropout2d: all.SpatialDropout2D,
  spatialDropout3d: all.SpatialDropout3D,
  spectralNormalization: all.SpectralNormalization,
  stackedRNNCells: all.StackedRNNCells,
  stringLookup: all.StringLookup,
  subtract: all.Subtract,
  textVectorization: all.TextVectorization,
  timeDistributed: all.TimeDistributed,
  unitNormalization: all.UnitNormalization,
  upSampling1d: all.UpSampling1D,
  upSampling2d: all.UpSampling2D,
  upSampling3d: all.UpSampling3D,
  zeroPadding1d: all.ZeroPadding1D,
  zeroPadding2d: all.ZeroPadding2D,
  zeroPadding3d: all.ZeroPadding3D,
} as const;

type Classes = typeof classes;
type Factory<C> = C extends new (...options: infer O) => infer L ? (...options: O) => L : never;
/** Factories of layers whose type follows from what their options say. */
interface OwnFactories {
  bidirectional: <S extends boolean = false, M extends MergeMode = "concat">(
    options: BidirectionalOptions<S, M>,
  ) => all.Bidirectional<S, M>;
  convLstm1d: <S extends boolean = false>(options: ConvLSTMOptions<S>) => all.ConvLSTM1D<S>;
  convLstm2d: <S extends boolean = false>(options: ConvLSTMOptions<S>) => all.ConvLSTM2D<S>;
  convLstm3d: <S extends boolean = false>(options: ConvLSTMOptions<S>) => all.ConvLSTM3D<S>;
  gru: <S extends boolean = false>(options: GRUOptions<S>) => all.GRU<S>;
  lstm: <S extends boolean = false>(options: LSTMOptions<S>) => all.LSTM<S>;
  rnn: <S extends boolean = false>(options: RNNOptions<S>) => all.RNN<S>;
  simpleRNN: <S extends boolean = false>(options: SimpleRNNOptions<S>) => all.SimpleRNN<S>;
}
type FactoryOf<K extends keyof Classes> = K extends keyof OwnFactories ? OwnFactories[K] : Factory<Classes[K]>;
/**
 * A factory for each class: `layers.dense({ units: 1 })` is `new Dense({ units: 1 })`. The same letters in another
 * case are an alias.
 */
export type Factories = { readonly [K in keyof Classes]: FactoryOf<K> } & {
  readonly [K in keyof Classes as Capitalize<K> | Lowercase<K>]: FactoryOf<K>;
};
const made = Object.entries<new (options: never) => unknown>(classes).map(([name, layerClass]): [string, unknown] => [
  name,
  (options: never) => new layerClass(options),
]);
/** Other cases stay out of sight, so that listing the factories gives each once. */
const aliases = made.flatMap(([name, value]) =>
  [name.toLowerCase(), name.charAt(0).toUpperCase() + name.slice(1)]
    .filter((alias) => !Object.hasOwn(classes, alias))
    .map((alias): [string, PropertyDescriptor] => [alias, { value }]),
);
export const factories = Object.defineProperties(
  Object.fromEntries(made),
  Object.fromEntries(aliases),
) as unknown as Factories;

export { Layer, type ApplyOptions, type CallOptions } from "./layer.ts";
export type { LayerOptions } from "./options.ts";
export { RNNCell } from "./recurrent/cell.ts";
export { Wrapper, type WrapperOptions } from "./wrapper.ts";
