/** Models with what Keras left, stored, so that checks against them need no Python: `npm run conformance -- --store`. */
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { resolve } from "node:path";
import type { LiveProgram } from "../live/model.ts";
import type { KerasRecord } from "../live/series.ts";

export interface StoredModel {
  readonly seed: number;
  readonly program: LiveProgram;
  readonly records: readonly KerasRecord[];
}
export const modelsPath = resolve(import.meta.dirname, "models.json");

/** One a line. */
export const readModels = (path = modelsPath): StoredModel[] =>
  existsSync(path) ? (JSON.parse(readFileSync(path, "utf8")) as StoredModel[]) : [];
export const writeModels = (models: readonly StoredModel[]): void =>
  writeFileSync(modelsPath, `[\n${models.map((model) => JSON.stringify(model)).join(",\n")}\n]\n`);
