/** What recurrent layers with a built-in cell have in common: they make the cell from their own options. */
import type { Shape } from "@tacet/compiler";
import { oneOf, type Kinds } from "../../options.ts";
import type { Regularizer, RegularizerLike } from "../../regularizers/lookup.ts";
import { show } from "../layer.ts";
import { layerKinds } from "../options.ts";
import type { KernelCell, RecurrentKernelOptions } from "./kernelCell.ts";
import { RNN, sequenceKinds, type SequenceOptions } from "./rnn.ts";

export interface KernelRNNOptions<S extends boolean = boolean> extends SequenceOptions<S> {
  /** Whether Keras may use a kernel for graphics cards, which makes no difference here. Default "auto". */
  useCudnn?: "auto" | false | undefined;
}
export const kernelRNNKinds: Kinds<KernelRNNOptions> = { ...sequenceKinds, useCudnn: oneOf("auto", false) };

/** The options whose names a condition lets through. */
const pick = <O extends object>(given: O, condition: (name: string) => boolean): O =>
  Object.fromEntries(Object.entries(given).filter(([name]) => condition(name))) as O;

/** @typeParam S whether the states are returned too */
export abstract class KernelRNN<C extends KernelCell, S extends boolean = false> extends RNN<S> {
  declare readonly cell: C;
  readonly #given: SequenceOptions<S>;
  protected constructor(given: SequenceOptions<S>, cell: C) {
    super({ ...pick<SequenceOptions<S>>(given, (name) => Object.hasOwn(sequenceKinds, name)), cell });
    this.#given = given;
  }
  override copy(changes: Pick<SequenceOptions, "name" | "goBackwards">): this {
    return this.again(this.#given, changes);
  }
  protected override get rank(): number | undefined {
    return 3;
  }
  /** The width of the output. */
  get units(): number {
    return this.cell.stateSizes[0]!;
  }
  protected override checkInput(shape: Shape): void {
    super.checkInput(shape);
    const known = this.cell.kernel?.shape.at(-2);
    if (known === undefined || known === this.cell.widthOf([shape[0]!, ...shape.slice(2)])) return;
    throw this.fail(
      `${known} inputs a step, as it was built with`,
      `shape ${show(shape)}`,
      "Give data of that width, or make a new layer.",
    );
  }
  /** Exchanged after the layer is built, it counts from the next call of `fit`. */
  get kernelRegularizer(): Regularizer | undefined {
    return this.cell.kernelRegularizer;
  }
  set kernelRegularizer(given: RegularizerLike | null | undefined) {
    this.cell.kernelRegularizer = given;
  }
  /** Exchanged after the layer is built, it counts from the next call of `fit`. */
  get recurrentRegularizer(): Regularizer | undefined {
    return this.cell.recurrentRegularizer;
  }
  set recurrentRegularizer(given: RegularizerLike | null | undefined) {
    this.cell.recurrentRegularizer = given;
  }
  /** Exchanged after the layer is built, it counts from the next call of `fit`. */
  get biasRegularizer(): Regularizer | undefined {
    return this.cell.biasRegularizer;
  }
  set biasRegularizer(given: RegularizerLike | null | undefined) {
    this.cell.biasRegularizer = given;
  }
}

/** What of a layer's options goes to the cell that it makes: all that is not every layer's, and `dtype` and `trainable`. */
export function cellOptions<O extends RecurrentKernelOptions>(given: O, kinds: Kinds<O>, name: string): O {
  const own = pick(given, (option) => Object.hasOwn(kinds, option) && !Object.hasOwn(layerKinds, option));
  return { ...own, dtype: given.dtype, trainable: given.trainable, name };
}
