/** Checks of datasets and preprocessing. */
import * as tacet from "tacet";
import { decode, decodeTensor, expectClose, expectExact, expectShape, type Case, type Encoded } from "../golden.ts";

type DatasetCase = Case &
  (
    | {
        readonly dataset: "makeCircles";
        readonly options: object;
        readonly exact: boolean;
        readonly x: Encoded;
        readonly y: Encoded;
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
  );

/** Circles: the case study's bit for bit, others within 2.3e-16 and equal as float32. Splits exactly. */
export async function checkDataset(given: Case): Promise<void> {
  const golden = given as DatasetCase;
  switch (golden.dataset) {
    case "makeCircles": {
      const { x, y } = tacet.datasets.makeCircles(golden.options);
      expectShape(x.shape, golden.x, "x");
      expectExact(await y.data(), golden.y, "y");
      const values = await x.data();
      if (golden.exact) expectExact(values, golden.x, "x");
      expectClose(values, golden.x, 2.3e-16, "x");
      expectExact(Float32Array.from(values), { ...golden.x, ...float32(golden.x) }, "x as float32");
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
    }
  }
}

function float32(encoded: Encoded): Pick<Encoded, "dtype" | "data"> {
  const bytes = new Uint8Array(Float32Array.from(decode(encoded)).buffer);
  return { dtype: "float32", data: Buffer.from(bytes).toString("base64") };
}
