/**
 * The reference interpreter, where it is there: `tacet` brings it along, `tacet/core` does not. It computes small tensors
 * at once, which are not worth a compilation, and is the engine "reference".
 */
import type { createReferenceSession, evaluateWith } from "@tacet/compiler";

export interface Interpreter {
  readonly evaluate: typeof evaluateWith;
  readonly createSession: typeof createReferenceSession;
}
let installed: Interpreter | undefined;

export const installInterpreter = (interpreter: Interpreter): void => {
  installed = interpreter;
};
/** Undefined where every tensor becomes a program. */
export const interpreter = (): Interpreter | undefined => installed;
