/** Checks of regularizers. */
import * as tacet from "tacet";
import { expectClose, type Case, type Encoded } from "../golden.ts";
import { boundOf, valueAndGradient } from "../gradient.ts";
import { sessions } from "../sessions.ts";

interface RegularizerCase extends Case {
  readonly regularizer: "l1" | "l2" | "l1l2" | "klSparsity" | "orthogonalRegularizer";
  readonly options: object;
  readonly x: Encoded;
  readonly value: Encoded;
  readonly gradient: Encoded;
}

export async function checkRegularizer(given: Case): Promise<void> {
  const golden = given as RegularizerCase;
  const regularizer = tacet.regularizers[golden.regularizer](golden.options);
  const bound = boundOf(golden.x);
  for (const session of sessions) {
    const { value, gradient } = valueAndGradient(session, (x) => regularizer.call(x), golden.x);
    expectClose(value, golden.value, bound, `${session.engine}: value`);
    expectClose(gradient, golden.gradient, bound, `${session.engine}: gradient`);
  }
}
