/** Source: keras/src/constraints/constraints.py, NonNeg. */
import type { Tensor } from "@tacet/compiler";
import { Constraint } from "./constraint.ts";

/** Negative values become 0. */
export class NonNeg extends Constraint {
  override get className(): string {
    return "NonNeg";
  }
  override call(weight: Tensor): Tensor {
    return weight.maximum(0);
  }
}
