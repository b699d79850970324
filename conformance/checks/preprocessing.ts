/** Checks of preprocessing layers on their own: what they learn from data, and what they make of numbers and strings. */
import * as tacet from "tacet";
import { expect } from "vitest";
import { decodeTensor, expectClose, expectExact, expectShape, type Case, type Encoded } from "../golden.ts";

/** An array, or strings nested in lists. */
type Value = Encoded | { readonly strings: unknown };
interface PreprocessingCase extends Case {
  readonly layer: "stringLookup" | "hashing";
  readonly options: { readonly numOovIndices?: number; readonly oovMethod?: string };
  readonly adapt?: { readonly batches: readonly Value[]; readonly whole: boolean };
  readonly calls: readonly { readonly input: Value; readonly weights?: Encoded }[];
  /** What each call gave. */
  readonly values: readonly Value[];
  readonly learned: {
    readonly vocabulary?: readonly (string | number)[];
    readonly size?: number;
    readonly weights?: readonly Encoded[];
    readonly boundaries?: Encoded;
  };
}
/** What the layers have in common, as far as each has it. */
interface Preprocessing extends tacet.Layer {
  adapt(data: unknown): void | Promise<void>;
  apply(input: unknown): tacet.Tensor;
  getVocabulary(): unknown;
  vocabularySize(): number;
  readonly binBoundaries: readonly number[];
}

const valueOf = (value: Value): unknown => ("strings" in value ? value.strings : decodeTensor(value));

export async function checkPreprocessing(given: Case): Promise<void> {
  const golden = given as PreprocessingCase;
  // A program can't refuse what it finds in the data, and doesn't hash.
  const { numOovIndices, oovMethod } = golden.options;
  const refuses = numOovIndices === 0 || oovMethod === "farmhash" || golden.layer === "hashing";
  const layer = tacet.layers[golden.layer](golden.options as never) as unknown as Preprocessing;
  if (golden.adapt) {
    const batches = golden.adapt.batches.map(valueOf);
    await layer.adapt(golden.adapt.whole ? batches[0] : tacet.Dataset.fromIterable(batches));
  }
  for (const [i, { input, weights }] of golden.calls.entries()) {
    const output = golden.values[i]!;
    const x = valueOf(input);
    const y: unknown = layer.apply(weights ? [x, decodeTensor(weights)] : x);
    await expectValue(y, output, `call ${i}`);
    if (x instanceof tacet.Tensor && x.rank > 1 && !refuses && !weights && !("strings" in output)) {
      // And inside a model, where every number comes at run time.
      const rows = tacet.input({ shape: x.shape.slice(1) as number[], dtype: x.dtype });
      const inside = tacet.model({ inputs: rows, outputs: layer.apply(rows) });
      await expectValue(await inside.predict(x, { verbose: 0 }), output, `call ${i} in a model`);
    }
  }
  const { vocabulary, size, weights = [], boundaries } = golden.learned;
  if (vocabulary) expect(layer.getVocabulary()).toEqual(vocabulary);
  if (size !== undefined) expect(layer.vocabularySize()).toBe(size);
  for (const [i, weight] of weights.entries()) expectClose(layer.weights[i]!.read(), weight, 1e-6, `weight ${i}`);
  if (boundaries) expectClose(layer.binBoundaries, boundaries, 1e-6, "boundaries");
}

async function expectValue(received: unknown, expected: Value, what: string): Promise<void> {
  if ("strings" in expected) {
    expect(received, what).toEqual(expected.strings);
    return;
  }
  const y = received as tacet.Tensor;
  expect(y.dtype, what).toBe(expected.dtype);
  expectShape(y.shape, expected, what);
  if (y.dtype === "int32") expectExact(await y.data(), expected, what);
  else expectClose(await y.data(), expected, 1e-6, what);
}
