/** tacet's objects by Keras's names, which differ in the case of their letters, with options as JSON holds them. */
import * as tacet from "tacet";
import { constant } from "./run.ts";
import { ExampleLoss, OneStateRNNCell, squaredError, TwoStatesRNNCell, type CellOptions } from "./own.ts";
import type { Spec, Values } from "./facts.ts";

/** Keras has it and tacet has not. */
export class Absent extends Error {}

export type Kind =
  "loss" | "metric" | "optimizer" | "schedule" | "regularizer" | "constraint" | "activation" | "initializer" | "layer";
const tables: Readonly<Record<Kind, object>> = {
  loss: tacet.losses,
  metric: tacet.metrics,
  optimizer: tacet.optimizers,
  schedule: tacet.schedules,
  regularizer: tacet.regularizers,
  constraint: tacet.constraints,
  activation: tacet.activations,
  initializer: tacet.initializers,
  layer: tacet.layers,
};
export const kinds = Object.keys(tables) as Kind[];

const own: Readonly<Record<string, unknown>> = {
  ExampleLoss: (options: object) => new ExampleLoss(options),
  OneStateRNNCell: (options: CellOptions) => new OneStateRNNCell(options),
  TwoStatesRNNCell: (options: CellOptions) => new TwoStatesRNNCell(options),
};
const letters = (name: string): string => name.replaceAll("_", "").toLowerCase();

/** What tacet exports under the name. @throws Absent */
export function find(kind: Kind, name: string): unknown {
  // Classes stand beside the factories, under capitals.
  const found = Object.entries(tables[kind]).find(([key]) => /^[a-z]/u.test(key) && letters(key) === letters(name));
  const value: unknown = found?.[1] ?? own[name];
  if (value === undefined) throw new Absent(name);
  return value;
}

/** Options that hold an object, or a list of them, and are not called after what it is. */
const named = {
  learningRate: "schedule",
  innerOptimizer: "optimizer",
  layer: "layer",
  backwardLayer: "layer",
  cell: "layer",
  cells: "layer",
} as const;

/** What an option holds: an object where JSON describes one, by the option's name. */
function option(key: string, value: unknown): unknown {
  if (typeof value !== "object" || value === null) return key === "fn" && value === "mse" ? squaredError : value;
  if (Array.isArray(value)) return value.map((one) => option(key, one));
  if ("data" in value) return constant(value as Values);
  if (!("name" in value)) return value;
  const kind = (["initializer", "regularizer", "constraint"] as const).find((end) => key.toLowerCase().endsWith(end));
  const known = kind ?? (Object.hasOwn(named, key) ? named[key as keyof typeof named] : undefined);
  if (!known) throw new Error(`what option ${key} holds is unknown: ${JSON.stringify(value)}`);
  return make(known, value as Spec);
}

/** @throws Absent where tacet has none of this name, or of a name among the options */
export function make(kind: Kind, { name, ...options }: Spec): unknown {
  const factory = find(kind, name) as (options: object) => unknown;
  return factory(Object.fromEntries(Object.entries(options).map(([key, value]) => [key, option(key, value)])));
}
