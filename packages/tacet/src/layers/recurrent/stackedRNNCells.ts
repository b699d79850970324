/** Cells on top of each other, as one cell. Source: keras/src/layers/rnn/stacked_rnn_cells.py. */
import type { Shape, Tensor } from "@tacet/compiler";
import { required, type Kinds } from "../../options.ts";
import type { CallOptions } from "../layer.ts";
import { layerKinds, layerOptions, type LayerOptions } from "../options.ts";
import { RNNCell, type CellInput } from "./cell.ts";
import { madeAgain } from "./copies.ts";

export interface StackedRNNCellsOptions extends LayerOptions {
  /** From the first, which takes the input, to the last, which gives the output. */
  cells: readonly RNNCell[];
}
export const cellList = {
  what: "a list of cells, such as [layers.lstmCell({ units: 4 })]",
  test: (x: unknown): boolean => Array.isArray(x) && x.length > 0 && x.every((cell) => cell instanceof RNNCell),
};
const kinds: Kinds<StackedRNNCellsOptions> = { ...layerKinds, cells: required(cellList) };

/** Each cell takes what the one before puts out; the states of all come one after another, those of the first cell first. */
export class StackedRNNCells extends RNNCell {
  readonly cells: readonly RNNCell[];
  override readonly stateSize: readonly number[];
  override readonly outputSize: number;
  /** The first state of the last cell. */
  override readonly heldState: number;
  readonly #options: StackedRNNCellsOptions;

  constructor(options: StackedRNNCellsOptions) {
    super(layerOptions("StackedRNNCells", options, kinds));
    this.#options = options;
    this.cells = [...options.cells];
    this.stateSize = this.cells.flatMap((cell) => cell.stateSizes);
    this.outputSize = this.cells.at(-1)!.outputWidth;
    this.heldState = this.stateSize.length - this.cells.at(-1)!.stateSizes.length;
  }
  override get className(): string {
    return "StackedRNNCells";
  }
  override copy(): RNNCell {
    return madeAgain(this, this.#options, { cells: this.cells.map((cell) => cell.copy()) });
  }
  /** The shape of each cell's input. */
  #steps(step: Shape): readonly Shape[] {
    return this.cells.map((_, i) => (i === 0 ? step : [step[0]!, this.cells[i - 1]!.outputWidth]));
  }
  override stateShapes(step: Shape): readonly Shape[] {
    const steps = this.#steps(step);
    return this.cells.flatMap((cell, i) => cell.stateShapes(steps[i]!));
  }
  override getInitialState(step: Shape): readonly Tensor[] {
    const steps = this.#steps(step);
    return this.cells.flatMap((cell, i) => cell.getInitialState(steps[i]!));
  }
  override during<T>(step: Shape, options: Pick<CallOptions, "training">, steps: () => T): T {
    const inputs = this.#steps(step);
    const from = (i: number): T => {
      const cell = this.cells[i];
      return cell ? cell.during(inputs[i]!, options, () => from(i + 1)) : steps();
    };
    return from(0);
  }
  override get outputState(): number | undefined {
    const last = this.cells.at(-1)!.outputState;
    return last === undefined ? undefined : this.heldState + last;
  }
  override build([step]: readonly Shape[]): void {
    this.#steps(step!).forEach((shape, i) => {
      const cell = this.cells[i]!;
      cell.ensureBuilt([shape, ...cell.stateShapes(shape)]);
    });
  }
  call([x, ...states]: CellInput, { training }: CallOptions<CellInput>): readonly Tensor[] {
    let [output, next, begin] = [x!, [] as readonly Tensor[], 0];
    for (const cell of this.cells) {
      const end = begin + cell.stateSizes.length;
      const [made, ...after] = cell.apply([output, ...states.slice(begin, end)], { training });
      [output, next, begin] = [made!, [...next, ...after], end];
    }
    return [output, ...next];
  }
}
