/** Shapes as TensorFlow.js writes them: `null` for the batch. */
import type { Shape } from "@tacet/compiler";

/** A shape with `null` for the batch: `[null, 3]`. */
export type BatchShape = (number | null)[];
export const batchShape = (shape: Shape): BatchShape => shape.map((e) => (typeof e === "number" ? e : null));
export const formatOf = (shape: readonly (number | null)[]): string => `[${shape.join(", ")}]`;
