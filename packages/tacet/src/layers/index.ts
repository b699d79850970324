/**
 * The registry of layers: one line each, from which the factories in `layers`,
 * the classes by name and the documentation's list derive.
 */
import { Activation } from "./activation.ts";
import { ActivityRegularization } from "./activityRegularization.ts";
import { AlphaDropout } from "./alphaDropout.ts";
import { AdditiveAttention } from "./attention/additiveAttention.ts";
import { Attention } from "./attention/attention.ts";
import { GroupQueryAttention } from "./attention/groupQueryAttention.ts";
import { MultiHeadAttention } from "./attention/multiHeadAttention.ts";
import { BatchNormalization } from "./batchNormalization.ts";
import { Concatenate } from "./concatenate.ts";
import { Conv1D, Conv2D, Conv3D } from "./convolution/conv.ts";
import { Conv1DTranspose, Conv2DTranspose, Conv3DTranspose } from "./convolution/convTranspose.ts";
import { DepthwiseConv1D, DepthwiseConv2D } from "./convolution/depthwiseConv.ts";
import { SeparableConv1D, SeparableConv2D } from "./convolution/separableConv.ts";
import { Cropping1D, Cropping2D, Cropping3D } from "./cropping.ts";
import { Dense } from "./dense.ts";
import { Dot } from "./dot.ts";
import { Dropout } from "./dropout.ts";
import { EinsumDense } from "./einsumDense.ts";
import { ELU } from "./elu.ts";
import { Embedding } from "./embedding.ts";
import { Flatten } from "./flatten.ts";
import { GaussianDropout } from "./gaussianDropout.ts";
import { GaussianNoise } from "./gaussianNoise.ts";
import { GroupNormalization } from "./groupNormalization.ts";
import { Identity } from "./identity.ts";
import { InputLayer } from "./input.ts";
import { Lambda } from "./lambda.ts";
import { LayerNormalization } from "./layerNormalization.ts";
import { LeakyReLU } from "./leakyReLU.ts";
import { Masking } from "./masking.ts";
import { Add, Average, Maximum, Minimum, Multiply, Subtract } from "./merging.ts";
import { Permute } from "./permute.ts";
import {
  AdaptiveAveragePooling1D,
  AdaptiveAveragePooling2D,
  AdaptiveAveragePooling3D,
  AdaptiveMaxPooling1D,
  AdaptiveMaxPooling2D,
  AdaptiveMaxPooling3D,
} from "./pooling/adaptivePooling.ts";
import {
  GlobalAveragePooling1D,
  GlobalAveragePooling2D,
  GlobalAveragePooling3D,
  GlobalMaxPooling1D,
  GlobalMaxPooling2D,
  GlobalMaxPooling3D,
} from "./pooling/globalPooling.ts";
import {
  AveragePooling1D,
  AveragePooling2D,
  AveragePooling3D,
  MaxPooling1D,
  MaxPooling2D,
  MaxPooling3D,
} from "./pooling/pooling.ts";
import { PReLU } from "./prelu.ts";
import { CategoryEncoding } from "./preprocessing/categoryEncoding.ts";
import { Discretization } from "./preprocessing/discretization.ts";
import { Hashing } from "./preprocessing/hashing.ts";
import { IntegerLookup } from "./preprocessing/integerLookup.ts";
import { Normalization } from "./preprocessing/normalization.ts";
import { Rescaling } from "./preprocessing/rescaling.ts";
import { StringLookup } from "./preprocessing/stringLookup.ts";
import { TextVectorization } from "./preprocessing/textVectorization.ts";
import { ReLU } from "./reLU.ts";
import { RepeatVector } from "./repeatVector.ts";
import { Reshape } from "./reshape.ts";
import { ReversibleEmbedding } from "./reversibleEmbedding.ts";
import { Bidirectional, type BidirectionalOptions, type MergeMode } from "./recurrent/bidirectional.ts";
import { ConvLSTM1D, ConvLSTM2D, ConvLSTM3D, type ConvLSTMOptions } from "./recurrent/convLstm.ts";
import { GRU, GRUCell, type GRUOptions } from "./recurrent/gru.ts";
import { LSTM, LSTMCell, type LSTMOptions } from "./recurrent/lstm.ts";
import { RNN, type RNNOptions } from "./recurrent/rnn.ts";
import { SimpleRNN, SimpleRNNCell, type SimpleRNNOptions } from "./recurrent/simpleRNN.ts";
import { StackedRNNCells } from "./recurrent/stackedRNNCells.ts";
import { TimeDistributed } from "./recurrent/timeDistributed.ts";
import { RMSNormalization } from "./rmsNormalization.ts";
import { Softmax } from "./softmax.ts";
import { SpatialDropout1D, SpatialDropout2D, SpatialDropout3D } from "./spatialDropout.ts";
import { SpectralNormalization } from "./spectralNormalization.ts";
import { UnitNormalization } from "./unitNormalization.ts";
import { UpSampling1D, UpSampling2D, UpSampling3D } from "./upSampling.ts";
import { ZeroPadding1D, ZeroPadding2D, ZeroPadding3D } from "./zeroPadding.ts";

export const classes = {
  activation: Activation,
  activityRegularization: ActivityRegularization,
  adaptiveAveragePooling1d: AdaptiveAveragePooling1D,
  adaptiveAveragePooling2d: AdaptiveAveragePooling2D,
  adaptiveAveragePooling3d: AdaptiveAveragePooling3D,
  adaptiveMaxPooling1d: AdaptiveMaxPooling1D,
  adaptiveMaxPooling2d: AdaptiveMaxPooling2D,
  adaptiveMaxPooling3d: AdaptiveMaxPooling3D,
  add: Add,
  additiveAttention: AdditiveAttention,
  alphaDropout: AlphaDropout,
  attention: Attention,
  average: Average,
  averagePooling1d: AveragePooling1D,
  averagePooling2d: AveragePooling2D,
  averagePooling3d: AveragePooling3D,
  batchNormalization: BatchNormalization,
  bidirectional: Bidirectional,
  categoryEncoding: CategoryEncoding,
  concatenate: Concatenate,
  conv1d: Conv1D,
  conv1dTranspose: Conv1DTranspose,
  conv2d: Conv2D,
  conv2dTranspose: Conv2DTranspose,
  conv3d: Conv3D,
  conv3dTranspose: Conv3DTranspose,
  convLstm1d: ConvLSTM1D,
  convLstm2d: ConvLSTM2D,
  convLstm3d: ConvLSTM3D,
  cropping1d: Cropping1D,
  cropping2d: Cropping2D,
  cropping3d: Cropping3D,
  dense: Dense,
  depthwiseConv1d: DepthwiseConv1D,
  depthwiseConv2d: DepthwiseConv2D,
  discretization: Discretization,
  dot: Dot,
  dropout: Dropout,
  einsumDense: EinsumDense,
  elu: ELU,
  embedding: Embedding,
  flatten: Flatten,
  gaussianDropout: GaussianDropout,
  gaussianNoise: GaussianNoise,
  globalAveragePooling1d: GlobalAveragePooling1D,
  globalAveragePooling2d: GlobalAveragePooling2D,
  globalAveragePooling3d: GlobalAveragePooling3D,
  globalMaxPooling1d: GlobalMaxPooling1D,
  globalMaxPooling2d: GlobalMaxPooling2D,
  globalMaxPooling3d: GlobalMaxPooling3D,
  groupNormalization: GroupNormalization,
  gru: GRU,
  gruCell: GRUCell,
  groupQueryAttention: GroupQueryAttention,
  hashing: Hashing,
  identity: Identity,
  input: InputLayer,
  integerLookup: IntegerLookup,
  lambda: Lambda,
  layerNormalization: LayerNormalization,
  leakyReLU: LeakyReLU,
  lstm: LSTM,
  lstmCell: LSTMCell,
  masking: Masking,
  maximum: Maximum,
  maxPooling1d: MaxPooling1D,
  maxPooling2d: MaxPooling2D,
  maxPooling3d: MaxPooling3D,
  minimum: Minimum,
  multiHeadAttention: MultiHeadAttention,
  multiply: Multiply,
  normalization: Normalization,
  permute: Permute,
  prelu: PReLU,
  reLU: ReLU,
  repeatVector: RepeatVector,
  rescaling: Rescaling,
  reshape: Reshape,
  reversibleEmbedding: ReversibleEmbedding,
  rmsNormalization: RMSNormalization,
  separableConv1d: SeparableConv1D,
  separableConv2d: SeparableConv2D,
  rnn: RNN,
  simpleRNN: SimpleRNN,
  simpleRNNCell: SimpleRNNCell,
  softmax: Softmax,
  spatialDropout1d: SpatialDropout1D,
  spatialDropout2d: SpatialDropout2D,
  spatialDropout3d: SpatialDropout3D,
  spectralNormalization: SpectralNormalization,
  stackedRNNCells: StackedRNNCells,
  stringLookup: StringLookup,
  subtract: Subtract,
  textVectorization: TextVectorization,
  timeDistributed: TimeDistributed,
  unitNormalization: UnitNormalization,
  upSampling1d: UpSampling1D,
  upSampling2d: UpSampling2D,
  upSampling3d: UpSampling3D,
  zeroPadding1d: ZeroPadding1D,
  zeroPadding2d: ZeroPadding2D,
  zeroPadding3d: ZeroPadding3D,
} as const;

type Classes = typeof classes;
type Factory<C> = C extends new (...options: infer O) => infer L ? (...options: O) => L : never;
/** Factories of layers whose type follows from what their options say. */
interface OwnFactories {
  bidirectional: <S extends boolean = false, M extends MergeMode = "concat">(
    options: BidirectionalOptions<S, M>,
  ) => Bidirectional<S, M>;
  convLstm1d: <S extends boolean = false>(options: ConvLSTMOptions<S>) => ConvLSTM1D<S>;
  convLstm2d: <S extends boolean = false>(options: ConvLSTMOptions<S>) => ConvLSTM2D<S>;
  convLstm3d: <S extends boolean = false>(options: ConvLSTMOptions<S>) => ConvLSTM3D<S>;
  gru: <S extends boolean = false>(options: GRUOptions<S>) => GRU<S>;
  lstm: <S extends boolean = false>(options: LSTMOptions<S>) => LSTM<S>;
  rnn: <S extends boolean = false>(options: RNNOptions<S>) => RNN<S>;
  simpleRNN: <S extends boolean = false>(options: SimpleRNNOptions<S>) => SimpleRNN<S>;
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
