/** That every registered name which its table says is drawn does come up in random models. */
import { expect, it } from "vitest";
import { drawnActivations } from "./live/activations.ts";
import { drawnConstraints } from "./live/constraints.ts";
import { drawnInitializers } from "./live/initializers.ts";
import { drawnLayers } from "./live/layers.ts";
import { drawnLosses } from "./live/losses.ts";
import { drawnMetrics } from "./live/metrics.ts";
import { drawProgram } from "./live/model.ts";
import { families, namesIn, plain, type Family } from "./live/names.ts";
import { drawnOps } from "./live/ops.ts";
import { drawnOptimizers, drawnSchedules } from "./live/optimizers.ts";
import { drawnRegularizers } from "./live/regularizers.ts";

const seeds = 2000;
const first = (entries: readonly (readonly [string, unknown])[]): string[] => entries.map(([name]) => name);
const tables: Readonly<Record<Family, readonly string[]>> = {
  layers: [...first(drawnLayers), "sequential", "functional", "addLoss"],
  ops: first(drawnOps),
  activations: first(drawnActivations),
  initializers: first(drawnInitializers),
  regularizers: first(drawnRegularizers),
  constraints: first(drawnConstraints),
  losses: first(drawnLosses),
  metrics: first(drawnMetrics),
  optimizers: [...first(drawnOptimizers), "lossScaleOptimizer"],
  schedules: drawnSchedules,
};

it(`every name is drawn in ${seeds} models`, { timeout: 300_000 }, () => {
  const missing = new Map(families.map((family) => [family, new Set(tables[family].map(plain))]));
  const left = (): string[] =>
    families.flatMap((family) => [...missing.get(family)!].map((name) => `${family}: ${name}`));
  for (let seed = 0; seed < seeds && left().length > 0; seed++) {
    const found = namesIn(drawProgram(seed));
    for (const family of families) for (const name of found[family]) missing.get(family)!.delete(plain(name));
  }
  expect(left()).toEqual([]);
});
it("a seed draws the same program again", () => {
  for (const seed of [1, 2, 3, 4, 5, 6, 7, 8]) expect(drawProgram(seed)).toEqual(drawProgram(seed));
});
