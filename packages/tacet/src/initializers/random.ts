/**
 * Initializers with a fixed spread.
 *
 * Source: keras/src/initializers/random_initializers.py.
 */
import type { DType, StaticShape, TypedArray } from "@tacet/compiler";
import { drawNormal, drawTruncatedNormal, drawUniform } from "../random/draws.ts";
import { checkOptions, finite, magnitude, type Kinds } from "../options.ts";
import { countOf, floatDType, RandomInitializer, randomKinds, type RandomOptions } from "./initializer.ts";

export interface NormalOptions extends RandomOptions {
  /** Their mean. Default 0. */
  readonly mean?: number | undefined;
  /** Their standard deviation. Default 0.05. */
  readonly stddev?: number | undefined;
}

const normalKinds: Kinds<NormalOptions> = { ...randomKinds, mean: finite, stddev: magnitude };

/** Normal values. */
export class RandomNormal extends RandomInitializer {
  override readonly className: string = "RandomNormal";
  readonly mean: number;
  readonly stddev: number;

  constructor(options?: NormalOptions) {
    const { mean = 0, stddev = 0.05, seed } = checkOptions("A normal initializer", options, normalKinds);
    super(seed);
    this.mean = mean;
    this.stddev = stddev;
  }

  override call(shape: StaticShape, dtype: DType = "float32"): TypedArray {
    const float = floatDType(dtype, this.className, shape);
    return drawNormal(this.nextKey(), countOf(shape), this.mean, this.stddev, float);
  }

  override getConfig(): Record<string, unknown> {
    return { mean: this.mean, stddev: this.stddev, ...super.getConfig() };
  }
}

/** Normal values, none further than two standard deviations from the mean. */
export class TruncatedNormal extends RandomNormal {
  override readonly className = "TruncatedNormal";

  override call(shape: StaticShape, dtype: DType = "float32"): TypedArray {
    const float = floatDType(dtype, this.className, shape);
    return drawTruncatedNormal(this.nextKey(), countOf(shape), this.mean, this.stddev, float);
  }
}

export interface UniformOptions extends RandomOptions {
  /** The least value. Default -0.05. */
  readonly minval?: number | undefined;
  /** What all values are below. Default 0.05. */
  readonly maxval?: number | undefined;
}

const uniformKinds: Kinds<UniformOptions> = { ...randomKinds, minval: finite, maxval: finite };

/** Uniform values over [minval, maxval). */
export class RandomUniform extends RandomInitializer {
  override readonly className = "RandomUniform";
  readonly minval: number;
  readonly maxval: number;

  constructor(options?: UniformOptions) {
    const { minval = -0.05, maxval = 0.05, seed } = checkOptions("randomUniform", options, uniformKinds);
    super(seed);
    this.minval = minval;
    this.maxval = maxval;
  }

  override call(shape: StaticShape, dtype: DType = "float32"): TypedArray {
    const float = floatDType(dtype, this.className, shape);
    return drawUniform(this.nextKey(), countOf(shape), this.minval, this.maxval, float);
  }

  override getConfig(): Record<string, unknown> {
    return { minval: this.minval, maxval: this.maxval, ...super.getConfig() };
  }
}
