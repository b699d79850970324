/** The blocking of matrix products: what the registers of one core hold, and what its caches do. */
import type { DType } from "../core/index.ts";

export interface Tile {
  /** Rows and columns of the register tile. */
  readonly rows: number;
  readonly columns: number;
  /** Rows packed at a time: with blockK, half of a level-2 cache. */
  readonly blockM: number;
  /** The block of the contracted axis: sums are added up block by block, so it is part of the numbers. */
  readonly blockK: number;
}
export const matmulTile = (dtype: DType): Tile =>
  dtype === "float64"
    ? { rows: 6, columns: 4, blockM: 96, blockK: 256 }
    : { rows: 6, columns: 8, blockM: 96, blockK: 256 };
/** Room for one register tile at the start of the packed left block, where tiles that stick out of the result are kept. */
export const tileBytes = 256;
