/** What the entry for Node adds: each stage is verified, which a graph that no constructor would make shows. */
import { expect, it } from "vitest";
import { batch } from "./core/index.ts";
import { inspector } from "./inspect.ts";
import { build, CompilerError, planOf, type Graph } from "./node.ts";

const x = build.parameter("input", "x", [batch, 3], "float32");
const sound = build.map("neg", [x]);
const graph = (output: typeof sound): Graph => ({ states: [], inputs: [x], outputs: [output], updates: [] });

it("refuses a graph whose node has another shape than its operands give", () => {
  const forged = graph({ ...sound, shape: [batch, 4] });
  expect(() => planOf(forged)).toThrow(CompilerError);
  expect(() => planOf(forged, inspector)).toThrow(CompilerError);
});
it("lets a sound graph pass: one kernel for one map", () => {
  expect(planOf(graph(sound)).kernels).toHaveLength(1);
});
