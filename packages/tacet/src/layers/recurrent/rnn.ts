/**
 * A layer that runs a cell over a sequence. The loop is the compiler's `scan`: a contraction of the input with a weight
 * leaves it for one over all steps, and so do the gradients of weights.
 * Source: keras/src/layers/rnn/rnn.py, keras/src/backend/jax/rnn.py.
 */
import { isStatic, ops, sameShape, Tensor, type Shape } from "@tacet/compiler";
import { flag, required, show as describe, type Kinds } from "../../options.ts";
import { Layer, show, type CallOptions } from "../layer.ts";
import { maskOf, type Masks } from "../mask.ts";
import { layerKinds, layerOptions, type LayerOptions } from "../options.ts";
import { RNNCell } from "./cell.ts";
import { madeAgain } from "./copies.ts";
import { KeptStates } from "./keptStates.ts";
import { cellList, StackedRNNCells } from "./stackedRNNCells.ts";
import { scanLayers, timeFirst, type Steps } from "./steps.ts";

/** The options of every recurrent layer. */
export interface SequenceOptions<S extends boolean = boolean> extends LayerOptions {
  /** Whether the outputs of all steps are returned, [n, t, …], and not the last alone. Default false. */
  returnSequences?: boolean | undefined;
  /** Whether the states after the last step are returned behind the output, in a list. Default false. */
  returnState?: S | undefined;
  /** Whether the last step comes first; outputs are then in that order too. Default false. */
  goBackwards?: boolean | undefined;
  /**
   * Whether a batch begins with the states that the last one ended with, in training, evaluation and prediction alike;
   * Keras on JAX does so in direct calls only. Every batch must have as many rows as the first. Default false.
   */
  stateful?: boolean | undefined;
  /** Accepted; a loop it is either way. What a mask leaves out is put out as Keras's unrolled steps do. Default false. */
  unroll?: boolean | undefined;
  /** Whether the output of a step that a mask leaves out is 0; else it is that of the step before. Default false. */
  zeroOutputForMask?: boolean | undefined;
}
export const sequenceKinds: Kinds<SequenceOptions> = {
  ...layerKinds,
  returnSequences: flag,
  returnState: flag,
  goBackwards: flag,
  stateful: flag,
  unroll: flag,
  zeroOutputForMask: flag,
};

export interface RNNOptions<S extends boolean = boolean> extends SequenceOptions<S> {
  /** What a step does; a list of cells, each fed with what the one before puts out, is a stack. */
  cell: RNNCell | readonly RNNCell[];
}
const kinds: Kinds<RNNOptions> = {
  ...sequenceKinds,
  cell: required({
    what: `a cell, such as layers.lstmCell({ units: 4 }) or one of your own that extends RNNCell, or ${cellList.what}`,
    test: (x) => x instanceof RNNCell || cellList.test(x),
  }),
};

/** What goes along with the sequence. */
export interface RNNCall {
  /**
   * The states before the first step, in the cell's order; a tensor where it has one. Default: the cell's, mostly zeros.
   * Beside it, as in Keras, only a mask that is given in the call leaves out steps, and not one that comes with the input.
   */
  readonly initialState: Tensor | readonly Tensor[] | undefined;
}
/** A tensor; or where states are returned too, a list of the output and them. */
export type WithStates<S extends boolean> = S extends true ? readonly Tensor[] : Tensor;

/**
 * [n, t, …] → the last output of the cell, or those of all steps, stacked along the second axis, with
 * `returnSequences`. Steps that a mask leaves out change no state. A penalty on what the cell puts out, states included,
 * is that of all steps, as it is in Keras with `unroll`.
 * @typeParam S whether the states are returned too
 * @throws TacetError where the cell is none, the input no sequence of at least one step, or mask and states don't fit it
 */
export class RNN<S extends boolean = false> extends Layer<Tensor, WithStates<S>, RNNCall> {
  override supportsMasking = true;
  protected override readonly takesMask: boolean = true;
  readonly cell: RNNCell;
  readonly returnSequences: boolean;
  readonly returnState: S;
  readonly goBackwards: boolean;
  readonly stateful: boolean;
  readonly unroll: boolean;
  zeroOutputForMask: boolean;
  readonly #options: SequenceOptions;
  #kept: KeptStates | undefined;
  /** The shape of a step, and how many rows batches have; known once the layer is built, and has met a batch. */
  #step: Shape | undefined;
  #rows: number | undefined;

  constructor(options: RNNOptions<S>) {
    const { cell, ...given } = layerOptions<RNNOptions>("RNN", options, kinds);
    super(given);
    this.#options = given;
    this.cell = cell instanceof RNNCell ? cell : new StackedRNNCells({ cells: cell });
    this.returnSequences = given.returnSequences ?? false;
    this.returnState = (options.returnState ?? false) as S;
    this.goBackwards = given.goBackwards ?? false;
    this.stateful = given.stateful ?? false;
    this.unroll = given.unroll ?? false;
    this.zeroOutputForMask = given.zeroOutputForMask ?? false;
  }
  override get className(): string {
    return "RNN";
  }

  /** A layer like this one with weights of its own, some options changed. */
  copy(changes: Pick<SequenceOptions, "name" | "goBackwards">): this {
    return this.again({ ...this.#options, cell: this.cell.copy() }, changes);
  }
  protected again(options: object, changes: object): this {
    const { trainable, activityRegularizer } = this;
    return madeAgain(this, options, { trainable, activityRegularizer, ...changes });
  }

  /** How many axes an input has; undefined for 3 or more. */
  protected get rank(): number | undefined {
    return undefined;
  }
  protected override checkInput(shape: Shape): void {
    const { rank } = this;
    const fits = rank === undefined ? shape.length >= 3 : shape.length === rank;
    if (!fits || !shape.slice(1).every(isStatic))
      throw this.fail(
        `a sequence of rank ${rank ?? "3 or more"}, [n, t, ${rank === 3 ? "d" : "…"}]`,
        `shape ${show(shape)}`,
        "Reshape the data, or give inputShape.",
      );
    if (shape[1] === 0)
      throw this.fail("a sequence of at least one step", `shape ${show(shape)}`, "Leave out sequences without steps.");
  }
  override build(shape: Shape): void {
    const step = stepShape(shape);
    this.cell.ensureBuilt([step, ...this.cell.stateShapes(step)]);
    this.#step = step;
    this.#keepStates();
  }
  override fixRows(rows: number): void {
    if (!this.stateful) return;
    if (this.#rows !== undefined && this.#rows !== rows)
      throw this.fail(
        `batches of ${this.#rows} rows, as it is stateful and the first had`,
        `one of ${rows}`,
        "Give a batchSize that divides the data, or make a new layer.",
      );
    this.#rows = rows;
    this.#keepStates();
  }
  #keepStates(): void {
    if (this.#kept || this.#rows === undefined || !this.#step) return;
    this.#kept = new KeptStates(this.#rows, this.cell.stateShapes(this.#step), this.cell.dtype);
    // Steps that were recorded before know nothing of the states.
    this.structureChanged();
  }
  /** Begins with zeros again, where the layer is stateful. */
  resetStates(): void {
    this.#kept?.reset();
  }
  /** The same, as Keras 3 calls it. */
  resetState(): void {
    this.resetStates();
  }

  override computeMask(_: Tensor, mask: Tensor | undefined): Masks {
    const own = this.returnSequences ? mask : undefined;
    return this.returnState ? [own, ...this.cell.stateSizes.map(() => undefined)] : own;
  }
  #checkMask(x: Tensor, mask: Tensor): void {
    if (mask.rank >= 2 && sameShape(mask.shape.slice(0, 2), x.shape.slice(0, 2))) return;
    throw this.fail(
      `a mask of shape ${show(x.shape.slice(0, 2))}, a bool for each step of ${show(x.shape)}`,
      `shape ${show(mask.shape)}`,
      "Give one bool for each step.",
    );
  }
  #initialStates(x: Tensor, given: RNNCall["initialState"]): readonly Tensor[] {
    const step = stepShape(x.shape);
    if (given === undefined) return this.#kept?.read(x) ?? this.cell.getInitialState(step);
    const states: readonly Tensor[] = given instanceof Tensor ? [given] : given;
    const expected = this.cell.stateShapes(step);
    const isList = Array.isArray(states) && states.every((s) => s instanceof Tensor);
    if (!isList || states.length !== expected.length || !states.every((s, i) => sameShape(s.shape, expected[i]!)))
      throw this.fail(
        `initialState to be ${expected.length === 1 ? "a tensor" : `${expected.length} tensors`} of shape ${expected.map(show).join(", ")}`,
        isList ? `${states.length} of shape ${states.map((s) => show(s.shape)).join(", ")}` : describe(given),
        "Give the states of the cell in their order, one for each row.",
      );
    return states.map((s) => (s.dtype === this.cell.dtype ? s : s.cast(this.cell.dtype)));
  }

  call(x: Tensor, options: CallOptions & Partial<RNNCall>): WithStates<S> {
    const { training, initialState } = options;
    // Keras looks for the mask of the input only where that is the only tensor of a call.
    const mask = initialState !== undefined && options.mask === maskOf(x) ? undefined : options.mask;
    if (mask) this.#checkMask(x, mask);
    const [rows] = x.shape;
    if (isStatic(rows!)) this.fixRows(rows);
    const initial = this.#initialStates(x, initialState);
    const { outputs, states } = this.cell.during(stepShape(x.shape), options, () =>
      this.#loop(x, initial, training, mask),
    );
    this.#kept?.write(states);
    const result = this.returnState ? [outputs, ...states] : outputs;
    return result as WithStates<S>;
  }

  /** Runs the steps. */
  #loop(x: Tensor, initial: readonly Tensor[], training: boolean, mask: Tensor | undefined): Run {
    const { cell } = this;
    const output = cell.outputShape(stepShape(x.shape));
    const unrolled = mask !== undefined && this.unroll;
    const zero = mask !== undefined && this.zeroOutputForMask && !unrolled;
    // What stands for the output of a step that is left out: a state, or else the output before.
    const held = !unrolled && sameShape(output, initial[cell.heldState]!.shape) ? cell.heldState : undefined;
    // The state that the output is.
    const same = mask && (zero || cell.outputState !== held) ? undefined : cell.outputState;
    const kept = (mask && !zero && held === undefined) || (!this.returnSequences && same === undefined);

    const body = (carries: readonly Tensor[], [slice, valid]: readonly Tensor[]): Steps => {
      const states = carries.slice(0, initial.length);
      let [y, ...next] = this.#checked(cell.apply([slice!, ...states], { training }), states);
      if (valid) {
        const instead = zero ? y.zerosLike() : held === undefined ? carries.at(-1)! : states[held]!;
        next = next.map((s, i) => where(valid, s, states[i]!));
        y = where(valid, y, instead);
      }
      return { carries: kept ? [...next, y] : next, outputs: this.returnSequences ? [y] : [] };
    };
    const { carries, outputs } = scanLayers(
      body,
      kept ? [...initial, ops.zeros(output, cell.dtype)] : initial,
      mask ? [timeFirst(x), timeFirst(stepMask(mask))] : [timeFirst(x)],
      { reverse: this.goBackwards },
    );
    const [all] = outputs;
    const last = kept ? carries.at(-1)! : carries[same ?? 0]!;
    return {
      outputs: all ? timeFirst(this.goBackwards ? all.flip(0) : all) : last,
      states: carries.slice(0, initial.length),
    };
  }
  /** What a cell gave for a step: the output and as many states as it got. */
  #checked(made: readonly Tensor[], states: readonly Tensor[]): readonly [Tensor, ...Tensor[]] {
    const [y, ...next] = made;
    if (y && next.length === states.length && next.every((s, i) => sameShape(s.shape, states[i]!.shape)))
      return [y, ...next];
    throw this.fail(
      `cell "${this.cell.name}" (${this.cell.className}) to give the output and states of shape ${states.map((s) => show(s.shape)).join(", ")}`,
      `tensors of shape ${made.map((t) => show(t.shape)).join(", ")}`,
      "Return [output, ...states] from its call, and say the widths of the states in stateSize.",
    );
  }
}

interface Run {
  readonly outputs: Tensor;
  readonly states: readonly Tensor[];
}
const stepShape = (shape: Shape): Shape => [shape[0]!, ...shape.slice(2)];
/** A step with several bools counts where one does. */
function stepMask(mask: Tensor): Tensor {
  const bools = mask.cast("bool");
  return mask.rank === 2 ? bools : bools.any([...mask.shape.keys()].slice(2));
}
/** Rows of `x` where they count, else of `y`. */
function where(counts: Tensor, x: Tensor, y: Tensor): Tensor {
  const ones = x.shape.slice(1).map(() => 1);
  return ops.where(counts.reshape([x.shape[0]!, ...ones]), x, y);
}
