/** Every elementwise op. An op is added in one of the tables joined here, with its samples in testing/elementwise/. */
import { activations } from "./activations.ts";
import type { ElementwiseDefinition } from "./definition.ts";
import { logic } from "./logic.ts";
import { math } from "./math.ts";

export type { ElementwiseDefinition } from "./definition.ts";
export const elementwise = { ...math, ...activations, ...logic };
export type ElementwiseName = keyof typeof elementwise;
export const elementwiseTable: Readonly<Record<ElementwiseName, ElementwiseDefinition>> = elementwise;
