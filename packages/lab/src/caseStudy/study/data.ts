/**
 * The points: two noisy circles of radius 1 and 0.8, thirty to train on and seventy to test; and twenty thousand fresh
 * ones of the same kind, on which an accuracy is sure to a third of a point.
 */
import { datasets, type Tensor } from "tacet";

export const setting = { batchSize: 32, trainRows: 30, testRows: 70 } as const;
/** Of the published study. */
export const STUDY_STATE = 1;
export const fresh = { points: 20_000, randomState: 2 } as const;
const circles = { noise: 0.1, factor: 0.8 } as const;
export const INPUTS = 2;

export interface Rows {
  readonly x: Tensor;
  readonly y: Tensor;
}
export interface CaseStudyData {
  readonly all: Rows;
  readonly train: Rows;
  readonly test: Rows;
}

/** @param randomState which hundred points */
export function caseStudyData(randomState: number = STUDY_STATE): CaseStudyData {
  const { trainRows, testRows } = setting;
  const { x, y } = datasets.makeCircles({ nSamples: trainRows + testRows, randomState, ...circles });
  return {
    all: { x, y },
    train: { x: x.slice(0, trainRows), y: y.slice(0, trainRows) },
    test: { x: x.slice(trainRows), y: y.slice(trainRows) },
  };
}

let freshRows: Rows | undefined;
/** Made once: every run is measured on the same ones. */
export const freshData = (): Rows =>
  (freshRows ??= datasets.makeCircles({ nSamples: fresh.points, randomState: fresh.randomState, ...circles }));

/**
 * How often the best of all classifiers is right on the fresh points: it knows both densities. A point of a circle of
 * radius R with Gaussian noise s has, at distance r, density ∝ exp(-(r² + R²) / 2s²) I0(rR / s²).
 */
export async function idealAccuracy(): Promise<number> {
  const { x, y } = freshData();
  const [points, labels] = [await x.data(), await y.data()];
  const correct = Array.from(labels).filter((label, i) => {
    const r = Math.hypot(points[2 * i]!, points[2 * i + 1]!);
    return (logDensity(r, circles.factor) > logDensity(r, 1) ? 1 : 0) === label;
  });
  return correct.length / labels.length;
}
/** Where both densities are equal: it calls what lies within the inner circle. */
export const idealRadius = ((): number => {
  let [inner, outer] = [circles.factor as number, 1];
  while (outer - inner > 1e-9) {
    const r = (inner + outer) / 2;
    if (logDensity(r, circles.factor) > logDensity(r, 1)) inner = r;
    else outer = r;
  }
  return inner;
})();
function logDensity(r: number, radius: number): number {
  const variance = circles.noise ** 2;
  return logBesselI0((r * radius) / variance) - (r ** 2 + radius ** 2) / (2 * variance);
}
/** By its power series where that is short, else by its expansion at infinity (Abramowitz and Stegun, 9.6.12, 9.7.1). */
export function logBesselI0(x: number): number {
  if (x > 20)
    return x - Math.log(2 * Math.PI * x) / 2 + Math.log1p(1 / (8 * x) + 9 / (128 * x ** 2) + 225 / (3072 * x ** 3));
  let [sum, term] = [1, 1];
  for (let k = 1; term > sum * 1e-17; k++) {
    term *= (x / 2 / k) ** 2;
    sum += term;
  }
  return Math.log(sum);
}
