/** What a program is made of, by the family of what it names. */
import type { LiveProgram } from "./model.ts";

export const families = [
  "layers",
  "ops",
  "activations",
  "initializers",
  "regularizers",
  "constraints",
  "losses",
  "metrics",
  "optimizers",
  "schedules",
] as const;
export type Family = (typeof families)[number];
export type Named = Readonly<Record<Family, readonly string[]>>;

/** "mean_squared_error" and "meanSquaredError" are one name. */
export const plain = (name: string): string => name.replaceAll("_", "").toLowerCase();

const byKey: Readonly<Record<string, Family>> = {
  layer: "layers",
  op: "ops",
  activation: "activations",
  loss: "losses",
  metrics: "metrics",
  weightedMetrics: "metrics",
  optimizer: "optimizers",
  innerOptimizer: "optimizers",
  learningRate: "schedules",
};
const familyOf = (key: string): Family | undefined => {
  const [, kind] = /(Initializer|Regularizer|Constraint)$/u.exec(key) ?? [];
  return kind ? (`${kind.toLowerCase()}s` as Family) : byKey[key];
};

/** Each name as often as it stands in the program. */
export function namesIn({ layers, graph, compile }: LiveProgram): Named {
  const found = Object.fromEntries(families.map((family) => [family, [] as string[]])) as Record<Family, string[]>;
  const visit = (value: unknown, family: Family | undefined): void => {
    if (typeof value === "string") {
      if (family) found[family].push(value);
    } else if (Array.isArray(value)) {
      for (const entry of value) visit(entry, family);
    } else if (typeof value === "object" && value !== null) {
      const isOne = "name" in value && typeof value.name === "string" && !("layer" in value);
      if (isOne && family) found[family].push(String(value.name));
      // An object by output name holds what its key says.
      for (const [key, entry] of Object.entries(value)) {
        visit(entry, isOne || family === undefined || family === "layers" ? familyOf(key) : family);
      }
    }
  };
  visit({ layers: layers ?? [], graph: graph ?? {} }, undefined);
  visit(compile, undefined);
  return found;
}

/** How often each name stands in programs, by family. */
export function countNames(programs: readonly LiveProgram[]): Record<Family, Record<string, number>> {
  const counts = Object.fromEntries(families.map((family) => [family, {}])) as Record<Family, Record<string, number>>;
  for (const named of programs.map(namesIn)) {
    for (const family of families) {
      for (const name of named[family]) counts[family][name] = (counts[family][name] ?? 0) + 1;
    }
  }
  return counts;
}
