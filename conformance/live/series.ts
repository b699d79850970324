/** What the steps of a program left, Keras's and tacet's in one form: named arrays of numbers. */
import { Tensor } from "tacet";
import { decode, type Encoded } from "../golden.ts";
import type { Received } from "../program.ts";

/** What a step of Keras's left, as generate/serve.py writes it. */
export interface KerasRecord {
  readonly history?: Readonly<Record<string, Encoded>>;
  readonly epochs?: readonly number[];
  readonly batches?: Readonly<Record<string, Encoded>>;
  readonly logs?: Readonly<Record<string, Encoded>>;
  readonly value?: Encoded;
  /** Of several outputs. */
  readonly values?: readonly Encoded[] | Readonly<Record<string, Encoded>>;
  readonly weights?: readonly Encoded[];
  /** Of the first training step: one for each weight, null for one that is not trained. */
  readonly gradients?: readonly (Encoded | null)[];
}
export type SeriesKind = "loss" | "metric" | "weight" | "prediction" | "epochs";
export interface Series {
  /** Unique in a program: "step 3 history loss". */
  readonly where: string;
  readonly kind: SeriesKind;
  readonly shape: readonly number[];
  readonly values: ArrayLike<number>;
}

const isLoss = (key: string): boolean => /(^|_)loss$/u.test(key);
const named = (where: string, table: Readonly<Record<string, ArrayLike<number> | number>> | undefined): Series[] =>
  Object.entries(table ?? {}).map(([key, given]) => {
    const values = typeof given === "number" ? [given] : given;
    return { where: `${where} ${key}`, kind: isLoss(key) ? "loss" : "metric", shape: [values.length], values };
  });
const decoded = (table: Readonly<Record<string, Encoded>> | undefined): Record<string, ArrayLike<number>> =>
  Object.fromEntries(Object.entries(table ?? {}).map(([key, array]) => [key, decode(array)]));
const epochs = (where: string, values: readonly number[] | undefined): Series[] =>
  values ? [{ where: `${where} epochs`, kind: "epochs", shape: [values.length], values }] : [];

export function seriesOfKeras(records: readonly KerasRecord[]): Series[] {
  return records.flatMap((record, i): Series[] => [
    ...named(`step ${i} history`, decoded(record.history)),
    ...epochs(`step ${i}`, record.epochs),
    ...named(`step ${i} batches`, decoded(record.batches)),
    ...named(`step ${i} logs`, decoded(record.logs)),
    ...(record.value ? [array(`step ${i} prediction`, "prediction", record.value)] : []),
    ...Object.entries<Encoded>(record.values ?? {}).map(([output, value]) =>
      array(`step ${i} prediction ${output}`, "prediction", value),
    ),
    ...(record.weights ?? []).map((w, k) => array(`step ${i} weight ${k}`, "weight", w)),
  ]);
}
const array = (where: string, kind: SeriesKind, given: Encoded): Series => ({
  where,
  kind,
  shape: given.shape,
  values: decode(given),
});

export async function seriesOfTacet(records: readonly Received[]): Promise<Series[]> {
  const all: Series[] = [];
  for (const [i, record] of records.entries()) {
    all.push(
      ...named(`step ${i} history`, record.history),
      ...epochs(`step ${i}`, record.epochs),
      ...named(`step ${i} batches`, record.batches),
      ...named(`step ${i} logs`, record.logs),
    );
    const tensors = [
      ...(record.value instanceof Tensor ? [["", record.value] as const] : Object.entries(record.value ?? {})).map(
        ([output, tensor]: readonly [string, Tensor]) => ({
          where: `step ${i} prediction ${output}`.trim(),
          kind: "prediction" as const,
          tensor,
        }),
      ),
      ...(record.weights ?? []).map((tensor, k) => ({
        where: `step ${i} weight ${k}`,
        kind: "weight" as const,
        tensor,
      })),
    ];
    for (const { where, kind, tensor } of tensors) {
      all.push({ where, kind, shape: tensor.shape.map(Number), values: await tensor.data() });
    }
  }
  return all;
}
