/**
 * Initializers whose spread follows from the weight's shape, so that activity neither grows nor fades from layer
 * to layer: Glorot, He and Lecun are three choices of scale and mode.
 *
 * Source: keras/src/initializers/random_initializers.py; Glorot and Bengio (2010), He et al. (2015), Klambauer et
 * al. (2017).
 */
import { TacetError, type DType, type StaticShape, type TypedArray } from "@tacet/compiler";
import { drawNormal, drawTruncatedNormal, drawUniform } from "../random/draws.ts";
import { checkOptions, finite, list, text, type Kinds } from "../options.ts";
import { countOf, floatDType, RandomInitializer, randomKinds, type RandomOptions } from "./initializer.ts";
import { createRegistry, type Identifier } from "../registry.ts";

const modes = {
  fan_in: (fanIn: number) => fanIn,
  fan_out: (_: number, fanOut: number) => fanOut,
  fan_avg: (fanIn: number, fanOut: number) => (fanIn + fanOut) / 2,
} as const;
export type FanMode = keyof typeof modes;

// the standard deviation of a unit normal cut at two standard deviations
const TRUNCATED_STDDEV = 0.87962566103423978;
const distributions = {
  truncated_normal: (variance: number) => ({
    draw: drawTruncatedNormal,
    a: 0,
    b: Math.sqrt(variance) / TRUNCATED_STDDEV,
  }),
  untruncated_normal: (variance: number) => ({ draw: drawNormal, a: 0, b: Math.sqrt(variance) }),
  uniform: (variance: number) => ({ draw: drawUniform, a: -Math.sqrt(3 * variance), b: Math.sqrt(3 * variance) }),
} as const;
export type Distribution = keyof typeof distributions;

export interface FanOptions extends RandomOptions {
  /** The axes of the weight that count as inputs, where the usual reading is wrong. Goes with `outputAxes`. */
  readonly inputAxes?: readonly number[] | undefined;
  /** The axes that count as outputs. */
  readonly outputAxes?: readonly number[] | undefined;
}
export interface VarianceScalingOptions extends FanOptions {
  /** What the variance is multiplied by: above 0. Default 1. */
  readonly scale?: number | undefined;
  /** What the variance is divided by: the inputs, the outputs or the mean of both. Default "fan_in". */
  readonly mode?: Identifier<FanMode> | undefined;
  /** What is drawn from; "normal" is "truncated_normal". Default "truncated_normal". */
  readonly distribution?: Identifier<Distribution> | "normal" | undefined;
}

const fanKinds: Kinds<FanOptions> = { ...randomKinds, inputAxes: list, outputAxes: list };
const kinds: Kinds<VarianceScalingOptions> = { ...fanKinds, scale: finite, mode: text, distribution: text };

/** Values with variance scale / fan. */
export class VarianceScaling extends RandomInitializer {
  override readonly className: string = "VarianceScaling";
  readonly scale: number;
  readonly mode: FanMode;
  readonly distribution: Distribution;
  readonly #axes: Pick<FanOptions, "inputAxes" | "outputAxes">;

  constructor(given?: VarianceScalingOptions) {
    const options = checkOptions("varianceScaling", given, kinds);
    super(options.seed);
    const { scale = 1, mode = "fan_in", distribution = "truncated_normal" } = options;
    if (!(scale > 0)) throw new TacetError(`VarianceScaling: expected a positive scale, received ${scale}.`);
    this.scale = scale;
    this.mode = oneOf("mode", mode, modes);
    this.distribution = oneOf(
      "distribution",
      distribution === "normal" ? "truncated_normal" : distribution,
      distributions,
    );
    this.#axes = { inputAxes: options.inputAxes, outputAxes: options.outputAxes };
  }

  override call(shape: StaticShape, dtype: DType = "float32"): TypedArray {
    const float = floatDType(dtype, this.className, shape);
    const { fanIn, fanOut } = fansOf(shape, this.#axes);
    const variance = this.scale / Math.max(1, modes[this.mode](fanIn, fanOut));
    const { draw, a, b } = distributions[this.distribution](variance);
    return draw(this.nextKey(), countOf(shape), a, b, float);
  }

  /** The same initializer, with its fans counted over these axes where it was given none: its draws are the same. */
  along(inputAxes: readonly number[], outputAxes: readonly number[]): VarianceScaling {
    if (this.#axes.inputAxes && this.#axes.outputAxes) return this;
    const { scale, mode, distribution, seed } = this;
    return new VarianceScaling({ scale, mode, distribution, seed, inputAxes, outputAxes });
  }

  override getConfig(): Record<string, unknown> {
    return { scale: this.scale, mode: this.mode, distribution: this.distribution, ...this.fanConfig() };
  }

  protected fanConfig(): Record<string, unknown> {
    const { inputAxes, outputAxes } = this.#axes;
    return { ...super.getConfig(), input_axes: inputAxes ?? null, output_axes: outputAxes ?? null };
  }
}

function oneOf<K extends string>(option: string, value: string, known: Readonly<Record<K, unknown>>): K {
  const found = createRegistry(option, known).resolve(value);
  if (found) return found;
  const names = Object.keys(known).join(", ");
  throw new TacetError(`VarianceScaling: expected the ${option} to be one of ${names}, received ${value}.`);
}

/** How many inputs and outputs a unit has; kernels are [...window, inputs, outputs]. */
export function fansOf(
  shape: StaticShape,
  axes: Pick<FanOptions, "inputAxes" | "outputAxes"> = {},
): { fanIn: number; fanOut: number } {
  const { inputAxes, outputAxes } = axes;
  if (inputAxes && outputAxes) {
    const along = (picked: readonly number[]) => countOf(picked.map((axis) => shape.at(axis) ?? 1));
    return { fanIn: along(inputAxes), fanOut: along(outputAxes) };
  }
  if (shape.length < 2) return { fanIn: shape[0] ?? 1, fanOut: shape[0] ?? 1 };
  const window = countOf(shape.slice(0, -2));
  return { fanIn: shape.at(-2)! * window, fanOut: shape.at(-1)! * window };
}

/** A class for one choice of scale, mode and distribution, which its configuration leaves out. */
function preset(
  className: string,
  scale: number,
  mode: FanMode,
  distribution: Distribution,
): new (options?: FanOptions) => VarianceScaling {
  return class extends VarianceScaling {
    override readonly className = className;
    constructor(options?: FanOptions) {
      super({ ...checkOptions(className, options, fanKinds), scale, mode, distribution });
    }
    override getConfig(): Record<string, unknown> {
      return this.fanConfig();
    }
  };
}

/** Uniform within sqrt(6 / (fanIn + fanOut)). */
export const GlorotUniform = preset("GlorotUniform", 1, "fan_avg", "uniform");
/** Truncated normal of variance 2 / (fanIn + fanOut). */
export const GlorotNormal = preset("GlorotNormal", 1, "fan_avg", "truncated_normal");
/** Uniform within sqrt(6 / fanIn). */
export const HeUniform = preset("HeUniform", 2, "fan_in", "uniform");
/** Truncated normal of variance 2 / fanIn. */
export const HeNormal = preset("HeNormal", 2, "fan_in", "truncated_normal");
/** Uniform within sqrt(3 / fanIn). */
export const LecunUniform = preset("LecunUniform", 1, "fan_in", "uniform");
/** Truncated normal of variance 1 / fanIn. */
export const LecunNormal = preset("LecunNormal", 1, "fan_in", "truncated_normal");
