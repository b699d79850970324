/** What layers over space share: where the channels are, and amounts given for each axis or once for all. */
import { formatShape, type Extent, type Shape } from "@tacet/compiler";
import { oneOf, type Kind } from "../options.ts";

/** [n, …space, channels] or [n, channels, …space]. */
export type DataFormat = "channels_last" | "channels_first";
export const dataFormat = oneOf("channels_last", "channels_first");

/** The first of the axes over space. */
export const firstSpatialAxis = (format: DataFormat): number => (format === "channels_first" ? 2 : 1);

/** How many channels inputs of a known shape have. */
export const channelsOf = (shape: Shape, format: DataFormat): Extent | undefined =>
  shape.at(format === "channels_first" ? 1 : -1);
/** The extents over space. */
export const spaceOf = (shape: Shape, format: DataFormat): Shape =>
  format === "channels_first" ? shape.slice(2) : shape.slice(1, -1);

/** What was expected, what came, and how to mend it, where the input has another rank. */
export const rankComplaint = (rank: number, shape: Shape): [string, string, string] => [
  `an input of rank ${rank}`,
  `shape ${formatShape(shape)}`,
  "Use the layer of the input's own rank.",
];

/** An amount before and one after, on each of several axes. */
export type Pairs = readonly (readonly [before: number, after: number])[];
/** One amount for every side; one for each axis, both sides; or a pair for each axis. */
export type PairsLike = number | readonly (number | readonly [before: number, after: number])[];

const isAmount = (x: unknown): boolean => Number.isInteger(x) && (x as number) >= 0 && (x as number) < 2 ** 31;
const isPair = (x: unknown): boolean => isAmount(x) || (Array.isArray(x) && x.length === 2 && x.every(isAmount));

/** Amounts around `axes` axes. */
export const pairsKind = (axes: number): Kind => ({
  what: `a whole number from 0, or a list of ${axes} of them or of pairs [before, after]`,
  test: (x) => isAmount(x) || (Array.isArray(x) && x.length === axes && x.every(isPair)),
});
/** Along the one axis of a sequence a pair is [before, after]. */
export const pairKind: Kind = { what: "a whole number from 0, or a pair [before, after] of them", test: isPair };

export function pairsOf(given: PairsLike, axes: number): Pairs {
  const each = typeof given === "number" ? Array<number>(axes).fill(given) : given;
  return each.map((amount) => (typeof amount === "number" ? [amount, amount] : amount));
}

/** A number for each axis over space, or one for all. */
export type Factors = number | readonly number[];
/** A whole number for each of `axes` axes, or one for all. */
export const factorsKind = (axes: number, least: 0 | 1 = 1): Kind => {
  const isFactor = (x: unknown): boolean => isAmount(x) && (x as number) >= least;
  return {
    what: `a whole number from ${least}, or a list of ${axes} of them`,
    test: (x) => isFactor(x) || (Array.isArray(x) && x.length === axes && x.every(isFactor)),
  };
};
export const factorsOf = (given: Factors, axes: number): readonly number[] =>
  typeof given === "number" ? Array<number>(axes).fill(given) : given;
