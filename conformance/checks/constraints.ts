/** Checks of constraints: what a weight becomes. */
import * as tacet from "tacet";
import { expectClose, expectShape, type Case, type Encoded } from "../golden.ts";
import { boundOf, valueAndGradient } from "../gradient.ts";
import { sessions } from "../sessions.ts";

interface ConstraintCase extends Case {
  /** Any of the factories. */
  readonly constraint: "minMaxNorm";
  readonly options: object;
  readonly x: Encoded;
  readonly value: Encoded;
}

export async function checkConstraint(given: Case): Promise<void> {
  const golden = given as ConstraintCase;
  const constraint = tacet.constraints[golden.constraint](golden.options);
  for (const session of sessions) {
    const { value, shape } = valueAndGradient(session, (w) => constraint.call(w), golden.x);
    expectShape(shape, golden.value, session.engine);
    expectClose(value, golden.value, boundOf(golden.x), session.engine);
  }
}
