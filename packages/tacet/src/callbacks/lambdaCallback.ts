/** A callback made of plain functions. Source: keras/src/callbacks/lambda_callback.py. */
import { callable, checkOptions, type Kind, type Kinds } from "../options.ts";
import { Callback, hookNames, type CallbackHooks } from "./callback.ts";

const kinds = Object.fromEntries(hookNames.map((name): [string, Kind] => [name, callable])) as Kinds<CallbackHooks>;

/**
 * Takes any of the hooks of `Callback` as functions, such as
 * `{ onEpochEnd: (epoch, logs) => … }`.
 * @throws TacetError for a name that is no hook.
 */
export class LambdaCallback extends Callback {
  constructor(hooks?: CallbackHooks) {
    super();
    for (const [name, hook] of Object.entries(checkOptions("lambdaCallback", hooks, kinds))) {
      if (hook === undefined) continue;
      Object.defineProperty(this, name, { value: hook, writable: true, configurable: true });
    }
  }
}
