/** The shape of a dropout mask, where it is not the input's. Source: keras/src/layers/regularization/dropout.py. */
import { formatShape, type Extent, type Shape } from "@tacet/compiler";

/** For each axis of the input, the batch included: `null` for its own extent, 1 to share the mask along it. */
export type NoiseShape = readonly (number | null)[];

export const withNoiseShape = (noise: NoiseShape, shape: Shape): Shape => shape.map((e, i): Extent => noise[i] ?? e);

export const fitsNoiseShape = (noise: NoiseShape, shape: Shape): boolean =>
  noise.length === shape.length && noise.every((e, i) => e === null || e === 1 || e === shape[i]);

/** What was expected, what came, and how to mend it. */
export const noiseShapeComplaint = (noise: NoiseShape, shape: Shape): [string, string, string] => [
  `a noiseShape of rank ${shape.length} for its input of shape ${formatShape(shape)}`,
  `[${noise.map(String).join(", ")}]`,
  "Give null for the input's own extent, and 1 to share the mask along an axis.",
];
