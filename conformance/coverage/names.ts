/** Keras's public names, as data that real Keras gave: names/keras.json, written by generate/names.py. */
import { readFileSync } from "node:fs";
import { resolve } from "node:path";

/** One thing that Keras has. */
export interface Entry {
  readonly name: string;
  /** What else it is called. */
  readonly also: readonly string[];
  /** What it can be given, in Python's spelling; listed for classes and activations. */
  readonly options: readonly string[];
}
interface Names {
  /** The version. */
  readonly keras: string;
  readonly families: Readonly<Record<FamilyName, readonly Entry[]>>;
}
export const familyNames = [
  "layers",
  "activations",
  "losses",
  "metrics",
  "optimizers",
  "schedules",
  "regularizers",
  "initializers",
  "constraints",
  "callbacks",
  "random",
  "datasets",
  "utils",
  "ops",
] as const;
export type FamilyName = (typeof familyNames)[number];

const path = resolve(import.meta.dirname, "../names/keras.json");
export const names = JSON.parse(readFileSync(path, "utf8")) as Names;

/** Python's spelling as tacet writes it. */
export const camelCase = (name: string): string => name.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase());
/** What of a name is left when capitals and underscores make no difference. */
export const letters = (name: string): string => name.replaceAll("_", "").toLowerCase();
