/** Indices into an embedding's table, checked where the host sees them. Keras on JAX goes on with NaN. */
import { TacetError } from "@tacet/compiler";
import type { Table } from "../layers/indices.ts";
import { inChunks, placeOf, type Column } from "./feed.ts";

/**
 * Checks the columns that a step reads as indices. As in Keras on JAX, negative ones count from the end of the table.
 * @param tables those that each column points into
 * @throws TacetError naming the layer where an index lies outside of its table
 */
export async function checkIndices(columns: readonly Column[], tables: readonly (readonly Table[])[]): Promise<void> {
  for (const [i, { name, array }] of columns.entries()) {
    // What fits the smallest fits all.
    const table = tables[i]?.reduce<Table | undefined>((a, b) => (a && a.size <= b.size ? a : b), undefined);
    if (!table) continue;
    const { owner, size } = table;
    const { data } = array;
    await inChunks(data.length, (begin, end) => {
      for (let at = begin; at < end; at++) {
        const index = Math.trunc(data[at]!);
        if (!(index >= size || index < -size)) continue;
        throw new TacetError(
          `${owner}: expected indices below ${size}, its inputDim, received ${index}: ${name} at [${placeOf(array, at).join(", ")}]. Mend the data, or give the layer a larger inputDim.`,
        );
      }
      return true;
    });
  }
}
