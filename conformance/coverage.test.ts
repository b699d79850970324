/** Every name of Keras is there or has a reason, and every op that is there has goldens. */
import { readFileSync } from "node:fs";
import { ops } from "tacet";
import { expect, it } from "vitest";
import { camelCase, coverageFile, coveragePage, isPresent, names, reasons } from "./coverage.ts";
import { readGolden, type Case } from "./golden.ts";

/** Ops without goldens of their own, and what checks them. */
const elsewhere = {
  "tacet's own, with tests beside them":
    "flushDenormals geluErf geluTanh sizeAlong gather scatterAdd pick randomBits randomUniform randomNormal sumTo sliceAxis",
  "no tensor results": "shape ndim size dtype isTensor",
  "functions of functions, with tests beside them": "scan cond",
  "Keras leaves the order open": "argpartition",
};

it("has 200 of Keras's ops at least, and each other one a reason", () => {
  expect(names.ops.filter(isPresent).length).toBeGreaterThanOrEqual(200);
  expect(names.ops.filter((name) => isPresent(name) === reasons.has(name))).toEqual([]);
  expect([...reasons.keys()].filter((name) => !names.ops.includes(name))).toEqual([]);
});
it("holds every op against Keras", () => {
  const held = new Set(readGolden("ops").cases.map((c) => (c as Case & { readonly op: string }).op));
  const exempt = new Set(Object.values(elsewhere).flatMap((list) => list.split(" ")));
  expect(Object.keys(ops).filter((name) => held.has(name) === exempt.has(name))).toEqual([]);
});
it("is written into the documentation: npm run coverage", () => {
  expect(readFileSync(coverageFile, "utf8")).toBe(coveragePage());
});
it("spells names as tacet does", () => expect(camelCase("segment_sum")).toBe("segmentSum"));
