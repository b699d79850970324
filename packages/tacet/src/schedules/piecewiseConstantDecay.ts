/** One rate until a step, then another. */
import { ops, TacetError, tensor, type Tensor } from "@tacet/compiler";
import { configOf } from "../config.ts";
import { floatx } from "../floatx.ts";
import { checkOptions, required, text, type Kind, type Kinds } from "../options.ts";
import { LearningRateSchedule } from "./schedule.ts";

export interface PiecewiseConstantDecayOptions {
  /** The last step of each value but the last, increasing. */
  readonly boundaries: readonly number[];
  /** One more than there are boundaries. */
  readonly values: readonly number[];
  /** The schedule's name. Default: that of its class. */
  readonly name?: string | undefined;
}

const numbers: Kind = {
  what: "a list of finite numbers",
  test: (x) => Array.isArray(x) && x.length > 0 && x.every(Number.isFinite),
};
const kinds: Kinds<PiecewiseConstantDecayOptions> = {
  boundaries: required(numbers),
  values: required(numbers),
  name: text,
};

export class PiecewiseConstantDecay extends LearningRateSchedule {
  readonly boundaries: readonly number[];
  readonly values: readonly number[];
  readonly name: string;
  override get className(): string {
    return "PiecewiseConstantDecay";
  }
  constructor(options: PiecewiseConstantDecayOptions) {
    super();
    const { boundaries, values, name = "PiecewiseConstant" } = checkOptions("piecewiseConstantDecay", options, kinds);
    if (values.length !== boundaries.length + 1)
      throw new TacetError(
        `piecewiseConstantDecay: expected one value more than boundaries, received ${boundaries.length} boundaries and ${values.length} values.`,
      );
    this.boundaries = boundaries;
    this.values = values;
    this.name = name;
  }
  override call(step: Tensor): Tensor {
    // Boundaries are cast to the type of the step, as in Keras: fractions are cut off.
    const bounds = this.boundaries.map((b) => tensor(Math.trunc(b), [], "int32"));
    const last = this.values.length - 1;
    const pieces = this.values.map((value, i) => {
      const after = i > 0 ? step.greater(bounds[i - 1]!) : undefined;
      const until = i < last ? step.lessEqual(bounds[i]!) : undefined;
      const inside = after && until ? after.and(until) : (after ?? until)!;
      return inside.cast(floatx()).mul(value);
    });
    return pieces.reduce((sum, piece) => ops.add(sum, piece));
  }
  override getConfig(): Record<string, unknown> {
    return configOf(this, kinds);
  }
}
