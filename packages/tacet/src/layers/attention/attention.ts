/** Dot-product attention, Luong's. Source: keras/src/layers/attention/attention.py. */
import { formatShape, ops, sameExtent, type Extent, type Shape, type Tensor, type Variable } from "@tacet/compiler";
import { Ones } from "../../initializers/constant.ts";
import { anything, flag, oneOf, share, type Kinds } from "../../options.ts";
import { SeedGenerator } from "../../random/all.ts";
import { dropped } from "../dropout.ts";
import { Layer, type ApplyOptions, type CallOptions } from "../layer.ts";
import type { Masks } from "../mask.ts";
import { layerKinds, layerOptions, type LayerOptions } from "../options.ts";
import { broadcasts } from "../softmax.ts";
import { all, causalMask } from "./masks.ts";
import {
  inputShapes,
  type AttentionInputs,
  type AttentionResult,
  type WithoutScores,
  type WithScores,
} from "./shared.ts";

export interface AdditiveAttentionOptions extends LayerOptions {
  /** Whether the scores are scaled by a weight. Default false; true for additiveAttention. */
  useScale?: boolean | undefined;
  /** The share of the weights of values set to 0 in training: from 0 to 1. Default 0. */
  dropout?: number | undefined;
}
export interface AttentionOptions extends AdditiveAttentionOptions {
  /** How a query and a key are compared: "dot", their product, or "concat", the sum of tanh(query + key). Default "dot". */
  scoreMode?: "dot" | "concat" | undefined;
  /** Makes the masks of the dropout repeatable by themselves; default: drawn from `setRandomSeed`'s generator. */
  seed?: number | undefined;
}
export const additiveKinds: Kinds<AdditiveAttentionOptions> = { ...layerKinds, useScale: flag, dropout: share };
const kinds: Kinds<AttentionOptions> = { ...additiveKinds, scoreMode: oneOf("dot", "concat"), seed: anything };

/** What a call takes beside its inputs. */
export interface AttentionArguments {
  /** Whether the weights of the values [n, tq, tv] come out too: `[output, scores]`. Default false. */
  readonly returnAttentionScores: boolean | undefined;
  /** Whether a query sees no value behind its own place. Default false. */
  readonly useCausalMask: boolean | undefined;
}
type Arguments = ApplyOptions<AttentionInputs> & Partial<AttentionArguments>;

/**
 * `apply([query, value])`, or `[query, value, key]`: query [n, tq, d], value [n, tv, dv], key [n, tv, d] (default: the
 * value) → [n, tq, dv], the mean of the values weighted by softmax(query · keyᵀ). Values that the mask leaves out have the
 * weight 0; rows of queries that it leaves out are 0.
 * @throws TacetError for inputs that do not fit each other
 */
export class Attention extends Layer<AttentionInputs, AttentionResult, AttentionArguments> {
  override supportsMasking = true;
  readonly useScale: boolean;
  readonly scoreMode: "dot" | "concat";
  readonly dropout: number;
  /** What scores are multiplied by; undefined until the layer is built, and without `useScale`. */
  scale: Variable | undefined;
  /** What scores are multiplied by where `scoreMode` is "concat". */
  concatScoreWeight: Variable | undefined;
  readonly #generator: SeedGenerator | undefined;

  constructor(options?: AttentionOptions) {
    super(layerOptions("Attention", options, kinds));
    this.useScale = options?.useScale ?? false;
    this.scoreMode = options?.scoreMode ?? "dot";
    this.dropout = options?.dropout ?? 0;
    if (this.dropout > 0) this.#generator = new SeedGenerator(options?.seed);
  }
  override get className(): string {
    return "Attention";
  }
  protected override checkInput(shapes: readonly Shape[]): void {
    const alike = (a: Shape, b: Shape, axis: number): boolean => sameExtent(a.at(axis)!, b.at(axis)!);
    inputShapes(
      shapes,
      "query [n, tq, d], value [n, tv, dv] and key [n, tv, d], which is the value unless given",
      (query, value, key) =>
        query.length > 2 && value.length === query.length && key.length === query.length &&
        alike(query, key, -1) && alike(value, key, -2), // prettier-ignore
      (...said) => this.fail(...said),
    );
  }
  override build(_shapes: readonly Shape[]): void {
    if (this.useScale) this.scale = this.addWeight({ name: "scale", shape: [], initializer: new Ones() });
    if (this.scoreMode === "concat")
      this.concatScoreWeight = this.addWeight({ name: "concat_score_weight", shape: [], initializer: new Ones() });
  }
  /** [n, tq, d] and [n, tv, d] → [n, tq, tv]. */
  protected scores(query: Tensor, key: Tensor): Tensor {
    if (this.scoreMode === "dot") {
      const scores = query.matmul(key.swapaxes(-2, -1));
      return this.scale ? scores.mul(this.scale.tensor) : scores;
    }
    const sum = pairs(query, key);
    const scaled = this.scale ? sum.mul(this.scale.tensor) : sum;
    return scaled.tanh().sum(-1).mul(this.concatScoreWeight!.tensor);
  }
  override apply(inputs: AttentionInputs, options: Arguments & WithScores): readonly [Tensor, Tensor];
  override apply(inputs: AttentionInputs, options?: Arguments & WithoutScores): Tensor;
  override apply(inputs: AttentionInputs, options?: Arguments): AttentionResult;
  override apply(inputs: AttentionInputs, options?: Arguments): AttentionResult {
    return super.apply(inputs, options);
  }
  override call(
    [query, value, key = value]: AttentionInputs,
    {
      training,
      mask,
      useCausalMask,
      returnAttentionScores,
    }: CallOptions<AttentionInputs> & Partial<AttentionArguments>,
  ): AttentionResult {
    const [queryMask, valueMask] = mask ?? [];
    const scores = this.scores(query, key);
    const counts = all(
      valueMask && this.#fitting("value", valueMask, scores.shape),
      useCausalMask ? causalMask(scores.shape.at(-2)!, scores.shape.at(-1)!) : undefined,
    );
    const softmax = ops.softmax(counts ? ops.where(counts, scores, scores.sub(1e9)) : scores, -1);
    const weights = training && this.#generator ? dropped(softmax, this.dropout, this.#generator) : softmax;
    const attended = weights.matmul(value);
    const output = queryMask ? ops.where(this.#fitting("query", queryMask, attended.shape), attended, 0) : attended;
    return returnAttentionScores ? [output, weights] : output;
  }
  /** A mask of steps with an axis more, so that it broadcasts to what it masks. */
  #fitting(name: string, mask: Tensor, shape: Shape): Tensor {
    const axis = name === "query" ? -1 : -2;
    const fit = mask.rank === 2 || name === "query" ? mask.expandDims(axis) : mask;
    if (broadcasts(fit.shape, shape)) return fit.cast("bool");
    const steps: readonly Extent[] = [shape[0]!, shape.at(name === "query" ? -2 : -1)!];
    throw this.fail(
      `a mask of the ${name} of shape ${formatShape(steps)}`,
      formatShape(mask.shape),
      "Give apply(inputs, { mask: [queryMask, valueMask] }), or a mask along with each input.",
    );
  }
  /** That of the query. */
  override computeMask(_inputs: AttentionInputs, [mask]: readonly (Tensor | undefined)[]): Masks {
    return mask;
  }
}

/** query + key of each pair, [n, tq, tv, d]. */
export const pairs = (query: Tensor, key: Tensor): Tensor => query.expandDims(-2).add(key.expandDims(-3));
