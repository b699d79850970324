/**
 * What attention with several heads has in common: projections of query, key and value, softmax(QKᵀ)V for each head,
 * masks, and the projection of the result.
 * Source: keras/src/layers/attention/multi_head_attention.py and grouped_query_attention.py.
 */
import { formatShape, ops, type Extent, type Shape, type Tensor } from "@tacet/compiler";
import { sigmoid } from "../../activations/all.ts";
import type { ActivationLike } from "../../activations/lookup.ts";
import { Zeros } from "../../initializers/constant.ts";
import { getInitializer, type Initializer } from "../../initializers/lookup.ts";
import { GlorotUniform } from "../../initializers/varianceScaling.ts";
import { anything, flag, oneOf, orNull, share, wholeFrom, type Kinds } from "../../options.ts";
import { SeedGenerator } from "../../random/all.ts";
import { getRegularizer } from "../../regularizers/lookup.ts";
import { dropped } from "../dropout.ts";
import { EinsumDense } from "../einsumDense.ts";
import { kernelKinds, type KernelOptions } from "../kernel.ts";
import { Layer, type ApplyOptions, type CallOptions } from "../layer.ts";
import { withoutMasks, type Masks } from "../mask.ts";
import { maskedSoftmax } from "../softmax.ts";
import { attentionEquations, projection } from "./equations.ts";
import { all, causalMask, pairMask, windowMask, type GivenMasks } from "./masks.ts";
import * as shared from "./shared.ts";

/** Kernel and bias options are those of each projection. */
export interface HeadAttentionOptions extends Omit<KernelOptions, "activation"> {
  /** The share of the weights of values set to 0 in training: from 0 to 1. Default 0. */
  dropout?: number | undefined;
  /** Whether the projections add a bias. Default true. */
  useBias?: boolean | undefined;
  /** How far a query sees: to keys at less than so many steps from it, on either side. Default: to all. */
  slidingWindow?: number | null | undefined;
  /** For Keras's sake: there is one way to compute here, so only false and null go. */
  flashAttention?: false | null | undefined;
  /** Whether what a head gives is multiplied by a sigmoid of a further projection of the query. Default false. */
  useGate?: boolean | undefined;
  /** Makes the masks of the dropout repeatable by themselves; default: drawn from `setRandomSeed`'s generator. */
  seed?: number | undefined;
}
const { activation: _, ...weightKinds } = kernelKinds;
export const headKinds: Kinds<HeadAttentionOptions> = {
  ...weightKinds,
  dropout: share,
  useBias: flag,
  slidingWindow: orNull(wholeFrom(1)),
  flashAttention: orNull(oneOf(false)),
  useGate: flag,
  seed: anything,
};

/** What a call takes beside its inputs. A mask is of bools, true where a step or a pair of steps counts. */
export interface HeadAttentionArguments {
  /** Which queries count, [n, tq]. Default: the mask that comes with the query. */
  readonly queryMask: Tensor | undefined;
  /** Which values count, [n, tv]. Default: the mask that comes with the value. */
  readonly valueMask: Tensor | undefined;
  /** Which keys count, [n, tv]. Default: the mask that comes with the key, where one is given. */
  readonly keyMask: Tensor | undefined;
  /** Which pairs count: what broadcasts to [n, tq, tv], or to [n, heads, tq, tv]. Default: all. */
  readonly attentionMask: Tensor | undefined;
  /** Whether the weights of the values [n, heads, tq, tv] come out too: `[output, scores]`. Default false. */
  readonly returnAttentionScores: boolean | undefined;
  /** Whether a query sees no key behind its own place. Default false. */
  readonly useCausalMask: boolean | undefined;
}
type Arguments = ApplyOptions<shared.AttentionInputs> & Partial<HeadAttentionArguments>;
export type HeadCall = CallOptions<shared.AttentionInputs> & Partial<HeadAttentionArguments>;

/** How many heads there are, and how wide. */
interface Heads {
  readonly query: number;
  /** Of keys and values: `query`, or a divisor of it. */
  readonly key: number;
  readonly keyDim: number;
  readonly valueDim: number;
  /** The output's axes behind the steps; undefined for those of the query. */
  readonly output?: readonly number[] | undefined;
  /** The axes of the input that attention goes along; undefined for all between the batch and the last. */
  readonly axes?: readonly number[] | undefined;
}

export abstract class HeadAttention extends Layer<
  shared.AttentionInputs,
  shared.AttentionResult,
  HeadAttentionArguments
> {
  override supportsMasking = true;
  readonly dropout: number;
  readonly useBias: boolean;
  readonly useGate: boolean;
  readonly slidingWindow: number | undefined;
  /** The projections, made when the layer is built. */
  queryDense: EinsumDense | undefined;
  keyDense: EinsumDense | undefined;
  /** Where `useGate` says so. */
  gateDense: EinsumDense | undefined;
  valueDense: EinsumDense | undefined;
  outputDense: EinsumDense | undefined;
  readonly #heads: Heads;
  readonly #kernelInitializer: Initializer;
  readonly #biasInitializer: Initializer;
  readonly #common: Omit<KernelOptions, "activation" | "kernelInitializer" | "biasInitializer">;
  readonly #seed: number | undefined;
  #generator: SeedGenerator | undefined;

  /** @param penalized whether the layer's activity is penalized beside that of its projections */
  constructor(options: HeadAttentionOptions, heads: Heads, penalized: boolean) {
    super(penalized ? options : { ...options, activityRegularizer: undefined });
    this.dropout = options.dropout ?? 0;
    this.useBias = options.useBias ?? true;
    this.useGate = options.useGate ?? false;
    this.slidingWindow = options.slidingWindow ?? undefined;
    this.#heads = heads;
    this.#kernelInitializer = getInitializer(options.kernelInitializer ?? new GlorotUniform());
    this.#biasInitializer = getInitializer(options.biasInitializer ?? new Zeros());
    this.#common = {
      kernelRegularizer: getRegularizer(options.kernelRegularizer),
      biasRegularizer: getRegularizer(options.biasRegularizer),
      activityRegularizer: getRegularizer(options.activityRegularizer),
      kernelConstraint: options.kernelConstraint,
      biasConstraint: options.biasConstraint,
      dtype: this.dtype,
    };
    this.#seed = options.seed;
  }

  /** Whether inputs of these shapes go together. */
  protected abstract fits(query: Shape, value: Shape, key: Shape): boolean;
  protected override checkInput(given: readonly Shape[]): void {
    const inputs = shared.inputShapes(
      given,
      "query [n, tq, d], value [n, tv, dv] and key [n, tv, dk], which is the value unless given",
      (...shapes) => this.fits(...shapes),
      (...said) => this.fail(...said),
    );
    [this.queryDense, this.valueDense, this.keyDense].forEach((dense, i) => {
      const [width, shape] = [dense?.kernel?.shape[0], inputs[i]!];
      if (width === undefined || width === shape.at(-1)) return;
      throw this.fail(
        `a ${["query", "value", "key"][i]} of width ${width}, as it was built with`,
        `shape ${formatShape(shape)}`,
        "Give data of that width, or make a new layer.",
      );
    });
  }
  #projection(
    name: string,
    rank: number,
    bound: number,
    made: readonly number[],
    activation?: ActivationLike,
  ): EinsumDense {
    const { equation, biasAxes } = projection(rank, bound, made.length);
    return new EinsumDense({
      ...this.#common,
      name,
      equation,
      outputShape: [...Array.from({ length: rank - bound - 1 }, () => null), ...made],
      biasAxes: this.useBias ? biasAxes : null,
      activation,
      kernelInitializer: this.#kernelInitializer.renew(),
      biasInitializer: this.#biasInitializer.renew(),
    });
  }
  override build(given: readonly Shape[]): void {
    const [query, value, key = value] = given as readonly [Shape, Shape, Shape?];
    const { query: heads, key: groups, keyDim, valueDim, output } = this.#heads;
    const made = (name: string, shape: Shape, to: readonly number[], activation?: ActivationLike): EinsumDense => {
      const dense = this.#projection(name, shape.length, 1, to, activation);
      dense.ensureBuilt(shape);
      return dense;
    };
    // In the order in which Keras makes them, which is that of their seeds.
    this.queryDense = made("query", query, [heads, keyDim]);
    this.keyDense = made("key", key, [groups, keyDim]);
    if (this.useGate) this.gateDense = made("gate", query, [heads, valueDim], sigmoid);
    this.valueDense = made("value", value, [groups, valueDim]);
    if (this.dropout > 0) this.#generator = new SeedGenerator(this.#seed);
    const width = query.at(-1) as number;
    this.outputDense = this.#projection("attention_output", query.length + 1, 2, output ?? [width]);
    this.outputDense.ensureBuilt([...query.slice(0, -1), heads, valueDim]);
  }

  override apply(inputs: shared.AttentionInputs, options: Arguments & shared.WithScores): readonly [Tensor, Tensor];
  override apply(inputs: shared.AttentionInputs, options?: Arguments & shared.WithoutScores): Tensor;
  override apply(inputs: shared.AttentionInputs, options?: Arguments): shared.AttentionResult;
  override apply(inputs: shared.AttentionInputs, options?: Arguments): shared.AttentionResult {
    return super.apply(inputs, options);
  }
  override call(inputs: shared.AttentionInputs, options: HeadCall): shared.AttentionResult {
    const [query, value, key = value] = withoutMasks(inputs);
    const gate = this.gateDense?.apply(query);
    const q = this.queryDense!.apply(query);
    const k = this.keyDense!.apply(key);
    const v = this.valueDense!.apply(value);
    const [attended, scores] = this.#attend(q, k, v, options);
    const output = this.outputDense!.apply(gate ? attended.mul(gate) : attended);
    return options.returnAttentionScores && scores ? [output, scores] : output;
  }
  /** What the heads give, as the query is, [n, …, heads, d], and the scores [n, …, heads, queries, keys] where asked for. */
  #attend(query: Tensor, key: Tensor, value: Tensor, options: HeadCall): readonly [output: Tensor, scores?: Tensor] {
    const { useCausalMask = false, returnAttentionScores = false, training } = options;
    const { query: heads, key: groups, keyDim } = this.#heads;
    const axes = this.axes(query.rank - 1);
    const equations = attentionEquations(query.rank, axes);
    const shape = equations.shape(query.shape, key.shape);
    const pairs = (masks: GivenMasks): Tensor | undefined => pairMask(masks, shape, axes.length, (...said) => this.fail(...said)); // prettier-ignore
    const [queries, keys] = [query, key].map((x) => x.shape[axes[0]!]!) as [Extent, Extent];
    const near = this.slidingWindow === undefined ? undefined : windowMask(queries, keys, this.slidingWindow);
    const given = all(pairs(this.masksOf(options)), pairs({ attention: near }));
    const scale = 1 / Math.sqrt(keyDim);
    const fused = this.dropout === 0 && !returnAttentionScores && query.rank === 4;
    const causal = useCausalMask && !(fused && !given) ? pairs({ attention: causalMask(queries, keys) }) : undefined;
    const counts = all(given, causal);
    if (fused)
      return [ops.dotProductAttention(query, key, value, null, counts ?? null, scale, useCausalMask && !causal)];
    const each = (x: Tensor): Tensor => (heads === groups ? x : ops.repeat(x, heads / groups, 2));
    const scores = maskedSoftmax(
      ops.einsum(equations.scores, query.mul(scale), each(key)),
      counts,
      axes.map((_, i) => i - axes.length),
    );
    const weights = training && this.#generator ? dropped(scores, this.dropout, this.#generator) : scores;
    return [ops.einsum(equations.output, weights, each(value)), scores];
  }
  /** The masks that count: those given by hand, then those along with the inputs. */
  protected masksOf({ mask, queryMask, valueMask, keyMask, attentionMask }: HeadCall): GivenMasks {
    const [query, value, key] = mask ?? [];
    return {
      query: queryMask ?? query,
      value: valueMask ?? value,
      key: keyMask ?? key,
      attention: attentionMask,
    };
  }
  /** What attention goes along in inputs of this rank. */
  protected axes(rank: number): readonly number[] {
    const given = this.#heads.axes;
    return given?.map((axis) => (axis < 0 ? axis + rank : axis)) ?? Array.from({ length: rank - 2 }, (_, i) => i + 1);
  }
  /** That of the query. */
  override computeMask(_inputs: shared.AttentionInputs, [mask]: readonly (Tensor | undefined)[]): Masks {
    return mask;
  }
}
