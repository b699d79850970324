/** Where datasets come from: `data.array`, `data.generator`, `data.zip`, `data.csv`. Source: tfjs-data/src/readers.ts. */
import { Dataset as KerasDataset, TacetError } from "../index.ts";
import { csv } from "./csv.ts";
import { Dataset, generated } from "./dataset.ts";

/** The elements of an array. */
const array = <T>(items: readonly T[]): Dataset<T> => new Dataset(KerasDataset.fromIterable(items));
/** What a `function*`, or a function that gives an iterator, gives; called for each pass. */
const generator = <T>(f: () => Iterator<T> | AsyncIterator<T> | Promise<Iterator<T> | AsyncIterator<T>>): Dataset<T> =>
  new Dataset(KerasDataset.fromGenerator(f));

type Element<D> = D extends Dataset<infer T> ? T : never;
type Sources = readonly Dataset<unknown>[] | Readonly<Record<string, Dataset<unknown>>>;
type Zipped<S> = { -readonly [K in keyof S]: Element<S[K]> };
/** Elements of several datasets side by side, as a list or by name; as many as the shortest has. */
function zip<const S extends Sources>(datasets: S): Dataset<Zipped<S>> {
  const names = Object.keys(datasets);
  const sources = Object.values<Dataset<unknown>>(datasets as Readonly<Record<string, Dataset<unknown>>>);
  if (sources.length === 0 || !sources.every((d) => d instanceof Dataset))
    throw new TacetError("data.zip: expected a list or an object of datasets, such as { xs, ys }.");
  const sizes = sources.map(({ inner }) => inner.size);
  const size = sizes.some((s) => s === undefined) ? undefined : Math.min(...(sizes as number[]));
  return generated(async function* () {
    const open = sources.map((source) => source[Symbol.asyncIterator]());
    for (;;) {
      const results = await Promise.all(open.map((each) => each.next()));
      if (results.some(({ done }) => done)) return;
      const values = results.map(({ value }) => value as unknown);
      const element: unknown = Array.isArray(datasets) ? values : Object.fromEntries(names.map((n, i) => [n, values[i]])); // prettier-ignore
      yield element as Zipped<S>;
    }
  }, size);
}
export const data = { array, generator, zip, csv, Dataset } as const;
