import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { clearSession, layers } from "../index.ts";
import { classes } from "./index.ts";

it("makes a factory for every class", () => {
  expect(Object.keys(layers)).toEqual(Object.keys(classes));
  expect(layers.flatten().className).toBe("Flatten");
});

const tests = readdirSync(import.meta.dirname, { recursive: true, encoding: "utf8" })
  .filter((file) => file.endsWith(".test.ts") && file !== "layers.test.ts")
  .map((file) => readFileSync(join(import.meta.dirname, file), "utf8"));
it.each(Object.keys(classes))("%s has a test beside it", (name) => {
  const held = tests.filter((text) => text.includes(`layers.${name}(`));
  expect(held.length).toBeGreaterThan(0);
});

it("knows the same letters in another case", () => {
  expect(layers.Dense).toBe(layers.dense);
  expect(layers.activityregularization).toBe(layers.activityRegularization);
});

it("counts automatic names as Keras, until clearSession", () => {
  clearSession();
  expect(
    [layers.dense({ units: 1 }), layers.dense({ units: 1 }), layers.activityRegularization()].map((l) => l.name),
  ).toEqual(["dense", "dense_1", "activity_regularization"]);
  clearSession();
  expect(layers.dense({ units: 1 }).name).toBe("dense");
});

it("refuses shapes it cannot use", () => {
  expect(() => layers.dense({ units: 1, inputShape: [0] })).toThrow(/whole positive numbers.*\[0\]/);
  expect(() => layers.input({})).toThrow(/expected shape or batchShape/);
  expect(() => layers.dense({ units: 1, name: "a/b" })).toThrow(/name without/);
});
