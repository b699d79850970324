import { existsSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { clearSession, layers } from "../index.ts";
import { classes } from "./index.ts";

it("makes a factory for every class", () => {
  expect(Object.keys(layers)).toEqual(Object.keys(classes));
  expect(layers.flatten().className).toBe("Flatten");
});

it.each(Object.keys(classes))("%s has a test of its own", (name) => {
  expect(existsSync(join(import.meta.dirname, `${name}.test.ts`))).toBe(true);
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
