/**
 * Names instead of objects: `"adam"` for `new Adam()`. What takes either asks the names of its family here, which know
 * nothing until the module with the family's table fills them in. So no layer and no model needs a table, and a bundler
 * keeps of `tacet/core`, where nobody fills them in, only the objects that a program makes.
 */
import { TacetError } from "@tacet/compiler";
import { show } from "./options.ts";

/** What is known of a family's names. */
export interface NameTable {
  /** Those that messages list. */
  readonly names: readonly string[];
}
interface Family {
  /** What a name stands for, with its article; left out where that is one of `others`. */
  readonly one?: string;
  /** How messages introduce the names. Default "the name of one". */
  readonly named?: string;
  /** What else is taken. */
  readonly others: readonly string[];
  /** An object, and where it is from. */
  readonly example: string;
}

export class Names<T extends NameTable> {
  readonly #family: Family;
  #table: T | undefined;
  constructor(family: Family) {
    this.#family = family;
  }
  fill(table: T): void {
    this.#table = table;
  }
  /**
   * The table, which knows the name or names those near it.
   * @param received what a message says of the name
   * @throws TacetError where there is none
   */
  for(name: string, received = `the name ${show(name)}`): T {
    if (this.#table) return this.#table;
    throw new TacetError(
      `${this.#expected}, received ${received}. Names are known only where "tacet" is imported; with "tacet/core" give an object, such as ${this.#family.example}.`,
    );
  }
  /** The error for what nothing can be made of. */
  refusal(given: unknown): TacetError {
    return new TacetError(`${this.#expected}, received ${show(given)}.`);
  }
  get #expected(): string {
    const { one, named = "the name of one", others } = this.#family;
    const names = this.#table && `${named} (${this.#table.names.join(", ")})`;
    const all = [one, names, ...others].filter((what) => what !== undefined);
    const last = all.pop();
    return `Expected ${all.length > 0 ? `${all.join(", ")} or ` : ""}${last}`;
  }
}
