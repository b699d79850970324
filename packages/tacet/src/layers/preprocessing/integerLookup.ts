/** Whole numbers as their places in a vocabulary. Source: keras/src/layers/preprocessing/integer_lookup.py. */
import { isFloating, literalData, ops, tensor, type StaticShape, type Tensor, type TensorLike } from "@tacet/compiler";
import { flag, oneOf, orNull, show, whole, type Kinds } from "../../options.ts";
import { numbersOf } from "../../preprocessing/rows.ts";
import { layerKinds, layerOptions, type LayerOptions } from "../options.ts";
import { bucketOf, saltKind, saltOf, type SaltLike } from "./buckets.ts";
import { Lookup } from "./lookup.ts";
import type { Salt } from "./sipHash.ts";
import { documentsOf } from "./termCounts.ts";
import { Vocabulary, vocabularyKinds, type VocabularyOptions } from "./vocabulary.ts";

export interface IntegerLookupOptions
  extends VocabularyOptions<number>, Pick<LayerOptions, "name" | "inputShape" | "inputDim" | "batchInputShape"> {
  /** The number that is masked: place 0 with outputMode "int", else it is dropped. Default `null`, none. */
  maskToken?: number | null | undefined;
  /** What unknown numbers are called in the vocabulary, and with `invert` become. Default -1. */
  oovToken?: number | undefined;
  /** Whether the layer turns places into numbers of the vocabulary instead. Default false. */
  invert?: boolean | undefined;
  /** How several `numOovIndices` are dealt out: by the remainder of the number, or by its hash. Default "floormod". */
  oovMethod?: "floormod" | "farmhash" | undefined;
  /** Two numbers, or one for both, that make the hash hard to foresee; for "farmhash". */
  salt?: SaltLike | undefined;
}

const { name, inputShape, inputDim, batchInputShape } = layerKinds;
const kinds: Kinds<IntegerLookupOptions> = {
  ...vocabularyKinds<number>(
    "whole numbers that an int32 holds",
    (x) => Number.isInteger(x) && x === (x as number) >> 0,
  ),
  ...{ name, inputShape, inputDim, batchInputShape },
  maskToken: orNull(whole),
  oovToken: whole,
  invert: flag,
  oovMethod: oneOf("floormod", "farmhash"),
  salt: saltKind,
};

/**
 * Whole numbers become int32 places: first that of masked ones where there is a `maskToken`, then `numOovIndices` for
 * unknown ones, then the vocabulary. With another `outputMode` rows are encoded, int32 again, float32 with "tf_idf". With
 * `invert` places become the numbers of the vocabulary, and what is no place `oovToken`.
 *
 * It works inside models too, which Keras's does not on JAX; there each number is compared with the whole vocabulary.
 */
export class IntegerLookup extends Lookup<number, TensorLike, Tensor> {
  readonly oovMethod: "floormod" | "farmhash";
  readonly #salt: Salt | undefined;
  constructor(options?: IntegerLookupOptions) {
    const given = layerOptions("IntegerLookup", options, kinds);
    const { maskToken: mask = null, oovToken: oov = -1, invert = false, oovMethod = "floormod", salt } = given;
    const common = { name: given.name, inputShape: given.inputShape, inputDim: given.inputDim };
    super(
      { ...common, batchInputShape: given.batchInputShape, dtype: "int32" },
      () => new Vocabulary(given, { mask, oov, invert }),
    );
    if (salt !== undefined && oovMethod !== "farmhash")
      throw this.fail('oovMethod "farmhash" beside salt', show(oovMethod), "A remainder has no salt.");
    this.oovMethod = oovMethod;
    this.#salt = saltOf(salt);
  }
  override get className(): string {
    return "IntegerLookup";
  }
  protected documents(data: TensorLike, isWhole: boolean): (readonly number[])[] {
    const { data: numbers, shape } = numbersOf(data, this.label);
    return documentsOf({ data: Array.from(numbers), shape }, isWhole);
  }
  protected override convertInput(x: Tensor): Tensor {
    const data = literalData(x);
    if (!isFloating(x.dtype)) return x;
    return data ? tensor(data, x.shape as StaticShape, "int32") : x.cast("int32");
  }

  call(x: Tensor): Tensor {
    if (this.vocabulary.special.invert) return this.#termsAt(x);
    const data = literalData(x);
    // Outside a model there is no need to compare with every term.
    const places = data
      ? tensor(
          Array.from(data, (term) => this.#place(term)),
          x.shape as StaticShape,
          "int32",
        )
      : this.#placesOf(x);
    return this.encode(places);
  }
  #place(term: number): number {
    const { special, maskPlace, oovStart, oovCount } = this.vocabulary;
    if (term === special.mask) return maskPlace;
    const known = this.vocabulary.placeOf(term);
    if (known !== undefined) return known;
    if (oovCount === 0)
      throw this.fail("numbers of the vocabulary", `${term}`, "Give numOovIndices: 1 for unknown ones.");
    if (this.oovMethod === "farmhash") return oovStart + bucketOf(`${term}`, oovCount, this.#salt);
    return oovStart + (((term % oovCount) + oovCount) % oovCount);
  }
  #placesOf(x: Tensor): Tensor {
    const { special, maskPlace, start, terms } = this.vocabulary;
    const place = this.#unknown(x);
    const found = (() => {
      if (terms.length === 0) return place;
      const at = tensor(terms.map((_, i) => i + 1), [terms.length], "int32"); // prettier-ignore
      const known = ops.where(x.expandDims(-1).equal(tensor(terms, [terms.length], "int32")), at, 0).sum(-1);
      return ops.where(known.greater(0), known.add(start - 1), place);
    })();
    return special.mask === null ? found : ops.where(x.equal(special.mask), maskPlace, found);
  }
  #unknown(x: Tensor): Tensor {
    const { oovStart, oovCount } = this.vocabulary;
    if (oovCount === 1) return x.zerosLike().add(oovStart);
    const refused = (fix: string): Error => this.fail("numOovIndices 1 inside a model", `${oovCount}`, fix);
    if (oovCount === 0) throw refused("A program can't refuse what it finds in the data.");
    if (this.oovMethod === "farmhash")
      throw refused('Give oovMethod: "floormod", or look numbers up before the model.');
    return x.mod(oovCount).add(oovStart);
  }
  #termsAt(places: Tensor): Tensor {
    const { all, special } = this.vocabulary;
    const oov = places.zerosLike().add(special.oov);
    if (all.length === 0) return oov;
    const inside = places.greaterEqual(0).logicalAnd(places.less(all.length));
    return ops.where(inside, ops.take(tensor(all, [all.length], "int32"), places.clip(0, all.length - 1)), oov);
  }
}
