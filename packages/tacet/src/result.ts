/** What functions that users write give back, checked before it is used; and whose errors are whose. */
import { TacetError, Tensor } from "@tacet/compiler";
import { isTensors, type Tensors } from "./layers/tensors.ts";
import { show } from "./options.ts";

/** @throws TacetError naming `owner` where a function that has to give a tensor gave something else */
export function resultOf(owner: string, value: unknown): Tensor {
  if (value instanceof Tensor) return value;
  const received = value instanceof Promise ? "a promise" : show(value);
  const fix =
    value instanceof Promise
      ? "It must not be async: it only records what is computed."
      : typeof value === "object" && value !== null
        ? "A factory has to be called: write regularizers.l1(), losses.meanSquaredError(), and not its name alone."
        : "Compute with tacet's ops, and return the result.";
  throw new TacetError(`${owner}: expected a tensor as its result, received ${received}. ${fix}`);
}
/** @throws TacetError naming `owner` where a function that has to give tensors gave something else */
export function resultsOf<T extends Tensors>(owner: string, value: T): T {
  if (!isTensors(value)) resultOf(owner, value);
  return value;
}

/** Runs `body`; an error of it that names no layer or model yet is made to begin with `owner`. */
export function naming<T>(owner: string, body: () => T): T {
  try {
    return body();
  } catch (error) {
    if (!(error instanceof TacetError) || /^(Layer|Model|Output of layer) "/.test(error.message)) throw error;
    throw new TacetError(`${owner}: ${error.message}`, { cause: error });
  }
}
