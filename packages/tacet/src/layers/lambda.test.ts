import { tensor, type Tensor } from "@tacet/compiler";
import { describe, expect, it } from "vitest";
import { layers, sequential } from "../index.ts";
import { checkLayer } from "../testing/checkLayer.ts";

describe("the standard of layers, gradients within a relative 1e-6", () => {
  it("lambda", () =>
    checkLayer((common) => layers.lambda({ function: (x) => x.square().sum(-1), ...common }), {
      input: [2, 3],
      output: [2],
      weights: [],
    }));
});

it("gives the function its arguments, and says whether it trains", async () => {
  const seen: unknown[] = [];
  const layer = layers.lambda({
    function: (x, { factor, training }) => {
      seen.push(training);
      return x.mul(factor as number);
    },
    arguments: { factor: 3 },
  });
  expect(await layer.apply(tensor([[1, 2]])).array()).toEqual([[3, 6]]);
  layer.apply(tensor([[1]]), { training: true });
  expect(seen).toEqual([false, true]);
});
it("refuses what is no function, and what gives no tensor", () => {
  expect(() => layers.lambda({ function: "relu" as never })).toThrow("Lambda: expected function to be a function");
  const model = (): unknown =>
    sequential([layers.lambda({ name: "l", function: () => 3 as unknown as Tensor, inputShape: [1] })]);
  expect(model).toThrow('Layer "l" (Lambda)');
});
