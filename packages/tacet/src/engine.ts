/**
 * Which engine computes, and starting over: the glue between the Keras API and
 * the compiler's sessions. There is one session for each engine and setting;
 * variables move to the one that is used.
 */
import {
  createSession,
  literalData,
  setEvaluator,
  statesOf,
  TacetError,
  type Session,
  type Tensor,
  type TypedArray,
} from "@tacet/compiler";
import { computeNow, createEvaluator } from "./eager.ts";
import { interpreter } from "./interpreter.ts";
import { resetNames } from "./naming.ts";
import { checkOptions, flag, wholeFrom, type Kinds } from "./options.ts";

setEvaluator(createEvaluator(session));
/** The numbers of a concrete tensor, before this returns: its own copy, with variables as they are now. */
export const numbersOf = (x: Tensor): TypedArray =>
  literalData(x)?.slice() ?? computeNow(session(), x.node, statesOf(x.node));

const engines = ["auto", "wasm", "native", "reference"] as const;
/**
 * "wasm" is WebAssembly, "reference" a slow interpreter to check it against, which comes with `tacet`; "native" is not
 * there yet, so that "auto" is "wasm".
 */
export type Engine = (typeof engines)[number];
export interface EngineOptions {
  /** Threads to use. One, until programs run on several. */
  threads?: number | undefined;
  /** No fused multiply-add: the same seed then gives the same bits on every machine. Default false. */
  strict?: boolean | undefined;
}

const kinds: Kinds<EngineOptions> = { threads: wholeFrom(1), strict: flag };

let chosen: { readonly engine: Engine; readonly strict: boolean } | undefined;
const sessions = new Map<string, Session>();

/**
 * Chooses what computes from the next `fit`, `evaluate` or `predict` on. Default: the environment variable
 * `TACET_ENGINE`, else "auto".
 * @throws TacetError for an engine that doesn't exist or isn't there
 */
export function setEngine(engine: Engine, options: EngineOptions = {}): void {
  const { strict = false } = checkOptions("setEngine", options, kinds);
  if (!engines.includes(engine)) {
    throw new TacetError(`setEngine: expected one of ${engines.join(", ")}, received ${JSON.stringify(engine)}.`);
  }
  if (engine === "native") {
    throw new TacetError(`setEngine: the engine "native" is not there yet. Use "auto", which is WebAssembly.`);
  }
  if (engine === "reference" && !interpreter()) {
    throw new TacetError(
      'setEngine: the engine "reference" is not in "tacet/core". Write import "tacet" beside it, or use "auto", which is WebAssembly.',
    );
  }
  if (running > 0) {
    throw new TacetError("setEngine: called while a model trains, whose memory the engine holds. Await fit first.");
  }
  chosen = { engine, strict };
}

let running = 0;
/** Keeps the engine from changing until the function returned is called. */
export function holdEngine(): () => void {
  running++;
  return () => {
    running--;
  };
}

function fromEnvironment(): { readonly engine: Engine; readonly strict: boolean } {
  const host = globalThis as { process?: { env?: Record<string, string | undefined> } };
  const given = host.process?.env?.TACET_ENGINE;
  if (given === undefined || given === "") return { engine: "auto", strict: false };
  setEngine(given as Engine);
  return chosen!;
}

/** The session that every model's programs run in. */
export function session(): Session {
  const { engine, strict } = (chosen ??= fromEnvironment());
  const key = engine === "reference" ? engine : `wasm${strict ? "/strict" : ""}`;
  let found = sessions.get(key);
  if (!found) {
    found = engine === "reference" ? interpreter()!.createSession() : createSession({ strict });
    sessions.set(key, found);
  }
  return found;
}

/** Starts automatic names again: the next dense layer is "dense". Models and their weights stay. */
export function clearSession(): void {
  resetNames();
}
