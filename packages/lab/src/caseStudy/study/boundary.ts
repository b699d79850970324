/** Where a network changes its mind: its output over a square of the plane, as log-odds, which are smooth at 1/2. */
import { tensor, type Sequential, type Tensor } from "tacet";
import { predictions } from "./network.ts";

/** Log-odds of the inner circle, row by row from the bottom left. */
export type Boundary = Float32Array;

/** Points along a side, and how far the square reaches from the middle. */
export const square = { points: 71, reach: 1.4 } as const;

let plane: Tensor | undefined;
function squareRows(): Tensor {
  const { points, reach } = square;
  const at = (i: number) => reach * ((2 * i) / (points - 1) - 1);
  const rows = Array.from({ length: points ** 2 }, (_, k) => [at(k % points), at(Math.floor(k / points))]);
  return (plane ??= tensor(rows));
}

/** A float32 probability can be 1, but no nearer to it than this. */
const CLOSEST = 2 ** -24;
export async function boundaryOf(model: Sequential): Promise<Boundary> {
  const odds = (p: number) => Math.log(Math.max(p, CLOSEST) / Math.max(1 - p, CLOSEST));
  return Float32Array.from(await predictions(model, squareRows(), square.points), odds);
}
