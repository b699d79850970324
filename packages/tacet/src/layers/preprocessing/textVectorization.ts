/** Texts as the places of their words in a vocabulary. Source: keras/src/layers/preprocessing/text_vectorization.py. */
import { TacetError, Tensor, tensor } from "@tacet/compiler";
import { autoName } from "../../naming.ts";
import { oneOf, orNull, show, text, wholeFrom, type Kind, type Kinds } from "../../options.ts";
import { naming } from "../../result.ts";
import { layerKinds, layerOptions, type LayerOptions } from "../options.ts";
import { Lookup } from "./lookup.ts";
import { flattenStrings, type Strings } from "./strings.ts";
import { ngramsOf, splits, splitUp, standardizations, standardized, type Split, type Standardize } from "./tokens.ts";
import { Vocabulary, vocabularyKinds, type LookupMode, type VocabularyOptions } from "./vocabulary.ts";

export interface TextVectorizationOptions
  extends Omit<VocabularyOptions<string>, "numOovIndices" | "outputMode">, Pick<LayerOptions, "name"> {
  /** How each text is made uniform first; `null` for not at all. Default "lower_and_strip_punctuation", of ASCII. */
  standardize?: Standardize | undefined;
  /** How each text is split into tokens; `null` for not at all. Default "whitespace". */
  split?: Split | undefined;
  /** Runs of tokens in place of single ones: up to so many, or of the lengths in a list. Default `null`, none. */
  ngrams?: number | readonly number[] | null | undefined;
  /** As of `stringLookup`: "int" for the places, in rows that are padded with 0. Default "int". */
  outputMode?: Exclude<LookupMode, "one_hot"> | undefined;
  /** How long rows of "int" are: longer ones are cut, shorter ones padded. Default: as long as the longest. */
  outputSequenceLength?: number | undefined;
}

const choice = (names: readonly string[]): Kind => ({
  what: `${names.map((name) => JSON.stringify(name)).join(" or ")}, a function, or null`,
  test: (x) => x === null || typeof x === "function" || names.some((name) => name === x),
});
const width = wholeFrom(1);
const ofVocabulary = vocabularyKinds<string>("strings", text.test);
const kinds: Kinds<TextVectorizationOptions> = {
  maxTokens: ofVocabulary.maxTokens,
  vocabulary: ofVocabulary.vocabulary,
  idfWeights: ofVocabulary.idfWeights,
  padToMaxTokens: ofVocabulary.padToMaxTokens,
  name: layerKinds.name,
  standardize: choice(standardizations),
  split: choice(splits),
  ngrams: orNull({
    what: "a whole number from 1, or a list of such",
    test: (x) => (Array.isArray(x) ? x.every(width.test) : width.test(x)),
  }),
  outputMode: oneOf("int", "multi_hot", "count", "tf_idf"),
  outputSequenceLength: wholeFrom(1),
};

/** The tokens of each text, at the places of a shape. */
interface Documents {
  readonly tokens: readonly (readonly string[])[];
  readonly shape: readonly number[];
}

/**
 * Texts [n] or [n, 1] become int32 places in a vocabulary [n, longest]: 0 pads, 1 is for unknown tokens. With another
 * `outputMode` each text is encoded, [n, vocabularySize], int32, or float32 with "tf_idf". Without `split`, texts are tokens
 * themselves, and [n, k] becomes [n, k].
 *
 * Programs compute with numbers: it works on its own, before a model, and not inside one.
 */
export class TextVectorization extends Lookup<string, Strings, never> {
  readonly #standardize: Standardize;
  readonly #split: Split;
  readonly #ngrams: readonly number[] | undefined;
  readonly #length: number | undefined;
  constructor(options?: TextVectorizationOptions) {
    const given = layerOptions("TextVectorization", options, kinds);
    super({ name: given.name }, () => new Vocabulary(given, { mask: "", oov: "[UNK]", invert: false }));
    // Keras counts the lookup layer that it makes inside.
    autoName("StringLookup");
    const { standardize = "lower_and_strip_punctuation", split = "whitespace", ngrams, outputSequenceLength } = given;
    this.#standardize = standardize;
    this.#split = split;
    this.#ngrams = typeof ngrams === "number" ? Array.from({ length: ngrams }, (_, i) => i + 1) : (ngrams ?? undefined);
    this.#length = outputSequenceLength;
    const { mode } = this.vocabulary;
    if (outputSequenceLength !== undefined && mode !== "int")
      throw this.fail('outputMode "int" with outputSequenceLength', show(mode), "Counts have no sequence.");
  }
  override get className(): string {
    return "TextVectorization";
  }
  protected documents(data: Strings, whole: boolean): readonly (readonly string[])[] {
    const { tokens, shape } = this.#tokensOf(data);
    // Texts of a list are documents of one token each where nothing splits them; those of a batch are one document.
    return whole && this.#split === null && shape.length === 0 ? tokens.flat().map((token) => [token]) : tokens;
  }

  /**
   * Takes texts apart and looks their tokens up.
   * @throws TacetError for anything but strings in arrays, tensors and inside models above all
   */
  override apply(texts: Strings): Tensor;
  /** Among layers that take tensors it is one that refuses them. */
  override apply(input: never): never;
  override apply(texts: unknown): Tensor {
    if (texts instanceof Tensor) return this.call();
    const { tokens, shape } = naming(this.label, () => this.#tokensOf(texts));
    const isInt = this.vocabulary.mode === "int";
    if (!isInt && shape.length > 1)
      throw this.fail(
        `texts [n] for outputMode ${show(this.vocabulary.mode)}`,
        `shape ${show([...shape])}`,
        "Flatten them.",
      );
    const longest = tokens.reduce((most, { length }) => Math.max(most, length), isInt ? 0 : 1);
    const width = this.#length ?? longest;
    const places = new Int32Array(tokens.length * width).fill(this.vocabulary.maskPlace);
    tokens.forEach((row, i) => row.slice(0, width).forEach((token, k) => (places[i * width + k] = this.#place(token))));
    return this.encode(tensor(places, [...shape, width], "int32"));
  }
  #place(token: string): number {
    if (token === "") return this.vocabulary.maskPlace;
    return this.vocabulary.placeOf(token) ?? this.vocabulary.oovStart;
  }
  #tokensOf(texts: unknown): Documents {
    const { data, shape } = flattenStrings(texts);
    const uniform = data.map((one) => standardized(one, this.#standardize));
    const split = this.#split;
    const joined = (tokens: readonly string[]) => (this.#ngrams ? ngramsOf(tokens, this.#ngrams) : tokens);
    if (split === null) {
      const [width, outer] = [shape.at(-1) ?? 1, shape.slice(0, -1)];
      const rows = outer.reduce((a, b) => a * b, 1);
      return {
        tokens: Array.from({ length: rows }, (_, i) => joined(uniform.slice(i * width, (i + 1) * width))),
        shape: outer,
      };
    }
    if (shape.length > 1 && shape.at(-1) !== 1)
      throw new TacetError(
        `expected texts [n] or [n, 1] to split, received shape ${show(shape)}. Write split: null for tokens.`,
      );
    return {
      tokens: uniform.map((one) => joined(splitUp(one, split))),
      shape: shape.length > 1 ? shape.slice(0, -1) : shape,
    };
  }
  /** Refuses to be part of a model. */
  call(): never {
    throw this.fail(
      "strings, nested in arrays",
      "a tensor",
      "A model computes with numbers: vectorize texts before it, x = layer.apply(texts), and give the model x.",
    );
  }
}
