/** What the hidden units do: how strong their activity is, and how much of it is silent. */
export interface ActivityStatistics {
  /** Over all rows and units. */
  readonly mean: number;
  /** The share of activations that are exactly zero. */
  readonly zeroShare: number;
  /** The share of units that are zero on every row. */
  readonly deadShare: number;
}

/** @param activations row-major [rows, units] */
export function activityStatistics(activations: ArrayLike<number>, units: number): ActivityStatistics {
  const alive = new Uint8Array(units);
  let [sum, zeros] = [0, 0];
  for (let i = 0; i < activations.length; i++) {
    const value = activations[i]!;
    sum += value;
    if (value === 0) zeros++;
    else alive[i % units] = 1;
  }
  const dead = alive.reduce((count, flag) => count + 1 - flag, 0);
  return { mean: sum / activations.length, zeroShare: zeros / activations.length, deadShare: dead / units };
}
