/** A callback made of plain functions. Source: keras/src/callbacks/lambda_callback.py. */
import { TacetError } from "@tacet/compiler";
import { Callback, hookNames, type CallbackHooks } from "./callback.ts";

/**
 * Takes any of the hooks of `Callback` as functions, such as
 * `{ onEpochEnd: (epoch, logs) => … }`.
 * @throws TacetError for a name that is no hook.
 */
export class LambdaCallback extends Callback {
  constructor(hooks: CallbackHooks = {}) {
    super();
    for (const [name, hook] of Object.entries(hooks)) {
      if (hook === undefined) continue;
      const known: string | undefined = hookNames.find((h) => h === name);
      if (known === undefined || typeof hook !== "function") {
        throw new TacetError(
          `lambdaCallback: expected functions named ${hookNames.join(", ")}; received ${JSON.stringify(name)} (${typeof hook}).`,
        );
      }
      Object.defineProperty(this, name, { value: hook, writable: true, configurable: true });
    }
  }
}
