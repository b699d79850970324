/**
 * A graph under construction together with how its data is drawn: what the
 * conformance cases and the fuzzer write their graphs with.
 */
import { extentAt, layouts, sizeOf, type DType, type Shape, type StaticShape, type TypedArray } from "../core/index.ts";
import { build, type Graph, type Node, type ParameterNode } from "../ir/index.ts";
import type { Random } from "./random.ts";

/** Draws one element. */
export type Fill = (random: Random, index: number) => number;

export interface GraphData {
  /** One array a state, in the order of the graph. */
  readonly states: readonly TypedArray[];
  /** One array an input, for a batch of n rows; the same each time for the same n. */
  inputs(n: number): readonly TypedArray[];
}

export const normal: Fill = (random) => random.normal();
/** Multiples of 1/8 in [-4, 4]: sums of products of a few of them are exact in float32. */
export const eighths: Fill = (random) => random.integer(-32, 33) / 8;
export const between =
  (low: number, high: number): Fill =>
  (random) =>
    random.integer(low, high);
const fills: { readonly [D in DType]: Fill } = {
  float32: normal,
  float64: normal,
  int32: between(-50, 51),
  uint32: between(0, 101),
  bool: between(0, 2),
};

export class Draft {
  readonly random: Random;
  readonly #states: { node: ParameterNode; fill: Fill }[] = [];
  readonly #inputs: { node: ParameterNode; fill: Fill }[] = [];
  readonly #updates: { state: ParameterNode; value: Node }[] = [];
  constructor(random: Random) {
    this.random = random;
  }
  input(shape: Shape, dtype: DType = "float32", fill: Fill = fills[dtype]): ParameterNode {
    const node = build.parameter("input", `x${this.#inputs.length}`, shape, dtype);
    this.#inputs.push({ node, fill });
    return node;
  }
  state(shape: StaticShape, dtype: DType = "float32", fill: Fill = fills[dtype]): ParameterNode {
    const node = build.parameter("state", `s${this.#states.length}`, shape, dtype);
    this.#states.push({ node, fill });
    return node;
  }
  update(state: ParameterNode, value: Node): void {
    this.#updates.push({ state, value });
  }
  graph(outputs: readonly Node[]): Graph {
    return {
      states: this.#states.map((s) => s.node),
      inputs: this.#inputs.map((s) => s.node),
      outputs,
      updates: this.#updates,
    };
  }
  data(): GraphData {
    const draw = ({ node, fill }: { node: ParameterNode; fill: Fill }, n: number) => {
      const array = layouts[node.dtype].allocate(extentAt(sizeOf(node.shape), n));
      for (let i = 0; i < array.length; i++) array[i] = fill(this.random, i);
      return array;
    };
    const states = this.#states.map((s) => draw(s, 1));
    const batches = new Map<number, readonly TypedArray[]>();
    return {
      states,
      inputs: (n) => {
        let arrays = batches.get(n);
        if (!arrays) batches.set(n, (arrays = this.#inputs.map((s) => draw(s, n))));
        return arrays;
      },
    };
  }
}
