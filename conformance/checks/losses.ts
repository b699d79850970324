/** Checks of losses: value, and gradient by the predictions. */
import * as tacet from "tacet";
import { decodeTensor, expectClose, expectShape, type Case, type Encoded } from "../golden.ts";
import { boundOf, valueAndGradient } from "../gradient.ts";
import { sessions } from "../sessions.ts";

interface LossCase extends Case {
  /** Any of the factories. */
  readonly loss: "binaryCrossentropy";
  readonly options: object;
  readonly yTrue: Encoded;
  readonly yPred: Encoded;
  readonly sampleWeight?: Encoded;
  /** Of the values of the loss. */
  readonly mask?: Encoded;
  readonly through?: "sigmoid" | "softmax";
  readonly value: Encoded;
  readonly gradient: Encoded;
}

export async function checkLoss(given: Case): Promise<void> {
  const golden = given as LossCase;
  const loss = tacet.losses[golden.loss](golden.options);
  const yTrue = decodeTensor(golden.yTrue);
  const weight = golden.sampleWeight && decodeTensor(golden.sampleWeight);
  const bound = boundOf(golden.yPred);
  const mask = golden.mask && decodeTensor(golden.mask);
  const through = golden.through ? tacet.activations[golden.through] : (x: tacet.Tensor) => x;
  for (const session of sessions) {
    const f = (p: tacet.Tensor) => loss.apply(yTrue, through(p), weight, mask);
    const { value, shape, gradient } = valueAndGradient(session, f, golden.yPred);
    expectShape(shape, golden.value, `${session.engine}: value`);
    expectClose(value, golden.value, bound, `${session.engine}: value`);
    expectClose(gradient, golden.gradient, bound, `${session.engine}: gradient`);
  }
}
