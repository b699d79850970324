/** The blocking of matrix products: what the registers of one core hold, and what its caches do. */
import { bytesOf, type DType } from "../core/index.ts";

export interface Tile {
  /** Rows and columns of the register tile. */
  readonly rows: number;
  readonly columns: number;
  /** Rows packed at a time: with a block of k, half of a level-2 cache. */
  readonly blockM: number;
}
export const matmulTile = (dtype: DType): Tile =>
  dtype === "float64" ? { rows: 6, columns: 4, blockM: 96 } : { rows: 6, columns: 8, blockM: 96 };

/**
 * The contracted axis is added up in blocks of this many steps or so: as many
 * blocks as come nearest to it, of one length but for the last. It is part of
 * the numbers.
 */
export const blockK = 256;
/** Blocks are multiples of this, the tile's unrolling. */
export const stepsTogether = 8;
/** The longest block there is, for an axis just too short for two. */
export const longestBlock = 1.5 * blockK;
const roundUp = (x: number, to: number): number => Math.ceil(x / to) * to;
const blocksWanted = (k: number): number => Math.max(1, Math.floor((k + blockK / 2) / blockK));
export const blockLength = (k: number): number =>
  Math.max(stepsTogether, roundUp(Math.ceil(k / blocksWanted(k)), stepsTogether));

/** Room for one register tile at the start of the packed left block, where tiles that stick out of the result are kept. */
export const tileBytes = 256;
/** Bytes from row to row where the left block is packed by rows: the same whatever the block, so that code may rely on it. */
export const packedRowBytes = (dtype: DType): number => longestBlock * bytesOf(dtype);

/** Bytes that a packed block of a side takes, with so many rows (columns, on the right); or all blocks of the right side. */
export function packedBytes(dtype: DType, part: "left" | "right" | "all of right", rows: number, k: number): number {
  const tile = matmulTile(dtype);
  if (part === "left") return tileBytes + roundUp(Math.min(tile.blockM, rows), tile.rows) * packedRowBytes(dtype);
  // Rounding adds less than `stepsTogether` to each block, at this k and at every smaller one.
  const steps = part === "right" ? Math.min(k, longestBlock) : k + stepsTogether * blocksWanted(k);
  return roundUp(rows, tile.columns) * steps * bytesOf(dtype);
}
