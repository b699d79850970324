/** Strings and whole numbers dealt to bins by a hash. Source: keras/src/layers/preprocessing/hashing.py. */
import { flatten, literalData, Tensor, tensor, type NestedNumbers, type StaticShape } from "@tacet/compiler";
import { floatx } from "../../floatx.ts";
import { oneOf, required, wholeFrom, type Kind, type Kinds } from "../../options.ts";
import { naming } from "../../result.ts";
import { Layer } from "../layer.ts";
import { layerKinds, layerOptions, type LayerOptions } from "../options.ts";
import { bucketOf, saltKind, saltOf, type SaltLike } from "./buckets.ts";
import { encodeCategories, encodings, type Encoding } from "./encodeCategories.ts";
import type { Salt } from "./sipHash.ts";
import { flattenStrings, type Flat, type Strings } from "./strings.ts";

export interface HashingOptions extends Pick<LayerOptions, "name"> {
  /** How many bins there are, that of `maskValue` included. */
  numBins: number;
  /** What alone gets bin 0; others share those from 1 on. Default none. */
  maskValue?: string | number | undefined;
  /** Two numbers, or one for both, that make bins hard to foresee: SipHash in place of FarmHash. */
  salt?: SaltLike | undefined;
  /**
   * "int" for the number of the bin; "one_hot" for each element by itself, "multi_hot" for 1 at every bin that a row falls
   * into, "count" for how often it does. Default "int".
   */
  outputMode?: "int" | Encoding | undefined;
}

const term: Kind = { what: "a string or a number", test: (x) => typeof x === "string" || Number.isFinite(x) };
const kinds: Kinds<HashingOptions> = {
  name: layerKinds.name,
  numBins: required(wholeFrom(1)),
  maskValue: term,
  salt: saltKind,
  outputMode: oneOf("int", ...encodings),
};

/**
 * Strings or whole numbers, nested in arrays or in a Tensor, become int32 bins from 0 to below `numBins`, the same in every
 * run and on every machine; fractions of numbers are cut off. With another `outputMode` rows are encoded, as floats.
 *
 * It hashes text, of numbers their digits, which programs don't have: it works on its own, before a model, and not inside
 * one.
 */
export class Hashing extends Layer<never> {
  readonly numBins: number;
  readonly maskValue: string | number | undefined;
  readonly outputMode: "int" | Encoding;
  readonly #salt: Salt | undefined;
  constructor(options: HashingOptions) {
    super({ name: layerOptions("Hashing", options, kinds).name });
    this.numBins = options.numBins;
    this.maskValue = options.maskValue;
    this.outputMode = options.outputMode ?? "int";
    this.#salt = saltOf(options.salt);
  }
  override get className(): string {
    return "Hashing";
  }

  /**
   * Deals strings or numbers to bins.
   * @throws TacetError for tensors that are not computed yet, inside models above all
   */
  override apply(input: Strings | Tensor | NestedNumbers | number): Tensor;
  /** Among layers that take tensors it is one that refuses those of a model. */
  override apply(input: never): never;
  override apply(input: Strings | Tensor | NestedNumbers | number): Tensor {
    const { data, shape } = naming(this.label, () => this.#read(input));
    const bins = tensor(Int32Array.from(data, (value) => this.#binOf(value)), shape, "int32"); // prettier-ignore
    return this.outputMode === "int" ? bins : encodeCategories(bins, this.outputMode, this.numBins, floatx());
  }
  #binOf(value: string | number): number {
    const reserved = this.maskValue !== undefined && this.numBins > 1;
    if (reserved && value === this.maskValue) return 0;
    const text = typeof value === "number" ? `${BigInt(Math.trunc(value))}` : value;
    return reserved ? 1 + bucketOf(text, this.numBins - 1, this.#salt) : bucketOf(text, this.numBins, this.#salt);
  }
  #read(input: Strings | Tensor | NestedNumbers | number): Flat<string | number> {
    if (input instanceof Tensor)
      return { data: Array.from(literalData(input) ?? this.call()), shape: input.shape as StaticShape };
    if (holdsStrings(input)) return flattenStrings(input);
    const { data, shape } = flatten(input);
    return { data: Array.from(data), shape };
  }
  /** Refuses to be part of a model. */
  call(): never {
    throw this.fail(
      "strings or numbers, nested in arrays or in a tensor made of them",
      "a tensor that is not computed yet",
      "Hash before a model, x = layer.apply(values), and give the model x; of a computed tensor pass await y.array().",
    );
  }
}

const holdsStrings = (x: Strings | NestedNumbers | number): x is Strings =>
  Array.isArray(x) ? holdsStrings((x as readonly Strings[])[0] ?? 0) : typeof x === "string";
