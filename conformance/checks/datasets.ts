/** Checks of datasets and preprocessing. */
import * as tacet from "tacet";
import { decode, decodeTensor, expectClose, expectExact, expectShape, type Case, type Encoded } from "../golden.ts";

type DatasetCase = Case &
  (
    | {
        readonly dataset: "samples";
        readonly maker: keyof typeof tacet.datasets;
        readonly options: object;
        readonly exact: boolean;
        /** x, y and what else there is: arrays, or lists of names. */
        readonly made: Readonly<Record<string, Encoded | readonly string[]>>;
      }
    | {
        readonly dataset: "trainTestSplit";
        readonly rows: number;
        /** Stratified by i * i % classes, where not null. */
        readonly classes: number | null;
        readonly options: object;
        readonly train: Encoded;
        readonly test: Encoded;
      }
    | {
        readonly dataset: "standardScaler";
        readonly x: Encoded;
        readonly mean: Encoded;
        readonly variance: Encoded;
        readonly scale: Encoded;
        readonly transformed: Encoded;
      }
    | {
        readonly dataset: "minMaxScaler";
        readonly options: object;
        /** Fitted one after the other. */
        readonly xs: readonly Encoded[];
        readonly other: Encoded;
        readonly made: Readonly<Record<"transformed" | "back" | (typeof learnt)[number], Encoded>>;
      }
    | {
        readonly dataset: "toCategorical";
        readonly x: Encoded;
        readonly options: object;
        readonly made: { hot: Encoded };
      }
    | {
        readonly dataset: "padSequences";
        readonly sequences: readonly Encoded[];
        readonly options: object;
        readonly made: { padded: Encoded };
      }
  );
const learnt = ["min", "scale", "dataMin", "dataMax", "dataRange"] as const;

/**
 * Samples: the case study's bit for bit, others within 2.3e-16, or, where products are summed (in an order that BLAS
 * chooses by processor), within 2e-15 of the largest; and equal as float32. Integers and splits exactly.
 */
export async function checkDataset(given: Case): Promise<void> {
  const golden = given as DatasetCase;
  switch (golden.dataset) {
    case "samples": {
      const maker = tacet.datasets[golden.maker] as (options: object) => Readonly<Record<string, unknown>>;
      const made = maker(golden.options);
      for (const [key, expected] of Object.entries(golden.made)) {
        if ("dtype" in expected) await expectSamples(made[key] as tacet.Tensor, expected, key, golden);
        else if (JSON.stringify(made[key]) !== JSON.stringify(expected)) {
          throw new Error(`${key}: expected ${expected.join()}, received ${JSON.stringify(made[key])}`);
        }
      }
      return;
    }
    case "trainTestSplit": {
      const rows = Array.from({ length: golden.rows }, (_, i) => i);
      const [xTrain, xTest, yTrain, yTest] = tacet.preprocessing.trainTestSplit(
        tacet.tensor(
          rows.flatMap((i) => [2 * i, 2 * i + 1]),
          [golden.rows, 2],
          "float64",
        ),
        tacet.tensor(rows, [golden.rows], "int32"),
        { ...golden.options, ...(golden.classes && { stratify: rows.map((i) => (i * i) % golden.classes!) }) },
      );
      expectExact(await yTrain.data(), golden.train, "train");
      expectExact(await yTest.data(), golden.test, "test");
      for (const [x, y] of [
        [xTrain, golden.train],
        [xTest, golden.test],
      ] as const) {
        const expected = Array.from(decode(y)).flatMap((i) => [2 * i, 2 * i + 1]);
        if (Array.from(await x.data()).join() !== expected.join()) throw new Error("x and y are split apart");
      }
      return;
    }
    case "standardScaler": {
      const x = decodeTensor(golden.x);
      const scaler = new tacet.preprocessing.StandardScaler().fit(x);
      expectClose(scaler.mean!, golden.mean, 1e-14, "mean");
      expectClose(scaler.variance!, golden.variance, 1e-14, "variance");
      expectClose(scaler.scale!, golden.scale, 1e-14, "scale");
      const transformed = scaler.transform(x);
      expectClose(await transformed.data(), golden.transformed, 1e-13, "transformed");
      expectClose(await scaler.inverseTransform(transformed).data(), golden.x, 1e-13, "transformed back");
      return;
    }
    case "minMaxScaler": {
      const scaler = tacet.preprocessing.minMaxScaler(golden.options);
      golden.xs.forEach((x, i) => (i === 0 ? scaler.fit(decodeTensor(x)) : scaler.partialFit(decodeTensor(x))));
      for (const key of learnt) expectExact(scaler[key]!, golden.made[key], key);
      const other = decodeTensor(golden.other);
      await expectTensor(scaler.transform(other), golden.made.transformed, "transformed");
      await expectTensor(scaler.inverseTransform(other), golden.made.back, "transformed back");
      return;
    }
    case "toCategorical": {
      const hot = tacet.preprocessing.toCategorical(decodeTensor(golden.x), golden.options);
      await expectTensor(hot, golden.made.hot, "hot");
      return;
    }
    case "padSequences": {
      const padded = tacet.preprocessing.padSequences(golden.sequences.map(decodeTensor), golden.options);
      await expectTensor(padded, golden.made.padded, "padded");
    }
  }
}

function expectKind(received: tacet.Tensor, expected: Encoded, what: string): void {
  expectShape(received.shape, expected, what);
  if (received.dtype !== expected.dtype)
    throw new Error(`${what}: expected ${expected.dtype}, received ${received.dtype}`);
}
/** Shape, type and every number exactly. */
async function expectTensor(received: tacet.Tensor, expected: Encoded, what: string): Promise<void> {
  expectKind(received, expected, what);
  expectExact(await received.data(), expected, what);
}

async function expectSamples(
  received: tacet.Tensor,
  expected: Encoded,
  key: string,
  { exact, maker }: { readonly exact: boolean; readonly maker: string },
): Promise<void> {
  expectShape(received.shape, expected, key);
  if (received.dtype !== expected.dtype)
    throw new Error(`${key}: expected ${expected.dtype}, received ${received.dtype}`);
  const values = await received.data();
  if (exact || expected.dtype === "int32") {
    expectExact(values, expected, key);
    return;
  }
  const summed = maker === "makeClassification" || maker === "makeRegression";
  const largest = Array.from(decode(expected)).reduce((a, b) => Math.max(a, Math.abs(b)), 1);
  expectClose(values, expected, summed ? 2e-15 * largest : 2.3e-16, key);
  expectExact(Float32Array.from(values), { ...expected, ...float32(expected) }, `${key} as float32`);
}

function float32(encoded: Encoded): Pick<Encoded, "dtype" | "data"> {
  const bytes = new Uint8Array(Float32Array.from(decode(encoded)).buffer);
  return { dtype: "float32", data: Buffer.from(bytes).toString("base64") };
}
