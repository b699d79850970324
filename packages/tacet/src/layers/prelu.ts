/** A rectifier whose slope below 0 is learned. Source: keras/src/layers/activations/prelu.py; He et al. (2015). */
import { isStatic, type Shape, type Tensor, type Variable } from "@tacet/compiler";
import { getConstraint, type Constraint, type ConstraintLike } from "../constraints/lookup.ts";
import { Zeros } from "../initializers/constant.ts";
import { getInitializer, type Initializer, type InitializerLike } from "../initializers/lookup.ts";
import { anything, oneOrMore, orNull, wholeFrom, type Kinds } from "../options.ts";
import { getRegularizer, type Regularizer, type RegularizerLike } from "../regularizers/lookup.ts";
import { Layer, show } from "./layer.ts";
import { layerKinds, layerOptions, type LayerOptions } from "./options.ts";

export interface PReLUOptions extends LayerOptions {
  /** Of the slopes, one for each element of a row. Default "zeros". */
  alphaInitializer?: InitializerLike | undefined;
  /** A penalty on the slopes that training adds to the loss. */
  alphaRegularizer?: RegularizerLike | null | undefined;
  /** What the slopes become after each update of training. */
  alphaConstraint?: ConstraintLike | null | undefined;
  /** Axes along which a slope is shared, the batch being 0: `[1, 2]` gives an image one slope a channel. Default none. */
  sharedAxes?: number | readonly number[] | null | undefined;
}
const kinds: Kinds<PReLUOptions> = {
  ...layerKinds,
  alphaInitializer: anything,
  alphaRegularizer: anything,
  alphaConstraint: anything,
  sharedAxes: orNull(oneOrMore(wholeFrom(1))),
};

/** x above 0, alpha · x below; the shape stays. */
export class PReLU extends Layer {
  override supportsMasking = true;
  readonly sharedAxes: readonly number[];
  alpha: Variable | undefined;
  readonly #initializer: Initializer;
  readonly #regularizer: Regularizer | undefined;
  readonly #constraint: Constraint | undefined;
  constructor(options?: PReLUOptions) {
    super(layerOptions("PReLU", options, kinds));
    this.sharedAxes = [options?.sharedAxes ?? []].flat();
    this.#initializer = getInitializer(options?.alphaInitializer ?? new Zeros());
    this.#regularizer = getRegularizer(options?.alphaRegularizer);
    this.#constraint = getConstraint(options?.alphaConstraint);
  }
  override get className(): string {
    return "PReLU";
  }
  protected override checkInput(shape: Shape): void {
    const beyond = this.sharedAxes.find((axis) => axis >= shape.length);
    const known = this.alpha?.shape;
    const unlike = known && (known.length !== shape.length - 1 || known.some((e, i) => e !== 1 && e !== shape[i + 1]));
    if (beyond === undefined && !unlike && shape.slice(1).every(isStatic)) return;
    throw this.fail(
      beyond !== undefined ? `an input that has axis ${beyond}` : `rows of ${known ? show(known) : "a known shape"}`,
      `shape ${show(shape)}`,
      "Give sharedAxes that the input has, and rows of the shape that it was built with.",
    );
  }
  override build(inputShape: Shape): void {
    this.alpha = this.addWeight({
      name: "alpha",
      shape: inputShape.slice(1).map((e, i) => (this.sharedAxes.includes(i + 1) ? 1 : (e as number))),
      initializer: this.#initializer,
      regularizer: this.#regularizer,
      constraint: this.#constraint,
    });
  }
  call(x: Tensor): Tensor {
    return x.relu().add(this.alpha!.tensor.neg().mul(x.neg().relu()));
  }
}
