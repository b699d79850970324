/**
 * Which engine computes, and starting over: the glue between the Keras API and
 * the compiler's sessions.
 */
import { createReferenceSession, evaluateWith, setEvaluator, type Session } from "@tacet/compiler";
import { resetNames } from "./naming.ts";

setEvaluator((node, states) => evaluateWith([node], states)[0]!);

let current: Session | undefined;
/** The session that every model's programs run in. */
export function session(): Session {
  current ??= createReferenceSession();
  return current;
}

/** Starts automatic names again: the next dense layer is "dense". Models and their weights stay. */
export function clearSession(): void {
  resetNames();
}
