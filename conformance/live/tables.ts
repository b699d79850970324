/**
 * What the tables that say how to draw things have in common. Every registered name has an entry: a name that is new
 * in a registry of tacet's does not compile here until it says how it is drawn. An entry that is a string says why the
 * name is not drawn.
 */
import type { Draw } from "./draw.ts";

export type Options = Readonly<Record<string, unknown>>;
/** The shape of one row. */
export type RowShape = readonly number[];
/** What rows of a tensor are: numbers, or whole numbers below `words` that layers look up. */
export type Rows =
  | { readonly kind: "floats"; readonly shape: RowShape }
  | { readonly kind: "indices"; readonly shape: RowShape; readonly words: number };
export const floats = (shape: RowShape): Rows => ({ kind: "floats", shape });
export const sizeOf = (shape: RowShape): number => shape.reduce((a, b) => a * b, 1);
/** How inputs, or outputs, are arranged: as one, in a list, by name. */
export type Form = "one" | "list" | "object";
/** What a program says of an object: its name, or its camelCase name with options. */
export type Spec = string | Options;
/** The names that a registry holds. */
export type NamesOf<R extends { readonly names: readonly string[] }> = R["names"][number];

/** What a weight is drawn for: a kernel of a known shape, or a bias. */
export type WeightPlace = { readonly kernel: readonly number[] } | "bias";
export interface LayerDraw {
  /**
   * Its options, without those of every layer.
   * @param random whether it may draw numbers as it trains
   * @param words of rows that are indices, how many there are
   */
  readonly options: (d: Draw, shape: RowShape, random: boolean, words: number) => Options;
  /** What rows it takes; default: floats. */
  readonly reads?: "indices";
  /** Whether it makes sense of rows of a shape; default: of any. */
  readonly takes?: (shape: RowShape) => boolean;
  /** How often it is drawn, beside 1 for most. */
  readonly weight?: number;
  /** Whether it draws random numbers as it trains, which JAX draws otherwise in float64. */
  readonly random?: true;
  /** Whether Keras gives it no activityRegularizer of its own. */
  readonly unpenalized?: true;
}

/** What targets are: the losses and metrics that a model may have follow from it. */
export const targetKinds = ["real", "binary", "oneHot", "labels"] as const;
export type TargetKind = (typeof targetKinds)[number];

/** The entries of a table that are drawn, with their names. */
export const drawn = <K extends string, E extends object>(table: Readonly<Record<K, E | string>>): [K, E][] =>
  (Object.entries(table) as [K, E | string][]).filter((entry): entry is [K, E] => typeof entry[1] !== "string");

/** "mean_squared_error" → "meanSquaredError": how factories are called. */
export const camelCase = (name: string): string =>
  name.replaceAll(/_(.)/gu, (_, letter: string) => letter.toUpperCase());

/** By name alone, or as an instance with options. */
export function spec(d: Draw, name: string, options: Options): Spec {
  if (Object.keys(options).length === 0 && d.chance(0.5)) return name;
  return { name: camelCase(name), ...options };
}
