/**
 * Names of things: one table per family (initializers, losses, …), from which lookups, types of identifiers and
 * error messages derive.
 *
 * A key is Keras's string identifier ("glorot_uniform"). The camelCase and PascalCase spellings, and the same
 * letters in another case, find the same entry.
 */
import { TacetError } from "@tacet/compiler";

/** "glorot_uniform" → "glorotUniform" */
export type CamelCase<S extends string> = S extends `${infer Head}_${infer Tail}`
  ? `${Head}${Capitalize<CamelCase<Tail>>}`
  : S;
/** What may be written where a name of `K` is expected. */
export type Identifier<K extends string> = K | CamelCase<K>;

export interface Registry<K extends string, V> {
  /** The canonical names, in the table's order. */
  readonly names: readonly K[];
  /** The canonical name that a spelling stands for. */
  resolve(name: string): K | undefined;
  /** @throws TacetError listing the nearest names when there is none like it. */
  get(name: string): V;
}

/**
 * @param family what the table holds, in the singular, for error messages: "initializer"
 * @param aliases further spellings, by the name they stand for
 * @param others names that whoever asks the registry resolves before, to suggest
 */
export function createRegistry<K extends string, V>(
  family: string,
  entries: Readonly<Record<K, V>>,
  aliases: Readonly<Record<string, NoInfer<K>>> = {},
  others: readonly string[] = [],
): Registry<K, V> {
  const names = Object.keys(entries) as K[];
  const spellings = new Map<string, K>();
  for (const name of names) spellings.set(plain(name), name);
  for (const [alias, name] of Object.entries(aliases)) spellings.set(plain(alias), name);
  const resolve = (name: string) => spellings.get(plain(name));
  return {
    names,
    resolve,
    get(name) {
      const found = resolve(name);
      if (found !== undefined) return entries[found];
      const near = nearest(name, [...others, ...names]);
      const hint =
        near.length > 0
          ? `Did you mean ${near.map((n) => `"${n}"`).join(" or ")}?`
          : `Known: ${[...others, ...names].join(", ")}.`;
      throw new TacetError(`There is no ${family} named "${name}". ${hint}`);
    },
  };
}

const plain = (name: string) => name.replaceAll("_", "").toLowerCase();

/** Up to three names within a third of the letters of the one given. */
export function nearest(name: string, names: readonly string[]): string[] {
  return names
    .map((known) => ({ known, distance: editDistance(plain(name), plain(known)) }))
    .filter(({ known, distance }) => distance <= Math.max(1, Math.floor(plain(known).length / 3)))
    .sort((a, b) => a.distance - b.distance)
    .slice(0, 3)
    .map(({ known }) => known);
}

/** Levenshtein's: insertions, deletions and replacements of one letter. */
function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      next.push(Math.min(row[j]! + 1, next[j - 1]! + 1, row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1)));
    }
    row = next;
  }
  return row[b.length]!;
}
