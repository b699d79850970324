import { expect, test } from "vitest";
import { graphRoots, topological, verifyGraph } from "../../ir/index.ts";
import { randomGraph, type RandomGraph } from "./generate.ts";
import { runShrunk } from "./shrink.ts";

const kindsOf = (random: RandomGraph) => topological(graphRoots(random.graph)).map((node) => node.kind);
/** A seed whose graph scans, as a backend that cannot would fail. */
const seed = Array.from({ length: 100 }, (_, i) => i).find((i) => kindsOf(randomGraph(i)).includes("scan"))!;

test("what is left still fails, is sound, and has one root", () => {
  let least: RandomGraph | undefined;
  const run = (random: RandomGraph) => {
    if (!kindsOf(random).includes("scan")) return;
    verifyGraph(random.graph);
    least = random;
    throw new Error("no scans here");
  };
  expect(() => runShrunk(seed, run)).toThrow("no scans here");
  expect(graphRoots(least!.graph)).toHaveLength(1);
  expect(kindsOf(least!).length).toBeLessThan(kindsOf(randomGraph(seed)).length);
});
test("a graph that passes passes", () => runShrunk(seed, () => undefined));
