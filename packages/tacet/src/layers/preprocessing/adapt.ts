/**
 * What layers learn from before training: an array at once, or the batches of a Dataset one after the other.
 * Source: the methods `adapt` in keras/src/layers/preprocessing.
 */
import { isStaticShape, literalData, TacetError, Tensor, tensor } from "@tacet/compiler";
import { Dataset } from "../../data/dataset.ts";
import { checkOptions, wholeFrom, type Kinds } from "../../options.ts";
import { naming } from "../../result.ts";

export interface AdaptOptions {
  /** How many batches of a Dataset to read; all unless given. An array is read as a whole. */
  readonly steps?: number | undefined;
}
const kinds: Kinds<AdaptOptions> = { steps: wholeFrom(1) };

/** As many batches of a Dataset as the options ask for. */
export function stepsOf<D>(data: D, what: string, options: AdaptOptions | undefined): D | Dataset {
  const { steps } = checkOptions(what, options, kinds);
  return data instanceof Dataset && steps !== undefined ? data.take(steps) : data;
}

interface Learner<D, B> {
  /** Gets at what an array holds; `what` stands at the head of messages. */
  readonly read: (data: D, what: string) => B;
  /** Learns from a whole array. */
  readonly take: (batch: B) => void;
  /** Learns from an element of a Dataset; as from an array unless given. */
  readonly takeElement?: (batch: B) => void;
  /** Keeps what was learned. */
  readonly finish: () => void;
}

/**
 * Promises where the data has to be waited for.
 * @param what stands at the head of messages: 'Layer "normalization" (Normalization): adapt'
 * @throws TacetError for a Dataset without elements
 */
export function adaptTo<D, B>(data: D | Dataset, what: string, learner: Learner<D, B>): Promise<void> | void {
  const { read, take, takeElement = take, finish } = learner;
  if (data instanceof Dataset)
    return adaptToBatches(data, what, (element) => takeElement(read(element as D, what)), finish);
  naming(what, () => {
    take(read(data, what));
    finish();
  });
}
async function adaptToBatches(
  dataset: Dataset,
  what: string,
  take: (element: unknown) => void,
  finish: () => void,
): Promise<void> {
  let batches = 0;
  for await (const element of dataset) {
    const x = await ready(firstOf(element));
    naming(what, () => take(x));
    batches++;
  }
  if (batches === 0) throw new TacetError(`${what} expected at least one batch, received a Dataset without any.`);
  naming(what, finish);
}

/** x of [x, y] and of [x, y, sampleWeight]; what holds no tensor is x itself. */
const firstOf = (element: unknown): unknown =>
  Array.isArray(element) && !isStrings(element) ? (element[0] as unknown) : element;
/** Nested arrays of strings. */
const isStrings = (x: unknown): boolean =>
  Array.isArray(x) ? x.length > 0 && x.every(isStrings) : typeof x === "string";
/** A tensor with its numbers computed. */
async function ready(x: unknown): Promise<unknown> {
  if (!(x instanceof Tensor) || !isStaticShape(x.shape) || literalData(x)) return x;
  return tensor(await x.data(), x.shape, x.dtype);
}
