import { expect, test } from "vitest";
import { createReferenceSession } from "../../backends/reference/index.ts";
import { printGraph, topological, verifyGraph, graphRoots, type Kind } from "../../ir/index.ts";
import { compareSessions } from "../compare.ts";
import { randomGraph } from "./generate.ts";

test("300 random graphs are sound, and the same for the same seed", () => {
  const kinds = new Map<Kind, number>();
  for (let seed = 0; seed < 300; seed++) {
    const { graph } = randomGraph(seed);
    verifyGraph(graph);
    expect(printGraph(randomGraph(seed).graph)).toBe(printGraph(graph));
    const nodes = topological(graphRoots(graph));
    for (const { kind } of nodes) kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
  }
  expect(kinds.size).toBe(26);
});

test("float32 stays within the tolerances of float64, for 300 graphs", () => {
  for (let seed = 0; seed < 300; seed++) {
    const { graph, data, tolerances } = randomGraph(seed);
    compareSessions(
      graph,
      () => createReferenceSession({ precision: "float64" }),
      createReferenceSession,
      data,
      {},
      { tolerances, label: `seed ${seed}` },
    );
  }
});
