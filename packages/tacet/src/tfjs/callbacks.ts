/**
 * Callbacks under TensorFlow.js's names: `onBatchEnd` is what Keras 3 calls `onTrainBatchEnd`, and its logs have the
 * batch's number and size. Source: tfjs-layers/src/base_callbacks.ts, callbacks.ts.
 */
import { Callback as KerasCallback, callbacks as keras, TacetError, type CallbackHooks, type Logs } from "../index.ts";

export type { Logs };
type Result = void | Promise<void>;
/** The hooks as functions: what `callbacks` of `fit` takes. */
export interface CustomCallbackArgs {
  onTrainBegin?: ((logs?: Logs) => Result) | undefined;
  onTrainEnd?: ((logs?: Logs) => Result) | undefined;
  onEpochBegin?: ((epoch: number, logs?: Logs) => Result) | undefined;
  onEpochEnd?: ((epoch: number, logs: Logs) => Result) | undefined;
  onBatchBegin?: ((batch: number, logs?: Logs) => Result) | undefined;
  onBatchEnd?: ((batch: number, logs: Logs) => Result) | undefined;
  /** Called after each batch. */
  onYield?: ((epoch: number, batch: number, logs: Logs) => Result) | undefined;
}
const hookNames = [
  "onTrainBegin",
  "onTrainEnd",
  "onEpochBegin",
  "onEpochEnd",
  "onBatchBegin",
  "onBatchEnd",
  "onYield",
] as const satisfies readonly (keyof CustomCallbackArgs)[];
type HookName = (typeof hookNames)[number];
/** What stands in a callback's `model`. */
export interface CallbackModel {
  stopTraining: boolean;
}

/** Base class of callbacks: override the hooks that you need. */
export class Callback implements CustomCallbackArgs {
  params: Readonly<Record<string, unknown>> = {};
  model: CallbackModel | undefined;
  setParams(params: Readonly<Record<string, unknown>>): void {
    this.params = params;
  }
  setModel(model: CallbackModel): void {
    this.model = model;
  }
  onTrainBegin(_logs?: Logs): Result {}
  onTrainEnd(_logs?: Logs): Result {}
  onEpochBegin(_epoch: number, _logs?: Logs): Result {}
  onEpochEnd(_epoch: number, _logs: Logs): Result {}
  onBatchBegin(_batch: number, _logs?: Logs): Result {}
  onBatchEnd(_batch: number, _logs: Logs): Result {}
  onYield(_epoch: number, _batch: number, _logs: Logs): Result {}
}
/** A callback of functions. */
export class CustomCallback extends Callback {
  constructor(args: CustomCallbackArgs) {
    super();
    Object.assign(this, args);
  }
}
/** Functions by hook, a `Callback`, or one of tacet's. */
export type CallbackLike = CustomCallbackArgs;

/** The rows of a batch, where they are known. */
export type SizeOf = (batch: number) => number | undefined;
/** tacet's callbacks for those given. */
export function hooksOf(
  given: CallbackLike | readonly CallbackLike[] | undefined,
  model: CallbackModel,
  params: Readonly<Record<string, unknown>>,
  sizeOf: SizeOf,
): (CallbackHooks | KerasCallback)[] {
  const list = given === undefined ? [] : Array.isArray(given) ? (given as readonly CallbackLike[]) : [given as CallbackLike]; // prettier-ignore
  return list.map((callback) => {
    if (callback instanceof KerasCallback) return callback;
    if (callback instanceof Callback) {
      callback.setModel(model);
      callback.setParams(params);
    }
    return hooks(callback, sizeOf);
  });
}
function hooks(given: CustomCallbackArgs, sizeOf: SizeOf): CallbackHooks {
  const unknown = Object.keys(given).filter(
    (name) => name.startsWith("on") && !hookNames.some((hook) => hook === name),
  );
  if (unknown.length > 0)
    throw new TacetError(`callbacks: there is no hook "${unknown[0]!}". Known: ${hookNames.join(", ")}.`);
  const numbered = (batch: number, logs: Logs = {}): Logs => {
    const size = sizeOf(batch);
    return { batch, ...(size === undefined ? {} : { size }), ...logs };
  };
  let epoch = 0;
  /** A hook that has a body of its own. */
  const own = <H extends HookName>(hook: H): CustomCallbackArgs[H] =>
    given[hook] === Callback.prototype[hook] ? undefined : given[hook];
  const [onTrainBegin, onTrainEnd] = [own("onTrainBegin"), own("onTrainEnd")];
  const [onEpochBegin, onEpochEnd] = [own("onEpochBegin"), own("onEpochEnd")];
  const [onBatchBegin, onBatchEnd, onYield] = [own("onBatchBegin"), own("onBatchEnd"), own("onYield")];
  const call = <A extends readonly unknown[]>(hook: ((...args: A) => Result) | undefined, ...args: A): Result =>
    hook?.call(given, ...args);
  return {
    onTrainBegin: onTrainBegin && ((logs) => call(onTrainBegin, logs)),
    onTrainEnd: onTrainEnd && ((logs) => call(onTrainEnd, logs)),
    onEpochBegin:
      (onEpochBegin ?? onYield) &&
      ((number, logs) => {
        epoch = number;
        return call(onEpochBegin, number, logs);
      }),
    onEpochEnd: onEpochEnd && ((number, logs = {}) => call(onEpochEnd, number, logs)),
    onTrainBatchBegin: onBatchBegin && ((batch, logs) => call(onBatchBegin, batch, numbered(batch, logs))),
    onTrainBatchEnd:
      (onBatchEnd ?? onYield) &&
      (async (batch, logs) => {
        await call(onBatchEnd, batch, numbered(batch, logs));
        await call(onYield, epoch, batch, numbered(batch, logs));
      }),
  };
}

/** The callbacks that are there ready made. */
export const callbacks = { earlyStopping: keras.earlyStopping } as const;
