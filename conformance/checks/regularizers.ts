/** Checks of regularizers. */
import * as tacet from "tacet";
import { expectClose, type Case, type Encoded } from "../golden.ts";
import { valueAndGradient } from "../gradient.ts";
import { sessions } from "../sessions.ts";

interface RegularizerCase extends Case {
  readonly regularizer: "l1" | "l2" | "l1l2" | "klSparsity";
  readonly options: object;
  readonly x: Encoded;
  readonly value: Encoded;
  readonly gradient: Encoded;
}

export async function checkRegularizer(given: Case): Promise<void> {
  const golden = given as RegularizerCase;
  const regularizer = tacet.regularizers[golden.regularizer](golden.options);
  for (const session of sessions) {
    const { value, gradient } = valueAndGradient(session, (x) => regularizer.call(x), golden.x);
    expectClose(value, golden.value, 1e-6, `${session.engine}: value`);
    expectClose(gradient, golden.gradient, 1e-6, `${session.engine}: gradient`);
  }
}
