/** How ops between the layers of a functional model are drawn: what goes with rows of a shape, the batch in front. */
import type { Ops } from "@tacet/compiler";
import type { CallSpec } from "../graph.ts";
import type { Draw } from "./draw.ts";
import { sizeOf, type RowShape } from "./tables.ts";

type OpCall = Extract<CallSpec, { readonly op: string }>;
interface OpDraw {
  /** Arguments after the tensors, as both name them. */
  readonly args?: (d: Draw, shape: RowShape) => readonly unknown[];
  /** The shapes of the other tensors. */
  readonly others?: (d: Draw, shape: RowShape) => readonly RowShape[];
  /** Whether it makes sense of rows of a shape; default: of any. */
  readonly takes?: (shape: RowShape) => boolean;
}
const bounded: OpDraw = {};
const withSame: OpDraw = { others: (_, shape) => [shape] };
const withNumber = (...numbers: readonly number[]): OpDraw => ({ args: (d) => [d.one(numbers)] });
const long = (shape: RowShape): boolean => shape.length > 1;
/** An axis of several, kept or dropped. */
const folded: OpDraw = { takes: long, args: (d, shape) => [d.whole(1, shape.length), d.chance(0.5)] };

/** Few of tacet's ops, those whose derivative is bounded above all: `goldens/ops.json` holds all. */
const ops: Readonly<Partial<Record<keyof Ops, OpDraw>>> = {
  tanh: bounded,
  sigmoid: bounded,
  relu: bounded,
  gelu: bounded,
  sin: bounded,
  abs: bounded,
  negative: bounded,
  softplus: bounded,
  add: { ...withSame, ...withNumber(0.5, -1) },
  subtract: withSame,
  multiply: withNumber(0.3, -1.5),
  maximum: withSame,
  minimum: withNumber(0.5),
  clip: { args: () => [-1, 1.5] },
  mean: folded,
  sum: folded,
  max: folded,
  logsumexp: folded,
  softmax: { args: (d, shape) => [d.whole(1, shape.length)] },
  flip: { args: (d, shape) => [d.whole(1, shape.length)] },
  roll: { args: (d, shape) => [1, d.whole(1, shape.length)] },
  transpose: { takes: long, args: (_, shape) => [[0, ...shape.map((__, i) => shape.length - i)]] },
  reshape: { args: (_, shape) => [[-1, sizeOf(shape)]] },
  concatenate: { others: (d, shape) => [[...shape.slice(0, -1), d.whole(1, 3)]], args: () => [-1] },
  matmul: { takes: (shape) => shape.length === 2, others: (_, shape) => [[shape[1]!, 2]] },
};
export const drawnOps = Object.entries(ops) as [keyof Ops, OpDraw][];

/** An op that takes rows of the shape and of others, which come after it. */
export function drawOp(
  d: Draw,
  shape: RowShape,
): { readonly call: Omit<OpCall, "of">; readonly others: readonly RowShape[] } {
  const [op, { args, others }] = d.one(drawnOps.filter(([, { takes }]) => takes?.(shape) ?? true));
  // With a number where it takes one, else with another tensor.
  const number = others !== undefined && args !== undefined && op !== "concatenate" && d.chance(0.5);
  const tensors = number ? [] : (others?.(d, shape) ?? []);
  const given = others === undefined || number || op === "concatenate" ? args?.(d, shape) : undefined;
  return { call: { op, ...(given && { args: given }) }, others: tensors };
}
