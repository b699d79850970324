/**
 * Why names of Keras are absent from tacet: by family, one reason a name or a group of them. A name that is there, or
 * that Keras has not, may not stand here; one that is absent has to: the tests say which.
 */
import type { FamilyName } from "./names.ts";

/** Names, separated by spaces, by the reason why they are absent. */
export type Reasons = Readonly<Record<string, string>>;

const saving = "models are not saved or loaded yet";
const dictionaries = { [saving]: "serialize deserialize" };
const images = "there are no image ops yet";

export const absent: Readonly<Record<FamilyName, Reasons>> = {
  layers: {
    ...dictionaries,
    "preprocessing of categories is not written yet": "HashedCrossing Pipeline",
    [images]: "CenterCrop Resizing",
    "augmentation of images is not written yet":
      "AugMix AutoContrast ContrastLimitedAdaptiveHistogramEqualization CutMix Equalization MixUp RandAugment RandomBrightness RandomColorDegeneration RandomColorJitter RandomContrast RandomCrop RandomElasticTransform RandomErasing RandomFlip RandomGaussianBlur RandomGrayscale RandomHue RandomInvert RandomPerspective RandomPosterization RandomRotation RandomSaturation RandomSharpness RandomShear RandomTranslation RandomZoom Solarization",
    "there are no bounding boxes": "MaxNumBoundingBoxes",
    "it needs a Fourier transform, which tacet has not": "MelSpectrogram STFTSpectrogram",
    "it holds a model of another framework": "FlaxLayer JaxLayer TFSMLayer TorchModuleWrapper",
    "a layer says what it takes in checkInput": "InputSpec",
  },
  activations: dictionaries,
  losses: {
    ...dictionaries,
    "it sums over all alignments of two sequences, a formula that is not written yet": "CTC",
  },
  metrics: {
    ...dictionaries,
    "they are losses, which Keras lists here as functions too":
      "binary_focal_crossentropy categorical_focal_crossentropy huber",
    "as a metric it is LogCoshError": "log_cosh",
  },
  optimizers: {
    ...dictionaries,
    "one optimizer trains all weights of a model": "MultiOptimizer OptimizerMap",
  },
  schedules: dictionaries,
  regularizers: dictionaries,
  initializers: { ...dictionaries, "it belongs to spectrograms, which tacet has not": "STFT" },
  constraints: dictionaries,
  callbacks: {
    [saving]: "BackupAndRestore ModelCheckpoint",
    "it writes the files of another program": "OrbaxCheckpoint TensorBoard",
    "fit takes a list of callbacks": "CallbackList",
  },
  random: {
    "layers.dropout drops": "dropout",
    "no layer draws these": "beta binomial categorical gamma shuffle",
  },
  datasets: {
    "nothing is downloaded; read the file and give its arrays, or a Dataset":
      "boston_housing california_housing cifar10 cifar100 fashion_mnist imdb mnist reuters",
  },
  utils: {
    [saving]:
      "CustomObjectScope deserialize_keras_object get_custom_objects get_registered_name get_registered_object register_keras_serializable serialize_keras_object",
    "nothing is downloaded": "get_file",
    "read the files, and give a Dataset":
      "audio_dataset_from_directory image_dataset_from_directory text_dataset_from_directory timeseries_dataset_from_array",
    "use trainTestSplit, or a Dataset's take and skip": "split_dataset",
    "there is no reading and writing of images": "array_to_img img_to_array load_img save_img",
    "it joins preprocessing layers, not all of which are written yet": "FeatureSpace",
    "pictures are drawn without Graphviz, whose language this is": "model_to_dot",
    "verbose says how much is printed":
      "disable_interactive_logging enable_interactive_logging is_interactive_logging_enabled Progbar",
    "trainStep gets an object of x, y and sampleWeight": "pack_x_y_sample_weight unpack_x_y_sample_weight",
    "use ops.normalize": "normalize",
    "types say it": "is_keras_tensor standardize_dtype",
    "model.inputs are there": "get_source_inputs",
    "options are checked by each thing that takes them": "Config",
  },
  ops: {
    "tacet has no complex numbers": "eig fft fft2 ifft2 irfft istft polar rfft stft view_as_complex view_as_real",
    "its shape depends on values, which a compiled program cannot know": "nonzero unique",
    "it needs a factorization that tacet has not": "eigh lstsq lu_factor matrix_rank pinv qr svd",
    "a loop of a length known only when running": "while_loop",
    "write it with scan": "associative_scan fori_loop map vectorized_map vectorize",
    "write it with cond": "switch",
    "gradients are taken inside a training step": "custom_gradient jvp",
    "these are losses": "binary_crossentropy categorical_crossentropy sparse_categorical_crossentropy",
    "there is no CTC": "ctc_decode ctc_loss",
    "write await x.data() or x.array()": "convert_to_numpy",
    "write it with slice, take or squeeze": "get_item",
    "write it with reshape, transpose and repeat": "rearrange",
    "no formula of it keeps the digits of both types": "erfc i0 nextafter",
    [images]:
      "image.affine_transform image.crop_images image.elastic_transform image.extract_patches image.extract_patches_3d image.gaussian_blur image.hsv_to_rgb image.map_coordinates image.pad_images image.perspective_transform image.resize image.rgb_to_grayscale image.rgb_to_hsv image.scale_and_translate image.sobel_edges image.ssim",
  },
};

/** A table the other way round: the reason for each name. */
export const byName = (reasons: Reasons): ReadonlyMap<string, string> =>
  new Map(Object.entries(reasons).flatMap(([reason, list]) => list.split(" ").map((name) => [name, reason] as const)));
