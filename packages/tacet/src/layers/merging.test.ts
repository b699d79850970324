/** Merging layers, each by one number, and what they refuse. Goldens: conformance's "functional". */
import { describe, expect, it } from "vitest";
import { layers, tensor, type Layer, type Tensor } from "../index.ts";

const a = tensor([[1, 2, 3]]);
const b = tensor([[3, 0, 5]]);
const merged = (layer: Layer<readonly Tensor[]>, ...inputs: Tensor[]) => layer.apply(inputs).array();

describe("merging layers", () => {
  it("merge element by element", async () => {
    expect(await merged(layers.add(), a, b, b)).toEqual([[7, 2, 13]]);
    expect(await merged(layers.average(), a, b)).toEqual([[2, 1, 4]]);
    expect(await merged(layers.maximum(), a, b)).toEqual([[3, 2, 5]]);
    expect(await merged(layers.minimum(), a, b)).toEqual([[1, 0, 3]]);
    expect(await merged(layers.multiply(), a, b)).toEqual([[3, 0, 15]]);
    expect(await merged(layers.subtract(), a, b)).toEqual([[-2, 2, -2]]);
  });
  it("align rows of different rank behind the batch", async () => {
    const steps = tensor([[[1, 1, 1], [2, 2, 2]]]); // prettier-ignore
    expect(await merged(layers.add(), steps, a)).toEqual([[[2, 3, 4], [3, 4, 5]]]); // prettier-ignore
  });
  it("concatenate", async () => {
    expect(await merged(layers.concatenate(), a, b)).toEqual([[1, 2, 3, 3, 0, 5]]);
    expect(await merged(layers.concatenate({ axis: 0 }), a, b)).toEqual([[1, 2, 3], [3, 0, 5]]); // prettier-ignore
  });
  it("take dot products of rows", async () => {
    // 1·3 + 2·0 + 3·5
    expect(await merged(layers.dot({ axes: 1 }), a, b)).toEqual([[18]]);
    const [m, n] = [tensor([[[1, 2], [3, 4]]]), tensor([[[1, 1], [0, 1]]])]; // prettier-ignore
    expect(await merged(layers.dot({ axes: [2, 1] }), m, n)).toEqual([[[1, 3], [3, 7]]]); // prettier-ignore
    const cosine = await layers.dot({ axes: 1, normalize: true }).apply([tensor([[3, 4]]), tensor([[0, 2]])]).data(); // prettier-ignore
    expect(cosine[0]).toBeCloseTo(0.8, 6);
  });
  it("refuse single tensors, other counts and shapes that don't go together", () => {
    const untyped = layers.add() as unknown as Layer;
    expect(() => untyped.apply(a)).toThrow(
      /"add.*a list of one or more tensors, received one tensor.*apply\(\[a, b\]\)/,
    );
    expect(() => layers.subtract().apply([a, b, b])).toThrow(/a list of 2 tensors, received 3/);
    expect(() => layers.add().apply([a, tensor([[1, 2]])])).toThrow(/inputs of one shape.*\[1, 3\] and \[1, 2\]/);
    expect(() => layers.concatenate().apply([a, tensor([[[1]]])])).toThrow(/differ in axis -1 only/);
    expect(() => layers.concatenate({ axis: 4 }).apply([a, b])).toThrow(/differ in axis 4 only/);
    expect(() => layers.dot({ axes: 0 }).apply([a, b])).toThrow(/axes 0 and 0, which are not the batch/);
    expect(() => layers.dot({ axes: [1] as never })).toThrow(/axes to be a whole number, or a list of two/);
  });
});
