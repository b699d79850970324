/**
 * The callbacks of one run, by hook: only those that override a hook are
 * called for it, so that an epoch without listeners costs nothing.
 * Source: keras/src/callbacks/callback_list.py.
 */
import { TacetError } from "@tacet/compiler";
import {
  Callback,
  hookNames,
  overrides,
  type CallbackHooks,
  type CallbackModel,
  type CallbackParams,
  type HookName,
} from "../callbacks/callback.ts";
import { LambdaCallback } from "../callbacks/lambdaCallback.ts";
import { anything, oneOf, show, wholeFrom, type Kinds } from "../options.ts";

/** 0 silent, 1 a progress bar, 2 lines. */
export type Verbose = 0 | 1 | 2;
export type CallbackLike = Callback | CallbackHooks;

/** What `fit`, `evaluate` and `predict` all take. */
export interface RunOptions {
  /** Rows a step. Default 32. */
  batchSize?: number | undefined;
  /** 0 silent, 1 a progress bar, 2 one line (in `fit`, one an epoch). Default 1. */
  verbose?: Verbose | undefined;
  callbacks?: CallbackLike | readonly CallbackLike[] | undefined;
  /** Ends it when it is aborted: it rejects with the signal's reason. */
  signal?: AbortSignal | undefined;
}
export const runKinds: Kinds<RunOptions> = {
  batchSize: wholeFrom(1),
  verbose: oneOf(0, 1, 2),
  callbacks: anything,
  signal: { what: "an AbortSignal", test: (x) => typeof (x as AbortSignal | null)?.throwIfAborted === "function" },
};

export class Hooks {
  readonly callbacks: readonly Callback[];
  readonly #listeners: ReadonlyMap<HookName, readonly Callback[]>;

  constructor(given: CallbackLike | readonly CallbackLike[] | undefined, model: CallbackModel, params: CallbackParams) {
    const list =
      given === undefined ? [] : Array.isArray(given) ? (given as readonly CallbackLike[]) : [given as CallbackLike];
    this.callbacks = list.map(asCallback);
    this.#listeners = new Map(hookNames.map((hook) => [hook, this.callbacks.filter((c) => overrides(c, hook))]));
    for (const callback of this.callbacks) {
      callback.setModel(model);
      callback.setParams(params);
    }
  }

  /** Whether anybody listens to one of the hooks. */
  has(...hooks: readonly HookName[]): boolean {
    return hooks.some((hook) => this.#listeners.get(hook)!.length > 0);
  }

  /** Calls every listener in order, each after the last has finished. */
  async call<H extends HookName>(hook: H, ...args: Parameters<Callback[H]>): Promise<void> {
    for (const callback of this.#listeners.get(hook)!) {
      const run = callback[hook] as (...args: Parameters<Callback[H]>) => void | Promise<void>;
      const result = run.apply(callback, args);
      if (result) await result;
    }
  }
}

function asCallback(given: CallbackLike | null): Callback {
  if (given instanceof Callback) return given;
  if (typeof given === "object" && given !== null) return new LambdaCallback(given);
  throw new TacetError(
    `callbacks: expected callbacks, or objects of hooks such as { onEpochEnd }; received ${show(given)}.`,
  );
}
