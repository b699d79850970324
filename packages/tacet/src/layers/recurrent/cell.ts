/**
 * The base class of cells: one step of a recurrent layer. `RNN` runs any of them over a sequence, a user's own among
 * them. Source: keras/src/layers/rnn/rnn.py, what it says of cells.
 */
import { ops, type Shape, type Tensor } from "@tacet/compiler";
import { Layer, show, type CallOptions } from "../layer.ts";

/** A step's input, then the states before it; what a cell is called with. */
export type CellInput = readonly Tensor[];

/**
 * One step of a recurrent layer: `call([x, ...states])` gives `[output, ...states after the step]`, the states of the
 * shapes and types that they had. `stateSize` says how many there are and how wide each is: [n, size]. Weights are made
 * in `build`, from the shapes of what `call` gets.
 *
 * ```ts
 * class Sum extends RNNCell {
 *   override readonly stateSize = 3;
 *   #kernel: Variable | undefined;
 *   override build([x]: readonly Shape[]): void {
 *     this.#kernel = this.addWeight({ name: "kernel", shape: [x!.at(-1) as number, 3] });
 *   }
 *   override call([x, h]: readonly Tensor[]): Tensor[] {
 *     const next = x!.matmul(this.#kernel!.tensor).add(h!);
 *     return [next, next];
 *   }
 * }
 * const layer = layers.rnn({ cell: new Sum(), returnSequences: true });
 * ```
 *
 * A contraction of the input with a weight is done for all steps at once, before the first, and its gradient after the
 * last: the compiler sees to that. A cell cannot assign variables, so it holds no layer that draws as it trains; what
 * is drawn once for all steps is drawn in `during`.
 */
export abstract class RNNCell extends Layer<CellInput, readonly Tensor[]> {
  /** How wide the state is, or each state. */
  abstract readonly stateSize: number | readonly number[];
  /** How wide the output is. Default: as the first state. */
  readonly outputSize: number | undefined = undefined;
  /** Whether what a step puts out is its first state too, which spares keeping both. */
  protected readonly outputIsState: boolean = false;

  abstract override call(inputs: CellInput, options: CallOptions<CellInput>): readonly Tensor[];

  /** How wide the output is. */
  get outputWidth(): number {
    return this.outputSize ?? this.stateSizes[0]!;
  }
  /** The shape of the output for steps of a shape. */
  outputShape(step: Shape): Shape {
    return [step[0]!, this.outputWidth];
  }
  /** The widths of the states, in a list. */
  get stateSizes(): readonly number[] {
    return typeof this.stateSize === "number" ? [this.stateSize] : this.stateSize;
  }
  /** The shapes of the states for steps of a shape: [n, size] unless a cell says otherwise. */
  stateShapes(step: Shape): readonly Shape[] {
    return this.stateSizes.map((size) => [step[0]!, size]);
  }
  /** The states before the first step, for steps of a shape: zeros unless a cell says otherwise. */
  getInitialState(step: Shape): readonly Tensor[] {
    return this.stateShapes(step).map((shape) => ops.zeros(shape, this.dtype));
  }
  /**
   * Runs the steps of one call of an RNN. What all of them share is made before: a mask of dropout, for one.
   * @param _step the shape of a step's input
   */
  during<T>(_step: Shape, _options: Pick<CallOptions, "training">, steps: () => T): T {
    return steps();
  }
  /** @internal Which state stands in for the output of a step that a mask leaves out, as in Keras. */
  readonly heldState: number = 0;
  /** @internal Which state is the output too; undefined where none is known to be. */
  get outputState(): number | undefined {
    return this.outputIsState ? 0 : undefined;
  }

  /**
   * Another cell like this one, with weights of its own: what `bidirectional` needs for its two directions.
   * @throws TacetError where a cell of one's own does not override it
   */
  copy(): RNNCell {
    throw this.fail("a cell that can be copied", "one without a copy method", "Override copy: return a new cell.");
  }

  protected override checkInput(shapes: readonly Shape[]): void {
    const expected = 1 + this.stateSizes.length;
    if (shapes.length === expected) return;
    throw this.fail(
      `the input of a step and ${expected - 1 === 1 ? "its state" : `${expected - 1} states`}, [x, ${this.stateSizes.map((_, i) => `state${i}`).join(", ")}]`,
      `${shapes.length} tensors of shapes ${shapes.map(show).join(", ")}`,
      "Give layers.rnn the cell to run it over a sequence.",
    );
  }
}
