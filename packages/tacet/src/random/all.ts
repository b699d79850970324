/**
 * Random tensors, and the seeds that everything random starts from.
 *
 * On the host a draw is made at once. Inside a layer's call it becomes part of the compiled step, where only a
 * `SeedGenerator` gives every step other numbers.
 *
 * Source: keras/src/random/random.py, keras/src/backend/jax/random.py.
 */
import {
  activeTrace,
  formatShape,
  isStaticShape,
  ops,
  TacetError,
  tensor,
  type Shape,
  type StaticShape,
  type Tensor,
} from "@tacet/compiler";
import { floatx } from "../floatx.ts";
import { anything, checkOptions, finite, list, magnitude, oneOf, show, type Kinds } from "../options.ts";
import { drawIntegers, drawNormal, drawTruncatedNormal, drawUniform, ERF_SQRT_2, type FloatDType } from "./draws.ts";
import { keyOf, type Seed } from "./seedGenerator.ts";
import { checkSeed } from "./seeds.ts";
import type { Key } from "./threefry.ts";

export { SeedGenerator, type Seed } from "./seedGenerator.ts";
export { drawSeed, setRandomSeed, shuffleState } from "./seeds.ts";
export { RandomState } from "./numpy.ts";

interface DrawOptions {
  /** A number (equal numbers give equal draws), a generator, or the process-wide generator where it is left out. */
  readonly seed?: Seed | undefined;
  /** The type of the values. Default: `setFloatx`'s, "float32" at first. */
  readonly dtype?: FloatDType | undefined;
}
export interface UniformDrawOptions extends DrawOptions {
  /** The least value. Default 0. */
  readonly minval?: number | undefined;
  /** What all values are below. Default 1. */
  readonly maxval?: number | undefined;
}
export interface NormalDrawOptions extends DrawOptions {
  /** Their mean. Default 0. */
  readonly mean?: number | undefined;
  /** Their standard deviation. Default 1. */
  readonly stddev?: number | undefined;
}

const drawKinds = { seed: anything, dtype: oneOf("float32", "float64") };
const uniformKinds: Kinds<UniformDrawOptions> = { ...drawKinds, minval: finite, maxval: finite };
const normalKinds: Kinds<NormalDrawOptions> = { ...drawKinds, mean: finite, stddev: magnitude };

/** Uniform over [minval, maxval). */
export function uniform(shape: Shape, options?: UniformDrawOptions): Tensor {
  const { minval = 0, maxval = 1, seed, dtype = floatx() } = checkOptions("random.uniform", options, uniformKinds);
  return draw(
    "random.uniform",
    shape,
    seed,
    (key, count) => tensor(drawUniform(key, count, minval, maxval, dtype), shape as StaticShape, dtype),
    (key) => ops.randomUniform(key, shape, minval, maxval, dtype),
  );
}

/** Normal with the given mean and standard deviation. */
export function normal(shape: Shape, options?: NormalDrawOptions): Tensor {
  const { mean = 0, stddev = 1, seed, dtype = floatx() } = checkOptions("random.normal", options, normalKinds);
  return draw(
    "random.normal",
    shape,
    seed,
    (key, count) => tensor(drawNormal(key, count, mean, stddev, dtype), shape as StaticShape, dtype),
    (key) => ops.randomNormal(key, shape, mean, stddev, dtype),
  );
}

/** Normal, none further than two standard deviations from the mean. */
export function truncatedNormal(shape: Shape, options?: NormalDrawOptions): Tensor {
  const { mean = 0, stddev = 1, seed, dtype = floatx() } = checkOptions("random.truncatedNormal", options, normalKinds);
  return draw(
    "random.truncatedNormal",
    shape,
    seed,
    (key, count) => tensor(drawTruncatedNormal(key, count, mean, stddev, dtype), shape as StaticShape, dtype),
    (key) => {
      const standard = ops.multiply(ops.erfinv(ops.randomUniform(key, shape, -ERF_SQRT_2, ERF_SQRT_2)), Math.SQRT2);
      const cut = ops.clip(standard, -(2 - 2 ** -23), 2 - 2 ** -23);
      return ops.cast(ops.add(ops.multiply(cut, stddev), mean), dtype);
    },
  );
}

/** Whole numbers from `minval` (included) to `maxval` (not included), int32; on the host only. */
export function randint(
  shape: StaticShape,
  minval: number,
  maxval: number,
  options: Pick<DrawOptions, "seed"> = {},
): Tensor {
  if (!(Number.isInteger(minval) && Number.isInteger(maxval) && minval < maxval)) {
    throw new TacetError(
      `random.randint: expected whole numbers minval < maxval, received ${show(minval)} and ${show(maxval)}.`,
    );
  }
  return draw("random.randint", shape, options.seed, (key, count) =>
    tensor(drawIntegers(key, count, minval, maxval), shape, "int32"),
  );
}

function draw(
  where: string,
  shape: Shape,
  seed: Seed | undefined,
  onHost: (key: Key, count: number) => Tensor,
  inStep?: (key: Tensor) => Tensor,
): Tensor {
  const sound = (e: unknown): boolean => typeof e === "object" || (Number.isInteger(e) && (e as number) >= 0);
  if (!list.test(shape) || !shape.every(sound))
    throw new TacetError(`${where}: expected a shape of whole numbers such as [2, 3], received ${show(shape)}.`);
  if (activeTrace()) {
    if (seed === undefined) {
      throw new TacetError(`${where}: inside a layer's call pass a SeedGenerator as seed, made in the constructor.`);
    }
    if (!inStep) throw new TacetError(`${where}: draws on the host only, not inside a layer's call.`);
    const key = typeof seed === "number" ? tensor([checkSeed(seed, where), 0], [2], "uint32") : seed.next();
    return inStep(key);
  }
  if (!isStaticShape(shape))
    throw new TacetError(`${where}: the shape ${formatShape(shape)} is known only inside a model.`);
  const count = shape.reduce((a, b) => a * b, 1);
  return onHost(keyOf(seed, where), count);
}
