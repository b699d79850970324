/**
 * Splits arrays into rows to train on and rows to test on, as scikit-learn does.
 *
 * Source: sklearn/model_selection/_split.py (`train_test_split`).
 */
import { formatShape, literalData, ops, TacetError, tensor, Tensor, type TensorLike } from "@tacet/compiler";
import { anything, checkOptions, flag, type Kinds } from "../options.ts";
import { asTensor, rowCount } from "./rows.ts";
import { splitIndices, type SplitOptions } from "./splitIndices.ts";

export interface TrainTestSplitOptions extends SplitOptions {
  /** A class for each row: both parts then have the classes in equal shares. */
  readonly stratify?: TensorLike | undefined;
}

const kinds: Kinds<TrainTestSplitOptions> = {
  testSize: anything,
  trainSize: anything,
  randomState: anything,
  shuffle: flag,
  stratify: anything,
};

type Halves<Arrays extends readonly TensorLike[]> = Arrays extends readonly [
  unknown,
  ...infer Rest extends readonly TensorLike[],
]
  ? [train: Tensor, test: Tensor, ...Halves<Rest>]
  : [];

/**
 * `const [xTrain, xTest, yTrain, yTest] = trainTestSplit(x, y, { testSize: 0.3, randomState: 1 })`
 *
 * Rows are those that scikit-learn picks, in its order. Arrays that are no tensors become float64.
 *
 * @throws TacetError where row counts differ, or sizes cannot be had
 */
export function trainTestSplit<const Arrays extends readonly [TensorLike, ...TensorLike[]]>(
  ...args: [...arrays: Arrays, options: TrainTestSplitOptions]
): Halves<Arrays>;
export function trainTestSplit<const Arrays extends readonly [TensorLike, ...TensorLike[]]>(
  ...arrays: Arrays
): Halves<Arrays>;
export function trainTestSplit(...args: readonly (TensorLike | TrainTestSplitOptions)[]): Tensor[] {
  const last = args.at(-1);
  const options = checkOptions("trainTestSplit", isOptions(last) ? last : {}, kinds);
  const arrays = args.flatMap((a) => (isOptions(a) ? [] : [asTensor(a)]));
  const rows = arrays[0] ? rowCount(arrays[0]) : 0;
  if (rows === 0 || arrays.some((a) => rowCount(a) !== rows)) {
    const received = arrays.map((a) => formatShape(a.shape)).join(", ");
    throw new TacetError(
      `trainTestSplit: expected arrays with the same number of rows, received ${received || "none"}.`,
    );
  }
  const labels = options.stratify === undefined ? undefined : labelsOf(asTensor(options.stratify), rows);
  const { train, test } = splitIndices(rows, options, labels);
  return arrays.flatMap((a) => [takeRows(a, train), takeRows(a, test)]);
}

const isOptions = (x: TensorLike | TrainTestSplitOptions | undefined): x is TrainTestSplitOptions =>
  typeof x === "object" && !(x instanceof Tensor) && !Array.isArray(x) && !ArrayBuffer.isView(x);

function labelsOf(labels: Tensor, rows: number): ArrayLike<number> {
  const data = literalData(labels);
  if (data?.length === rows) return data;
  throw new TacetError(
    `trainTestSplit: expected stratify to hold one class for each of ${rows} rows, received ${formatShape(labels.shape)}` +
      (data ? "." : " with ops applied: pass its data()."),
  );
}

const takeRows = (x: Tensor, rows: Int32Array): Tensor => {
  const data = literalData(x);
  if (!data) return ops.gather(x, tensor(rows, [rows.length], "int32"));
  const width = data.length / rowCount(x);
  const taken = new Float64Array(rows.length * width);
  rows.forEach((row, i) => taken.set(data.subarray(row * width, (row + 1) * width), i * width));
  return tensor(taken, [rows.length, ...(x.shape.slice(1) as number[])], x.dtype);
};
