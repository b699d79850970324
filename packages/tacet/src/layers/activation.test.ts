import { tensor } from "@tacet/compiler";
import { expect, it } from "vitest";
import { layers, sequential } from "../index.ts";
import { checkLayer } from "../testing/checkLayer.ts";

it("meets the standard of layers, gradients within a relative 1e-6", () =>
  checkLayer((common) => layers.activation({ activation: "softmax", ...common }), {
    input: [2, 3],
    output: [2, 3],
    weights: [],
  }));

it("applies activations by name and by function", async () => {
  const model = sequential([
    layers.activation({ activation: "softmax", inputDim: 2 }),
    layers.activation({ activation: (x) => x.mul(10) }),
  ]);
  const [row] = (await (await model.predict(tensor([[0, 0]]), { verbose: 0 })).array()) as number[][];
  expect(row).toEqual([5, 5]);
});
