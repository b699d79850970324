/** The layers' classes, under Keras's names. */
export { Activation } from "./activation.ts";
export { ActivityRegularization } from "./activityRegularization.ts";
export { AlphaDropout } from "./alphaDropout.ts";
export { AdditiveAttention } from "./attention/additiveAttention.ts";
export { Attention } from "./attention/attention.ts";
export { GroupQueryAttention } from "./attention/groupQueryAttention.ts";
export { MultiHeadAttention } from "./attention/multiHeadAttention.ts";
export { BatchNormalization } from "./batchNormalization.ts";
export { Concatenate } from "./concatenate.ts";
export { Conv1D, Conv2D, Conv3D } from "./convolution/conv.ts";
export { Conv1DTranspose, Conv2DTranspose, Conv3DTranspose } from "./convolution/convTranspose.ts";
export { DepthwiseConv1D, DepthwiseConv2D } from "./convolution/depthwiseConv.ts";
export { SeparableConv1D, SeparableConv2D } from "./convolution/separableConv.ts";
export { Cropping1D, Cropping2D, Cropping3D } from "./cropping.ts";
export { Dense } from "./dense.ts";
export { Dot } from "./dot.ts";
export { Dropout } from "./dropout.ts";
export { EinsumDense } from "./einsumDense.ts";
export { ELU } from "./elu.ts";
export { Embedding } from "./embedding.ts";
export { Flatten } from "./flatten.ts";
export { GaussianDropout } from "./gaussianDropout.ts";
export { GaussianNoise } from "./gaussianNoise.ts";
export { GroupNormalization } from "./groupNormalization.ts";
export { Identity } from "./identity.ts";
export { InputLayer } from "./input.ts";
export { Lambda } from "./lambda.ts";
export { LayerNormalization } from "./layerNormalization.ts";
export { LeakyReLU } from "./leakyReLU.ts";
export { Masking } from "./masking.ts";
export { Add, Average, Maximum, Minimum, Multiply, Subtract } from "./merging.ts";
export { Permute } from "./permute.ts";
export {
  AdaptiveAveragePooling1D,
  AdaptiveAveragePooling2D,
  AdaptiveAveragePooling3D,
  AdaptiveMaxPooling1D,
  AdaptiveMaxPooling2D,
  AdaptiveMaxPooling3D,
} from "./pooling/adaptivePooling.ts";
export {
  GlobalAveragePooling1D,
  GlobalAveragePooling2D,
  GlobalAveragePooling3D,
  GlobalMaxPooling1D,
  GlobalMaxPooling2D,
  GlobalMaxPooling3D,
} from "./pooling/globalPooling.ts";
export {
  AveragePooling1D,
  AveragePooling2D,
  AveragePooling3D,
  MaxPooling1D,
  MaxPooling2D,
  MaxPooling3D,
} from "./pooling/pooling.ts";
export { PReLU } from "./prelu.ts";
export { CategoryEncoding } from "./preprocessing/categoryEncoding.ts";
export { Discretization } from "./preprocessing/discretization.ts";
export { Hashing } from "./preprocessing/hashing.ts";
export { IntegerLookup } from "./preprocessing/integerLookup.ts";
export { Normalization } from "./preprocessing/normalization.ts";
export { Rescaling } from "./preprocessing/rescaling.ts";
export { StringLookup } from "./preprocessing/stringLookup.ts";
export { TextVectorization } from "./preprocessing/textVectorization.ts";
export { ReLU } from "./reLU.ts";
export { RepeatVector } from "./repeatVector.ts";
export { Reshape } from "./reshape.ts";
export { ReversibleEmbedding } from "./reversibleEmbedding.ts";
export { Bidirectional } from "./recurrent/bidirectional.ts";
export { ConvLSTM1D, ConvLSTM2D, ConvLSTM3D } from "./recurrent/convLstm.ts";
export { GRU, GRUCell } from "./recurrent/gru.ts";
export { LSTM, LSTMCell } from "./recurrent/lstm.ts";
export { RNN } from "./recurrent/rnn.ts";
export { SimpleRNN, SimpleRNNCell } from "./recurrent/simpleRNN.ts";
export { StackedRNNCells } from "./recurrent/stackedRNNCells.ts";
export { TimeDistributed } from "./recurrent/timeDistributed.ts";
export { RMSNormalization } from "./rmsNormalization.ts";
export { Softmax } from "./softmax.ts";
export { SpatialDropout1D, SpatialDropout2D, SpatialDropout3D } from "./spatialDropout.ts";
export { SpectralNormalization } from "./spectralNormalization.ts";
export { UnitNormalization } from "./unitNormalization.ts";
export { UpSampling1D, UpSampling2D, UpSampling3D } from "./upSampling.ts";
export { ZeroPadding1D, ZeroPadding2D, ZeroPadding3D } from "./zeroPadding.ts";
