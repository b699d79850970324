/** Checks of activations. */
import * as tacet from "tacet";
import { expectClose, type Case, type Encoded } from "../golden.ts";
import { boundOf, valueAndGradient } from "../gradient.ts";
import { sessions } from "../sessions.ts";

interface ActivationCase extends Case {
  readonly activation: keyof typeof tacet.activations;
  readonly options: object;
  readonly x: Encoded;
  readonly cotangent: Encoded;
  readonly value: Encoded;
  readonly gradient: Encoded;
}
type Activation = (x: tacet.Tensor, options?: object) => tacet.Tensor;

export async function checkActivation(given: Case): Promise<void> {
  const golden = given as ActivationCase;
  const activation = tacet.activations[golden.activation] as Activation;
  const bound = boundOf(golden.x);
  for (const session of sessions) {
    const { value, gradient } = valueAndGradient(
      session,
      (x) => activation(x, golden.options),
      golden.x,
      golden.cotangent,
    );
    expectClose(value, golden.value, bound, `${session.engine}: value`);
    expectClose(gradient, golden.gradient, bound, `${session.engine}: gradient`);
  }
}
