/**
 * A vocabulary: terms in an order, with places before them for what is masked and what is not among them. It is given, or
 * learned from data. Lookup layers are made of one.
 * Source: keras/src/layers/preprocessing/index_lookup.py.
 */
import { TacetError, tensor, type Tensor } from "@tacet/compiler";
import { floatx } from "../../floatx.ts";
import { finite, flag, oneOf, show, wholeFrom, type Kind, type Kinds } from "../../options.ts";
import { encodeCategories, encodings, type Encoding } from "./encodeCategories.ts";
import type { Term, TermCounts } from "./termCounts.ts";

export type LookupMode = "int" | Encoding | "tf_idf";
export interface VocabularyOptions<T extends Term> {
  /** How large the vocabulary may be, places for masked and unknown terms included. Default: any size. */
  maxTokens?: number | undefined;
  /** How many places unknown terms share; with 0 they are refused. Default 1. */
  numOovIndices?: number | undefined;
  /** The terms, each once, with or without the special ones before them; then there is nothing to adapt. */
  vocabulary?: readonly T[] | undefined;
  /** How much each term of `vocabulary` counts with "tf_idf", which asks for it. */
  idfWeights?: readonly number[] | undefined;
  /**
   * "int" for the place of each term; "one_hot" for each term by itself, "multi_hot" for 1 at every place that a row
   * holds, "count" for how often it does, "tf_idf" for that times the weight of the term. Default "int".
   */
  outputMode?: LookupMode | undefined;
  /** Whether rows of "multi_hot", "count" and "tf_idf" are as long as `maxTokens`, whatever the vocabulary. Default false. */
  padToMaxTokens?: boolean | undefined;
}

/** Terms in a list, typed or not. */
const listOf = (what: string, test: (x: unknown) => boolean): Kind => ({
  what: `a list of ${what}`,
  test: (x) => Array.isArray(x) && x.every(test),
});
/** @param term what a term is: "strings" */
export const vocabularyKinds = <T extends Term>(
  what: string,
  term: (x: unknown) => boolean,
): Kinds<VocabularyOptions<T>> => ({
  maxTokens: wholeFrom(2),
  numOovIndices: wholeFrom(0),
  vocabulary: listOf(what, term),
  idfWeights: listOf("finite numbers", finite.test),
  outputMode: oneOf("int", ...encodings, "tf_idf"),
  padToMaxTokens: flag,
});

interface Special<T> {
  /** The term that is masked: place 0 with "int", else dropped. */
  readonly mask: T | null;
  /** What unknown terms are called. */
  readonly oov: T;
  /** Whether places are turned into terms. */
  readonly invert: boolean;
}

export class Vocabulary<T extends Term> {
  readonly mode: LookupMode;
  readonly oovCount: number;
  /** Where the places of unknown terms begin. */
  readonly oovStart: number;
  readonly special: Special<T>;
  readonly #maxTokens: number | undefined;
  readonly #padded: boolean;
  readonly #given: boolean;
  #terms: readonly T[] | undefined;
  #places = new Map<T, number>();
  #idf: readonly number[] | undefined;

  /** @throws TacetError for options that exclude each other, and a vocabulary that can't be one */
  constructor(options: VocabularyOptions<T>, special: Special<T>) {
    const {
      maxTokens,
      numOovIndices = 1,
      vocabulary,
      idfWeights,
      outputMode = "int",
      padToMaxTokens = false,
    } = options;
    this.mode = outputMode;
    this.special = special;
    this.oovCount = numOovIndices;
    this.oovStart = special.mask !== null && outputMode === "int" ? 1 : 0;
    this.#maxTokens = maxTokens;
    this.#padded = padToMaxTokens;
    this.#given = vocabulary !== undefined;
    if (padToMaxTokens && maxTokens === undefined)
      throw wrong("maxTokens beside padToMaxTokens", "none", "Say how long rows shall be.");
    if (special.invert && outputMode !== "int")
      throw wrong('outputMode "int" with invert', show(outputMode), "Terms can't be encoded.");
    if (vocabulary !== undefined || idfWeights !== undefined) this.set(vocabulary ?? [], idfWeights);
  }

  /** Where the terms begin. */
  get start(): number {
    return this.oovStart + this.oovCount;
  }
  /** The number of places, those of special terms included. */
  get size(): number {
    return this.start + (this.#terms?.length ?? 0);
  }
  /** The terms alone. */
  get terms(): readonly T[] {
    return this.#terms ?? [];
  }
  /** What stands at each place: the special terms, then the others. */
  get all(): readonly T[] {
    const { mask, oov } = this.special;
    return [...(this.oovStart > 0 ? [mask!] : []), ...Array.from({ length: this.oovCount }, () => oov), ...this.terms];
  }
  /** The place of a term; undefined where it is unknown. */
  placeOf(term: T): number | undefined {
    return this.#places.get(term);
  }
  /** What masked terms become: nothing is counted at -1. */
  get maskPlace(): number {
    return this.mode === "int" ? 0 : -1;
  }

  /** Replaces the terms. */
  set(vocabulary: readonly T[], idfWeights?: readonly number[]): void {
    if ((idfWeights === undefined) === (this.mode === "tf_idf")) {
      const [expected, received] = idfWeights ? ["no idfWeights", "some"] : ["idfWeights", "none"];
      const fix = "They go with a vocabulary for tf_idf, and with nothing else.";
      throw wrong(`${expected} for outputMode ${show(this.mode)}`, received, fix);
    }
    if (vocabulary.length === 0) throw wrong("a vocabulary", "an empty list", "Give at least one term, or call adapt.");
    const front = this.all.slice(0, this.start);
    const isWhole = front.every((term, i) => term === vocabulary[i]);
    const terms = isWhole ? vocabulary.slice(front.length) : vocabulary;
    this.#check(terms, front);
    if (idfWeights && idfWeights.length !== vocabulary.length)
      throw wrong(`${vocabulary.length} idfWeights, one for each term`, `${idfWeights.length}`, "Give as many.");
    this.#replace(terms, idfWeights && (isWhole ? idfWeights : [...this.#unknown(idfWeights), ...idfWeights]));
  }
  #check(terms: readonly T[], front: readonly T[]): void {
    const met = new Set<T>();
    const repeated = terms.find((term) => met.size === met.add(term).size);
    if (repeated !== undefined)
      throw wrong("a vocabulary of different terms", `${show(repeated)} more than once`, "Leave the others out.");
    const { mask, oov, invert } = this.special;
    const reserved = terms.find((term) => term === mask || (invert && term === oov));
    if (reserved !== undefined) {
      const fix = front.length > 0 ? `Leave special terms out, or begin with ${show(front)}.` : "Leave it out.";
      throw wrong("a vocabulary without special terms among the others", show(reserved), fix);
    }
    const size = this.start + terms.length;
    if (this.#maxTokens !== undefined && size > this.#maxTokens)
      throw wrong(
        `a vocabulary of at most maxTokens, ${this.#maxTokens}`,
        `${size} with special terms`,
        "Raise maxTokens.",
      );
  }
  #replace(terms: readonly T[], idf: readonly number[] | undefined): void {
    const before = this.#terms && this.size;
    const size = this.start + terms.length;
    if (before !== undefined && before !== size && this.mode !== "int" && !this.#padded) {
      const fix = "Give padToMaxTokens, or make another layer: what follows has been told the length of rows.";
      throw wrong(`a vocabulary of ${before} terms, as before`, `${size}`, fix);
    }
    this.#terms = terms;
    this.#places = new Map(terms.map((term, i) => [term, this.start + i]));
    this.#idf = idf;
  }
  /** Unknown terms weigh as much as the others on average. */
  #unknown(idf: readonly number[]): number[] {
    const mean = idf.reduce((sum, w) => sum + w, 0) / idf.length;
    return Array.from({ length: this.start }, () => mean);
  }

  /** @throws TacetError where the vocabulary was given */
  checkAdaptable(): void {
    if (this.#given)
      throw wrong("a layer without a vocabulary", "adapt beside one", "Leave vocabulary out to learn it.");
  }
  /** Takes the terms that occur most; where there are none, what was known before stays. */
  learn(counts: TermCounts<T>): void {
    const { mask, oov } = this.special;
    const sorted = counts.sorted();
    if (sorted.length === 0) return;
    const most = this.#maxTokens === undefined ? undefined : Math.max(0, this.#maxTokens - this.start);
    const terms = sorted.filter((term) => term !== mask && term !== oov).slice(0, most);
    const idf = terms.map((term) => Math.fround(Math.log(1 + counts.documents / (1 + counts.documentsWith(term)))));
    this.#replace(terms, this.mode === "tf_idf" ? [...this.#unknown(idf), ...idf] : undefined);
  }

  /** Places as the output mode says, of masked terms `maskPlace`. @throws TacetError where it has to know terms, and doesn't */
  encode(places: Tensor): Tensor {
    const { mode } = this;
    if (mode === "int") return places;
    if (!this.#terms && !this.#padded)
      throw wrong(`a vocabulary for outputMode ${show(mode)}`, "none", "Give one, or call adapt first.");
    const depth = this.#padded ? this.#maxTokens! : this.size;
    if (mode !== "tf_idf") return encodeCategories(places, mode, depth, "int32");
    if (!this.#idf)
      throw wrong("weights for tf_idf", "none", "Give a vocabulary with idfWeights, or call adapt first.");
    const weights = Float64Array.from({ length: depth }, (_, i) => this.#idf![i] ?? 0);
    return encodeCategories(places, "count", depth, floatx()).mul(tensor(weights, [depth], floatx()));
  }
}

const wrong = (expected: string, received: string, fix: string): TacetError =>
  new TacetError(`expected ${expected}, received ${received}. ${fix}`);
