/** A recurrent layer that reads its sequence both ways. Source: keras/src/layers/rnn/bidirectional.py. */
import { ops, Tensor, type Shape } from "@tacet/compiler";
import { oneOf, orNull, required, show as describe, type Kinds } from "../../options.ts";
import { Layer, type CallOptions } from "../layer.ts";
import type { Masks } from "../mask.ts";
import { layerKinds, layerOptions, type LayerOptions } from "../options.ts";
import { RNN, type RNNCall } from "./rnn.ts";

/** What is made of the outputs of both directions; `null` gives both, in a list. */
export type MergeMode = keyof typeof merges | null;
const merges = {
  concat: (a: Tensor, b: Tensor): Tensor => ops.concatenate([a, b], -1),
  sum: (a: Tensor, b: Tensor): Tensor => a.add(b),
  ave: (a: Tensor, b: Tensor): Tensor => a.add(b).div(2),
  mul: (a: Tensor, b: Tensor): Tensor => a.mul(b),
} as const;

export interface BidirectionalOptions<
  S extends boolean = boolean,
  M extends MergeMode = MergeMode,
> extends LayerOptions {
  /** What reads forwards; copies of it are used, with weights of their own. */
  layer: RNN<S>;
  /** How the two outputs become one: "concat" | "sum" | "ave" | "mul", `null` for a list of both. Default "concat". */
  mergeMode?: M | undefined;
  /** What reads backwards, with `goBackwards`. Default: a copy of `layer` the other way. */
  backwardLayer?: RNN<S> | undefined;
}
const recurrent = { what: "a recurrent layer, such as layers.lstm({ units: 4 })", test: (x: unknown): boolean => x instanceof RNN }; // prettier-ignore
const kinds: Kinds<BidirectionalOptions> = {
  ...layerKinds,
  layer: required(recurrent),
  mergeMode: orNull(oneOf(...Object.keys(merges))),
  backwardLayer: recurrent,
};

/** A list where the states are returned, or both outputs. */
export type Merged<S extends boolean, M extends MergeMode> = [S, M] extends [false, string]
  ? Tensor
  : readonly Tensor[];

/**
 * [n, t, …] → the outputs of both directions, merged: [n, 2 units] or [n, t, 2 units] by "concat". Outputs of all steps
 * are in the order of the steps, and 0 where a mask leaves a step out. States come behind, those of the forward
 * direction first; `initialState` takes them in that order.
 * @typeParam S whether the states are returned too
 * @typeParam M how outputs are merged
 * @throws TacetError where the layer is none with steps, or both read the same way
 */
export class Bidirectional<S extends boolean = false, M extends MergeMode = "concat"> extends Layer<
  Tensor,
  Merged<S, M>,
  RNNCall
> {
  override supportsMasking = true;
  protected override readonly takesMask: boolean = true;
  readonly forwardLayer: RNN<boolean>;
  readonly backwardLayer: RNN<boolean>;
  readonly mergeMode: MergeMode;
  readonly returnSequences: boolean;
  readonly returnState: boolean;

  constructor(options: BidirectionalOptions<S, M>) {
    const { layer, backwardLayer, mergeMode, ...rest } = layerOptions<BidirectionalOptions>(
      "Bidirectional",
      options,
      kinds,
    );
    super(rest);
    const name = (direction: string): string =>
      `${direction}_${layer.name.replace(new RegExp(`^${direction}_`, "u"), "")}`;
    this.forwardLayer = layer.copy({ name: name("forward") });
    this.backwardLayer = backwardLayer ?? layer.copy({ name: name("backward"), goBackwards: true });
    this.mergeMode = mergeMode === undefined ? "concat" : mergeMode;
    this.returnSequences = layer.returnSequences;
    this.returnState = layer.returnState;
    this.#checkDirections();
    for (const one of [this.forwardLayer, this.backwardLayer]) one.zeroOutputForMask = this.returnSequences;
  }
  override get className(): string {
    return "Bidirectional";
  }
  #checkDirections(): void {
    const [forward, backward] = [this.forwardLayer, this.backwardLayer];
    const fix = "Give backwardLayer goBackwards: true, or leave it out for a copy of layer the other way.";
    if (forward.goBackwards === backward.goBackwards)
      throw this.fail("layers that read opposite ways", `goBackwards: ${String(forward.goBackwards)} in both`, fix);
    for (const option of ["stateful", "returnSequences", "returnState"] as const) {
      if (forward[option] === backward[option]) continue;
      const found = `${String(forward[option])} and ${String(backward[option])}`;
      throw this.fail(`the same ${option} in both layers`, found, `Give both the same ${option}.`);
    }
  }
  /** Begins with zeros again, where the directions are stateful. */
  resetStates(): void {
    this.forwardLayer.resetStates();
    this.backwardLayer.resetStates();
  }
  /** The same, as Keras 3 calls it. */
  resetState(): void {
    this.resetStates();
  }
  override build(shape: Shape): void {
    this.forwardLayer.ensureBuilt(shape);
    this.backwardLayer.ensureBuilt(shape);
  }
  override computeMask(_: Tensor, mask: Tensor | undefined): Masks {
    const own = this.returnSequences ? mask : undefined;
    return this.mergeMode === null ? [own, own] : own;
  }
  call(x: Tensor, { training, mask, initialState }: CallOptions & Partial<RNNCall>): Merged<S, M> {
    const [first, second] = this.#halves(initialState);
    const forward = listed(this.forwardLayer.apply(x, { training, mask, initialState: first }));
    const backward = listed(this.backwardLayer.apply(x, { training, mask, initialState: second }));
    const [a, b] = [forward[0]!, this.returnSequences ? backward[0]!.flip(1) : backward[0]!];
    const outputs = this.mergeMode === null ? [a, b] : [merges[this.mergeMode](a, b)];
    const all = [...outputs, ...forward.slice(1), ...backward.slice(1)];
    return (all.length === 1 ? all[0]! : all) as Merged<S, M>;
  }
  /** The states of each direction. */
  #halves(given: RNNCall["initialState"]): readonly (readonly Tensor[] | undefined)[] {
    if (given === undefined) return [undefined, undefined];
    const half = this.forwardLayer.cell.stateSizes.length;
    if (Array.isArray(given) && given.length === half + this.backwardLayer.cell.stateSizes.length)
      return [given.slice(0, half) as readonly Tensor[], given.slice(half) as readonly Tensor[]];
    throw this.fail(
      `initialState to be a list of ${2 * half} tensors, the states of the forward direction first`,
      describe(given),
      "Give the states of both directions.",
    );
  }
}
const listed = (x: Tensor | readonly Tensor[]): readonly Tensor[] => (x instanceof Tensor ? [x] : x);
