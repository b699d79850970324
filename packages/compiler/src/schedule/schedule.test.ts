/** Plans of whole training steps: what is fused, what is stored, how memory is shared. No backend runs here. */
import { describe, expect, it } from "vitest";
import { gradients } from "../autodiff/index.ts";
import { batch, extentAt, sizeOf } from "../core/index.ts";
import { build, type Graph, type ParameterNode } from "../ir/index.ts";
import { simplify } from "../simplify/index.ts";
import { fill, map, sumAll, value } from "../testing/conformance/case.ts";
import { convolve } from "../testing/conformance/convolutions.ts";
import { programCases } from "../testing/conformance/programs.ts";
import { Draft } from "../testing/draft.ts";
import { randomGraph } from "../testing/fuzz/index.ts";
import { createRandom } from "../testing/random.ts";
import { loadsOf, planMemory, schedule, storageBytes, type Plan, type Storage } from "./index.ts";
import { printPlan } from "./print.ts";

function planOf(name: string): Plan {
  const found = programCases.find((c) => c.name.includes(name))!;
  const draft = new Draft(createRandom(1));
  return schedule(simplify(draft.graph(found.write(draft))));
}
/** The plan and the plans inside it. */
const allPlans = (plan: Plan): Plan[] => [
  plan,
  ...plan.kernels.flatMap(({ kernel }) => (kernel.kind === "scan" ? allPlans(kernel.body) : [])),
];
const temporaries = (plan: Plan): Storage[] => plan.storages.filter((s) => s.role === "temporary");
/** The first and the last kernel that touches each temporary. */
function lifetimes(plan: Plan): Map<Storage, { first: number; last: number }> {
  const found = new Map<Storage, { first: number; last: number }>();
  for (const s of plan.storages) if (s.kept) found.set(s, { first: 0, last: plan.kernels.length - 1 });
  plan.kernels.forEach(({ reads, writes }, at) => {
    for (const s of [...reads, ...writes])
      if (s.role === "temporary" && !s.kept) found.set(s, { first: found.get(s)?.first ?? at, last: at });
  });
  return found;
}
/** Fails where two temporaries share bytes while both are needed: only a result may lie over an operand read last. */
function checkMemory(plan: Plan, n: number): void {
  const { offsets, bytes, bound } = planMemory(plan, n);
  expect(bytes).toBeGreaterThanOrEqual(bound);
  const lives = [...lifetimes(plan)];
  for (const [a, { first, last }] of lives) {
    expect(offsets.get(a)! + storageBytes(a, n)).toBeLessThanOrEqual(bytes);
    for (const [b, other] of lives) {
      const apart =
        offsets.get(a)! + storageBytes(a, n) <= offsets.get(b)! ||
        offsets.get(b)! + storageBytes(b, n) <= offsets.get(a)!;
      if (a.id >= b.id || apart || last < other.first || other.last < first) continue;
      const [operand, result, at] = last === other.first ? [a, b, last] : [b, a, first];
      expect(at).toBe(last === other.first ? other.first : other.last);
      expect(plan.kernels[at]!.inPlace).toContainEqual({ result, operand });
    }
  }
}

describe("memory", () => {
  it("is shared by temporaries that are not alive together, in random graphs", () => {
    for (let seed = 1; seed <= 60; seed++) {
      const { graph } = randomGraph(seed);
      for (const n of [1, 32]) checkMemory(schedule(simplify(graph)), n);
    }
  });
  it.each(programCases.map((c) => c.name))("is within a tenth of what is alive at once: %s", (name) => {
    const plan = planOf(name);
    checkMemory(plan, 128);
    const { bytes, bound } = planMemory(plan, 128);
    expect(bytes).toBeLessThanOrEqual(1.1 * bound);
  });
});

describe("a convolution's training step", () => {
  const image = build.parameter("input", "image", [batch, 28, 28, 8], "float32");
  const weights = ([[1, 1, 8, 8], [3, 3, 8, 16], [16]] as const).map((shape, i) =>
    build.parameter("state", `w${i}`, shape, "float32"),
  ) as [ParameterNode, ParameterNode, ParameterNode];
  // The first convolution has the gradient of the second one's input pass through the padding.
  const padded = build.pad(convolve(image, weights[0], 1), value(0), [0, 1, 1, 0], [0, 1, 1, 0]);
  const convolved = convolve(padded, weights[1], 2);
  const biased = map("add", convolved, build.broadcast(weights[2], convolved.shape, [3]));
  const windows = [1, 2].map((axis) => ({ axis, size: 2, stride: 2, dilation: 1 }));
  const pooled = build.reduce("max", build.window(map("max", biased, fill(0, biased)), windows), [4, 5]);
  const derived = gradients(sumAll(map("mul", pooled, pooled)), weights);
  const graph: Graph = {
    states: weights,
    inputs: [image],
    outputs: [],
    updates: weights.map((w, i) => ({ state: w, value: map("sub", w, derived[i]!) })),
  };
  const plan = schedule(simplify(graph));

  it("stores nothing as large as half of its patches", () => {
    const n = 32;
    const patches = 4 * extentAt(sizeOf([...convolved.shape.slice(0, 3), 3, 3, 8]), n);
    const largest = Math.max(...temporaries(plan).map((s) => storageBytes(s, n)));
    expect(largest).toBeLessThan(patches / 2);
    expect(largest).toBeGreaterThan(0);
  });
  it("is eight products, packed from what they read through", () => {
    // Forward two, the kernels' gradients two, and the gradient of the second one's input: one for each phase of its stride.
    expect(plan.kernels.filter((k) => k.kernel.kind === "matmul")).toHaveLength(8);
    const sources = new Set<string>();
    for (const { kernel } of plan.kernels)
      if (kernel.kind === "matmul")
        for (const { value } of [kernel.left, kernel.right]) loadsOf(value, (l) => sources.add(l.source.kind));
    expect(sources).not.toContain("window");
  });
});

describe("an LSTM's training step", () => {
  it("packs the weights that its steps share once, forward and backward", () => {
    const plans = allPlans(planOf("LSTM of 100 units"));
    const products = (plan: Plan) => plan.kernels.flatMap(({ kernel }) => (kernel.kind === "matmul" ? [kernel] : []));
    const [outer, ...inner] = plans.map(products);
    expect(outer!.map((p) => p.keepsRight)).not.toContain(true);
    expect(inner.map((kernels) => kernels.map((p) => p.keepsRight))).toEqual([[true], [true]]);
    plans.forEach((plan) => checkMemory(plan, 32));
  });
});

describe("the case study's training step", () => {
  const plan = planOf("case study");
  it("is five kernels: rows forward, Adam's step, losses, the last bias, columns backward with their updates", () => {
    expect(plan.kernels.map(({ kernel }) => (kernel.kind === "loops" ? kernel.mode : kernel.kind))).toEqual(
      ["row", "row", "row", "row", "column"], // prettier-ignore
    );
    expect(printPlan(plan).match(/then state\d+\[/g)).toHaveLength(12);
  });
  it("stores no activation of the hidden layer", () => {
    const rows = 128;
    const largest = Math.max(...temporaries(plan).map((s) => storageBytes(s, rows)));
    expect(largest).toBe(4 * 2 * 500); // a kernel's gradient
  });
});
