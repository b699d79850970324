/**
 * What the layers that look terms up share: a vocabulary, given or learned, and what can be asked of it.
 * Source: keras/src/layers/preprocessing/index_lookup.py.
 */
import type { Tensor } from "@tacet/compiler";
import type { Dataset } from "../../data/dataset.ts";
import { naming } from "../../result.ts";
import { Layer } from "../layer.ts";
import type { LayerOptions } from "../options.ts";
import type { Tensors } from "../tensors.ts";
import { adaptTo, stepsOf, type AdaptOptions } from "./adapt.ts";
import { TermCounts, type Term } from "./termCounts.ts";
import type { Vocabulary } from "./vocabulary.ts";

/**
 * @typeParam T what a term is
 * @typeParam D what arrays it is adapted to
 * @typeParam I what it takes inside a model
 */
export abstract class Lookup<T extends Term, D, I extends Tensors> extends Layer<I> {
  protected readonly vocabulary: Vocabulary<T>;
  /** @param vocabulary makes it; what it throws is made to name the layer */
  constructor(options: LayerOptions, vocabulary: () => Vocabulary<T>) {
    super(options);
    this.vocabulary = naming(this.label, vocabulary);
  }

  /** The documents that an array holds, in terms; `whole` where it is all there is, and not a batch. */
  protected abstract documents(data: D, whole: boolean): Iterable<readonly T[]>;

  /**
   * Learns the vocabulary from an array at once, or from a Dataset of batches ([x, y] or x) as it is read: the terms that
   * occur most first; of those that occur as often, the last in order first. What was known before is forgotten.
   * @param options.steps how many batches of a Dataset to read; default all
   * @throws TacetError where the vocabulary was given
   */
  adapt(data: Dataset, options?: AdaptOptions): Promise<void>;
  adapt(data: D, options?: AdaptOptions): void;
  adapt(data: D | Dataset, options?: AdaptOptions): Promise<void> | void {
    naming(this.label, () => this.vocabulary.checkAdaptable());
    const what = `${this.label}: adapt`;
    const counts = new TermCounts<T>();
    return adaptTo<D, D>(stepsOf(data, what, options), what, {
      read: (batch) => batch,
      take: (batch) => counts.add(this.documents(batch, true)),
      takeElement: (batch) => counts.add(this.documents(batch, false)),
      finish: () => {
        this.vocabulary.learn(counts);
        this.structureChanged();
      },
    });
  }

  /** The terms by their places; `includeSpecialTokens: false` leaves out those for masked and unknown ones. */
  getVocabulary({ includeSpecialTokens = true }: { includeSpecialTokens?: boolean | undefined } = {}): T[] {
    return [...(includeSpecialTokens ? this.vocabulary.all : this.vocabulary.terms)];
  }
  /**
   * Replaces the vocabulary.
   * @param idfWeights how much each term counts, for outputMode "tf_idf" only
   * @throws TacetError for terms that come twice, special ones among the others, or too many
   */
  setVocabulary(vocabulary: readonly T[], idfWeights?: readonly number[]): void {
    naming(this.label, () => this.vocabulary.set(vocabulary, idfWeights));
    this.structureChanged();
  }
  /** How many places there are, those of masked and unknown terms included. */
  vocabularySize(): number {
    return this.vocabulary.size;
  }

  /** Places in the vocabulary, encoded as `outputMode` says. */
  protected encode(places: Tensor): Tensor {
    return naming(this.label, () => this.vocabulary.encode(places));
  }
}
