/** How many goldens each thing has: the cases whose program, or other question, names it. */
import { readdirSync } from "node:fs";
import { goldensFolder, readGolden } from "../golden.ts";
import { letters, type FamilyName } from "./names.ts";

/** Which family a value belongs to, by the key that it stands under. */
const keys: Readonly<Record<FamilyName, RegExp>> = {
  layers: /^layer$/,
  activations: /^(activation|recurrentActivation|through)$/,
  losses: /^loss$/,
  metrics: /^(metrics|weightedMetrics)$/,
  optimizers: /^(optimizer|innerOptimizer)$/,
  schedules: /^(schedule|learningRate)$/,
  regularizers: /^regularizer$|Regularizer$/,
  initializers: /^initializer$|Initializer$/,
  constraints: /^constraint$|Constraint$/,
  callbacks: /^callbacks$/,
  random: /^(distribution|generator)$/,
  datasets: /^(dataset|maker)$/,
  utils: /^dataset$/,
  ops: /^op$/,
};
const families = Object.entries(keys) as [FamilyName, RegExp][];

/** The names in what a program says of a thing: a name, { name, … }, or a list or an object of such. */
function namesIn(value: unknown): string[] {
  if (typeof value === "string") return [value];
  if (typeof value !== "object" || value === null) return [];
  return "name" in value && typeof value.name === "string" ? [value.name] : Object.values(value).flatMap(namesIn);
}

/** Calls `found` for every name in a case, whatever it holds inside; numbers are passed over. */
function visit(value: unknown, found: (family: FamilyName, name: string) => void): void {
  if (typeof value !== "object" || value === null) return;
  for (const [key, inner] of Object.entries(value)) {
    if (key === "data" || key === "records") continue;
    for (const [family, pattern] of families) {
      if (pattern.test(key)) for (const name of namesIn(inner)) found(family, name);
    }
    visit(inner, found);
  }
}

function count(): ReadonlyMap<FamilyName, ReadonlyMap<string, number>> {
  const counts = new Map(families.map(([family]) => [family, new Map<string, number>()]));
  for (const file of readdirSync(goldensFolder)) {
    for (const given of readGolden(file.replace(/\.json$/, "")).cases) {
      const named = new Map(families.map(([family]) => [family, new Set<string>()]));
      visit(given, (family, name) => named.get(family)!.add(letters(name)));
      for (const [family, found] of named) {
        const of = counts.get(family)!;
        for (const name of found) of.set(name, (of.get(name) ?? 0) + 1);
      }
    }
  }
  return counts;
}
const counts = count();
/** The names that goldens have of a family's things, in small letters, with the number of cases that hold each. */
export const goldensOf = (family: FamilyName): ReadonlyMap<string, number> => counts.get(family)!;
