/** How often terms occur, and in how many documents: what a vocabulary is learned from. Source: keras/src/layers/preprocessing/index_lookup.py (`update_state`, `finalize_state`). */
import { compareStrings, type Flat } from "./strings.ts";

/** What a vocabulary holds. */
export type Term = string | number;

interface Count {
  all: number;
  documents: number;
}

export class TermCounts<T extends Term> {
  readonly #counts = new Map<T, Count>();
  #documents = 0;

  /** How many documents were added. */
  get documents(): number {
    return this.#documents;
  }
  /** The documents that a term occurs in. */
  documentsWith(term: T): number {
    return this.#counts.get(term)?.documents ?? 0;
  }

  add(documents: Iterable<readonly T[]>): void {
    for (const terms of documents) {
      this.#documents++;
      const met = new Set<T>();
      for (const term of terms) {
        const count = this.#counts.get(term) ?? { all: 0, documents: 0 };
        count.all++;
        if (!met.has(term)) count.documents++;
        met.add(term);
        this.#counts.set(term, count);
      }
    }
  }

  /** All terms, those that occur most first; of those that occur as often, the last in order first. */
  sorted(): T[] {
    const compare = (a: T, b: T): number =>
      typeof a === "string" && typeof b === "string" ? compareStrings(a, b) : Number(a) - Number(b);
    return [...this.#counts].sort(([a, x], [b, y]) => y.all - x.all || compare(b, a)).map(([term]) => term);
  }
}

/** The rows of an array are documents, as is all of a flat one; of a flat array that is learned from as a whole, each term is. */
export function documentsOf<T>({ data, shape }: Flat<T>, whole: boolean): (readonly T[])[] {
  const rows = shape.length > 1 || (whole && shape.length === 1) ? shape[0]! : 1;
  const size = data.length / rows;
  return Array.from({ length: rows }, (_, i) => data.slice(i * size, (i + 1) * size));
}
