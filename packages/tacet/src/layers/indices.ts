/**
 * Which inputs of a step are indices into tables: known once the step is traced, so that data on the host can be checked
 * before it runs. Casts and views lead back to the input; what other ops computed is not known before.
 */
import type { Node, Tensor } from "@tacet/compiler";

/** A table that an input points into. */
export interface Table {
  /** The layer, as messages name it. */
  readonly owner: string;
  /** How many rows it has. */
  readonly size: number;
}
const tables = new WeakMap<Node, Table[]>();
const views: ReadonlySet<Node["kind"]> = new Set(["reshape", "permute", "broadcast", "flip"]);

/** Notes that a tensor is indices into a table. */
export function notePointsInto(table: Table, indices: Tensor): void {
  let { node } = indices;
  while (views.has(node.kind) || (node.kind === "map" && node.fn === "cast")) node = node.inputs[0]!;
  if (node.kind === "parameter") tables.set(node, [...(tables.get(node) ?? []), table]);
}
/** The tables that an input of a traced step points into. */
export const tablesOf = (input: Node): readonly Table[] => tables.get(input) ?? [];
