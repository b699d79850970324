/** Strings as their places in a vocabulary. Source: keras/src/layers/preprocessing/string_lookup.py. */
import { flatten, literalData, Tensor, tensor, type NestedNumbers, type StaticShape } from "@tacet/compiler";
import { flag, orNull, show, text, type Kinds } from "../../options.ts";
import { naming } from "../../result.ts";
import { layerKinds, layerOptions, type LayerOptions } from "../options.ts";
import { bucketOf, saltKind, saltOf, type SaltLike } from "./buckets.ts";
import { Lookup } from "./lookup.ts";
import type { Salt } from "./sipHash.ts";
import { flattenStrings, nestStrings, type Strings } from "./strings.ts";
import { documentsOf } from "./termCounts.ts";
import { Vocabulary, vocabularyKinds, type VocabularyOptions } from "./vocabulary.ts";

export interface StringLookupOptions extends VocabularyOptions<string>, Pick<LayerOptions, "name"> {
  /** The string that is masked: place 0 with outputMode "int", else it is dropped. Default `null`, none. */
  maskToken?: string | null | undefined;
  /** What unknown strings are called in the vocabulary, and with `invert` become. Default "[UNK]". */
  oovToken?: string | undefined;
  /** Whether the layer turns places into strings instead. Default false. */
  invert?: boolean | undefined;
  /** Two numbers, or one for both, that make foreseeing hard which of several `numOovIndices` a string gets. */
  salt?: SaltLike | undefined;
}

export const stringKinds = vocabularyKinds<string>("strings", text.test);
const kinds: Kinds<StringLookupOptions> = {
  ...stringKinds,
  name: layerKinds.name,
  maskToken: orNull(text),
  oovToken: text,
  invert: flag,
  salt: saltKind,
};

/**
 * Strings, nested in arrays, become int32 places: first that of masked ones where there is a `maskToken`, then
 * `numOovIndices` for unknown ones, then the vocabulary. With another `outputMode` rows are encoded, int32 again, float32
 * with "tf_idf". With `invert` places become strings.
 *
 * Programs compute with numbers: it works on its own, before a model, and not inside one.
 */
export class StringLookup extends Lookup<string, Strings, never> {
  readonly #salt: Salt | undefined;
  constructor(options?: StringLookupOptions) {
    const given = layerOptions("StringLookup", options, kinds);
    const { maskToken: mask = null, oovToken: oov = "[UNK]", invert = false } = given;
    super({ name: given.name }, () => new Vocabulary(given, { mask, oov, invert }));
    this.#salt = saltOf(given.salt);
  }
  override get className(): string {
    return "StringLookup";
  }
  protected documents(data: Strings, whole: boolean): (readonly string[])[] {
    return documentsOf(flattenStrings(data), whole);
  }

  /**
   * Looks strings up.
   * @throws TacetError for unknown ones where numOovIndices is 0, and for tensors, inside models above all
   */
  override apply(strings: Strings): Tensor;
  /** With `invert`: the strings at places. A place outside the vocabulary gives `oovToken`. */
  override apply(places: Tensor | NestedNumbers | number): Strings;
  /** Among layers that take tensors it is one that refuses them. */
  override apply(input: never): never;
  override apply(input: unknown): Tensor | Strings {
    return this.vocabulary.special.invert ? this.#stringsAt(input) : this.#placesOf(input);
  }
  #placesOf(input: unknown): Tensor {
    if (input instanceof Tensor) return this.call();
    const { data, shape } = naming(this.label, () => flattenStrings(input));
    const { special, maskPlace } = this.vocabulary;
    const places = data.map((term) => (term === special.mask ? maskPlace : this.place(term)));
    return this.encode(tensor(places, shape, "int32"));
  }
  /** @internal The place of a string that is not masked. */
  place(term: string): number {
    const { oovCount, oovStart } = this.vocabulary;
    const known = this.vocabulary.placeOf(term);
    if (known !== undefined) return known;
    if (oovCount === 0)
      throw this.fail("strings of the vocabulary", show(term), "Give numOovIndices: 1 for unknown ones.");
    return oovStart + (oovCount === 1 ? 0 : bucketOf(term, oovCount, this.#salt));
  }
  #stringsAt(input: unknown): Strings {
    const { all, special } = this.vocabulary;
    const { data, shape } = naming(this.label, () => numbersIn(input));
    if (!data) throw this.fail("numbers", "a tensor that is not computed yet", "Pass await x.array().");
    return nestStrings({ data: Array.from(data, (place) => all[place] ?? special.oov), shape });
  }
  /** Refuses to be part of a model. */
  call(): never {
    throw this.fail(
      "strings, nested in arrays",
      "a tensor",
      "A model computes with numbers: look strings up before it, x = layer.apply(strings), and give the model x.",
    );
  }
}

function numbersIn(input: unknown): { data: ArrayLike<number> | undefined; shape: StaticShape } {
  if (input instanceof Tensor) return { data: literalData(input), shape: input.shape as StaticShape };
  return flatten(input as NestedNumbers);
}
