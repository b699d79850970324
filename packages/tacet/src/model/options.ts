/** Checks of what `fit`, `evaluate` and `predict` are given, before anything runs. */
import { TacetError } from "@tacet/compiler";
import { nearest } from "../registry.ts";

/** @throws TacetError for a name that is not among the known ones */
export function checkNames(method: string, options: object, known: readonly string[]): void {
  for (const name of Object.keys(options)) {
    if (known.includes(name)) continue;
    const near = nearest(name, known);
    throw new TacetError(
      `${method}: there is no option "${name}". ${near.length > 0 ? `Did you mean ${near.map((n) => `"${n}"`).join(" or ")}?` : `Known: ${known.join(", ")}.`}`,
    );
  }
}

/** @throws TacetError unless the value is a whole number from `least` */
export function checkWhole(method: string, name: string, value: number, least: number): number {
  if (Number.isInteger(value) && value >= least && value <= 0x7fffffff) return value;
  throw new TacetError(`${method}: expected ${name} to be a whole number from ${least}, received ${String(value)}.`);
}

export function checkChoice<T>(method: string, name: string, value: T, choices: readonly T[]): T {
  if (choices.includes(value)) return value;
  throw new TacetError(
    `${method}: expected ${name} to be ${choices.map((c) => JSON.stringify(c)).join(" or ")}, received ${JSON.stringify(value)}.`,
  );
}
