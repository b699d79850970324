import { expect, it } from "vitest";
import { caseStudyData, freshData, idealAccuracy, idealRadius, logBesselI0 } from "./data.ts";

it("log I0 by Abramowitz and Stegun's table 9.8, on both sides of where the formula changes", () => {
  expect(logBesselI0(0)).toBe(0);
  expect(logBesselI0(1)).toBeCloseTo(Math.log(1.2660658777), 9);
  expect(logBesselI0(10)).toBeCloseTo(10 + Math.log(0.1278333371), 9);
  const [below, above] = [logBesselI0(20), logBesselI0(20.000001)];
  expect(above - below).toBeGreaterThan(0);
  expect(above - below).toBeLessThan(2e-6);
});
it("the best classifier draws its line between the circles, and is right as often as their noise allows", async () => {
  expect(idealRadius).toBeGreaterThan(0.89);
  expect(idealRadius).toBeLessThan(0.92);
  // by distance alone a point is on its circle's side with probability Φ(1) = 0.841
  expect(await idealAccuracy()).toBeCloseTo(0.842, 2);
});
it("the fresh points are other points, half of each circle", async () => {
  const labels = Array.from(await freshData().y.data());
  expect(labels).toHaveLength(20_000);
  expect(labels.reduce((a, b) => a + b, 0)).toBe(10_000);
  const [study, other] = [await caseStudyData().all.x.data(), await caseStudyData(101).all.x.data()];
  const fresh = new Set(Array.from(await freshData().x.data()));
  expect(Array.from(study).filter((value) => fresh.has(value))).toEqual([]);
  expect(study[0]).not.toBe(other[0]);
});
