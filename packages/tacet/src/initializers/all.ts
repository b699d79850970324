/** The initializers' classes, under Keras's names. */
export { Constant, Identity, Ones, Zeros } from "./constant.ts";
export { Orthogonal } from "./orthogonal.ts";
export { RandomNormal, RandomUniform, TruncatedNormal } from "./random.ts";
export {
  GlorotNormal,
  GlorotUniform,
  HeNormal,
  HeUniform,
  LecunNormal,
  LecunUniform,
  VarianceScaling,
} from "./varianceScaling.ts";
