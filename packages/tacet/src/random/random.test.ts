import { batch, traceStep } from "@tacet/compiler";
import { describe, expect, it } from "vitest";
import * as random from "./index.ts";

describe("random.*", () => {
  it("draws Keras's numbers: keras.random.uniform((2,)) after set_random_seed(1)", async () => {
    random.setRandomSeed(1);
    expect(Array.from(await random.uniform([2]).data())).toEqual([0.48737072944641113, 0.22396695613861084]);
  });
  it("repeats for a number, goes on for a generator", async () => {
    const generator = new random.SeedGenerator(5);
    const once = await random.normal([3], { seed: 5 }).data();
    expect(await random.normal([3], { seed: 5 }).data()).toEqual(once);
    expect(await random.normal([3], { seed: generator }).data()).toEqual(once);
    expect(await random.normal([3], { seed: generator }).data()).not.toEqual(once);
  });
  it("gives shapes and types", () => {
    const made = [random.truncatedNormal([2, 3], { dtype: "float64" }), random.randint([4], 0, 9)];
    expect(made.map((t) => [t.shape, t.dtype])).toEqual([
      [[2, 3], "float64"],
      [[4], "int32"],
    ]);
  });
});

describe("inside a compiled step", () => {
  const traced = (step: () => ReturnType<typeof random.uniform>) => traceStep([], () => [step()]);
  it("a generator's state advances by one", () => {
    const generator = new random.SeedGenerator(5);
    const { graph, states } = traced(() => random.truncatedNormal([batch, 2], { seed: generator }));
    expect(states).toEqual([generator.state]);
    expect(graph.updates.map((u) => u.state)).toEqual([generator.state.node]);
  });
  it("nothing draws without a seed, for the numbers would be the same in every step", () => {
    expect(() => traced(() => random.uniform([2]))).toThrow("pass a SeedGenerator");
  });
});

describe("errors", () => {
  it("a symbolic shape outside a step", () => {
    expect(() => random.uniform([batch, 2])).toThrow("known only inside a model");
  });
  it("a seed out of range", () => {
    expect(() => random.uniform([2], { seed: -1 })).toThrow("random.uniform: expected a seed");
  });
});
