/** What an optimizer keeps beside the weights it trains, in the order in which it was made: Keras's. */
import { TacetError, Variable, type DType, type StaticShape } from "@tacet/compiler";

export interface SlotOptions {
  /** Default: the weight's. */
  readonly shape?: StaticShape;
  /** Default: the weight's. */
  readonly dtype?: DType;
  /** What it holds at first. Default 0. */
  readonly value?: number | ArrayLike<number>;
}

export class Slots {
  readonly all: Variable[] = [];
  readonly #owner: string;
  readonly #byWeight = new Map<Variable, Map<string, Variable>>();
  /** @param owner what messages begin with */
  constructor(owner: string) {
    this.#owner = owner;
  }
  get built(): boolean {
    return this.#byWeight.size > 0;
  }
  /** The weights that have slots, in order. */
  get weights(): Variable[] {
    return [...this.#byWeight.keys()];
  }
  /**
   * Has `make` make the slots of these weights the first time.
   * @throws TacetError later, for weights that had none then
   */
  build(weights: readonly Variable[], make: () => void): void {
    if (!this.built) {
      for (const weight of weights) this.#byWeight.set(weight, new Map());
      make();
      return;
    }
    const stranger = weights.find((weight) => !this.#byWeight.has(weight));
    if (stranger)
      throw new TacetError(
        `${this.#owner}: expected the weights it has trained before, received another, "${stranger.name}". Make an optimizer for each model, and a new one where other layers become trainable.`,
      );
  }
  /** A slot of a weight. Its name is the weight's path, then `name`. */
  add(
    weight: Variable,
    name: string,
    { shape = weight.shape, dtype = weight.dtype, value = 0 }: SlotOptions,
  ): Variable {
    const slot = new Variable({
      name: `${weight.name.replaceAll("/", "_")}_${name}`,
      shape,
      dtype,
      value,
      trainable: false,
    });
    this.#byWeight.get(weight)!.set(name, slot);
    this.all.push(slot);
    return slot;
  }
  /** A variable of no weight. */
  addOwn(name: string, dtype: DType, value: number): Variable {
    const slot = new Variable({ name, shape: [], dtype, value, trainable: false });
    this.all.push(slot);
    return slot;
  }
  get(weight: Variable, name: string): Variable {
    return this.#byWeight.get(weight)!.get(name)!;
  }
}
