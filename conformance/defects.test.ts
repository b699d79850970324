/**
 * That the comparison with Keras finds defects: a few of defects/list.ts, others in every run, are planted in tacet's
 * sources. `npm run defects` plants all of them. The models that give them away are run as they are, too.
 */
import { describe, expect, it } from "vitest";
import results from "./defects/results.json" with { type: "json" };
import { defects } from "./defects/list.ts";
import { readModels } from "./defects/models.ts";
import { findDefect, planted } from "./defects/plant.ts";
import { describe as describeDifference } from "./live/compare.ts";
import { Draw } from "./live/draw.ts";
import { compareWith } from "./live/run.ts";

const seed = Number(process.env.TACET_DEFECTS_SEED ?? Math.floor(Math.random() * 2 ** 31));
const d = new Draw(seed);
const few = Array.from({ length: 3 }, () => d.one(defects));

it.each(defects)("the text that this defect replaces is there once: $name", (defect) => {
  expect(planted(defect)).toContain(defect.replace);
});

describe("stored random models: weights after a step and losses within 2e-5, in float64 within 1e-9", () => {
  it.each(readModels())("model $seed", async ({ program, records }) => {
    const { off } = await compareWith(program, records);
    expect(off.map(describeDifference)).toEqual([]);
  });
});

describe(`planted defects are found (TACET_DEFECTS_SEED=${seed})`, () => {
  it.each(few)("$name", async (defect) => {
    const { why } = await findDefect(defect);
    expect(why).toMatch(/expected/u);
  });
  it("all of them, in the committed result", () => {
    expect(results.defects.map(({ name }) => name)).toEqual(defects.map(({ name }) => name));
    expect(results.defects.filter(({ why }) => !why)).toEqual([]);
    expect(defects.length).toBeGreaterThanOrEqual(30);
  });
});
