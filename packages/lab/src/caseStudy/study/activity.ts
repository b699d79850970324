/**
 * What the hidden units do: how strong their activity is, and how much of it is silent. Of the first hidden layer, on
 * the training rows; z is what it computes, a what its activation function makes of z.
 */
import type { Variant } from "./variants.ts";

export interface ActivityStatistics {
  /** Of a, over all rows and units. */
  readonly mean: number;
  /** The share of a that is exactly zero. */
  readonly zeroShare: number;
  /** The share of units of which a is zero on every row. */
  readonly deadShare: number;
  /** The mean of |z|. */
  readonly meanAbsoluteZ: number;
  /** The share of z nearer to zero than `NEAR_ZERO`. */
  readonly nearZeroShare: number;
  /** The mean absolute value of what the penalty is on, over all penalized layers; null without a penalty. */
  readonly penalizedMeanAbsolute: number | null;
}

export const NEAR_ZERO = 1e-3;

/** What a hidden layer makes of z. */
export const activate: Readonly<Record<Variant["activation"], (z: number) => number>> = {
  relu: (z) => Math.max(0, z),
  sigmoid: (z) => 1 / (1 + Math.exp(-z)),
};

/**
 * @param layers z of each hidden layer, row-major [rows, units]
 */
export function activityStatistics(
  layers: readonly ArrayLike<number>[],
  {
    hidden,
    activation,
    placement,
    penalizedLayers,
  }: Pick<Variant, "hidden" | "activation" | "placement" | "penalizedLayers">,
): ActivityStatistics {
  const through = activate[activation];
  const units = hidden[0]!;
  const z = Array.from(layers[0]!);
  const a = z.map(through);
  const alive = new Set(a.flatMap((value, i) => (value === 0 ? [] : [i % units])));
  const penalizedValues = layers
    .slice(0, penalizedLayers)
    .flatMap((values) => Array.from(values, (value) => Math.abs(placement === "after" ? through(value) : value)));
  const share = (test: (value: number) => boolean, of: readonly number[]) => of.filter(test).length / of.length;
  return {
    mean: meanOf(a),
    zeroShare: share((value) => value === 0, a),
    deadShare: 1 - alive.size / units,
    meanAbsoluteZ: meanOf(z.map(Math.abs)),
    nearZeroShare: share((value) => Math.abs(value) < NEAR_ZERO, z),
    penalizedMeanAbsolute: penalizedLayers === 0 ? null : meanOf(penalizedValues),
  };
}

const meanOf = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
