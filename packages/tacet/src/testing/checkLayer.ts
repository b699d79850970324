/**
 * What every layer must do, whatever it computes: the first test of each. In
 * float64 on the reference backend where numbers are compared.
 */
import {
  batch,
  createReferenceSession,
  gradients,
  Tensor,
  traceStep,
  Variable,
  type DType,
  type StaticShape,
} from "@tacet/compiler";
import { checkDifferences, createRandom, type Differentiated } from "@tacet/compiler/testing";
import { expect } from "vitest";
import { regularizers, sequential, setRandomSeed, tensor, type Layer } from "../index.ts";
import type { L2 } from "../regularizers/l2.ts";

/** Makes the layer; `common` goes among its options. */
type Make = (common: { readonly dtype?: DType; readonly activityRegularizer?: L2 }) => Layer;
export interface LayerFacts {
  /** Of one row. */
  readonly input: StaticShape;
  readonly output: StaticShape;
  /** In Keras's order. */
  readonly weights: readonly StaticShape[];
}
const rows = 3;

/** Shapes and weights, the penalty on its activity, its gradient within a relative 1e-6, and a training step. */
export async function checkLayer(make: Make, facts: LayerFacts): Promise<void> {
  const layer = make({});
  expect(layer.computeOutputShape([batch, ...facts.input])).toEqual([batch, ...facts.output]);
  expect(layer.weights.map((w) => w.shape)).toEqual(facts.weights);
  checkLayerGradient(() => make({ dtype: "float64", activityRegularizer: regularizers.l2(0.3) }), facts.input);
  await checkPenalty(make({ activityRegularizer: regularizers.l2(0.5) }), facts);
  await checkTraining(make({}), facts);
}

const numbers = (shape: StaticShape): Float64Array => {
  const random = createRandom(5);
  return Float64Array.from({ length: shape.reduce((a, b) => a * b, 1) }, () => random.normal());
};

/** The gradient by input and weights of the sum of squares of the output and the layer's penalties. */
export function checkLayerGradient(make: () => Layer, input: StaticShape): void {
  // Differences across a kink say nothing: the same weights each time, which lie off them.
  setRandomSeed(1);
  const layer = make();
  const x = new Variable({ name: "x", shape: [rows, ...input], dtype: "float64", value: numbers([rows, ...input]) });
  layer.ensureBuilt([batch, ...input]);
  const variables = [x, ...layer.trainableWeights];
  const { graph, states } = traceStep([], () => {
    const y = layer.apply(x.tensor);
    const loss = layer.losses.reduce((sum, term) => sum.add(term), y.mul(y).sum());
    const found = gradients(loss.node, variables.map((v) => v.node)); // prettier-ignore
    return [loss, ...found.map((node) => new Tensor(node))];
  });
  const session = createReferenceSession({ precision: "float64" });
  const bound = session.bind(graph, states.map((s) => s.buffer(session)), 1); // prettier-ignore
  bound.step(1);
  const inputs = variables.map((v, i): Differentiated => ({
    name: v.name,
    x: v.buffer(session).view() as Float64Array,
    derived: bound.output(i + 1).slice(),
  }));
  checkDifferences(() => (bound.step(1), bound.output(0)[0]!), inputs);
  for (const v of variables) v.detach();
}

/** Half the sum of squares, divided by the rows of the batch. */
async function checkPenalty(layer: Layer, { input, output }: LayerFacts): Promise<void> {
  const model = sequential([layer]);
  const x = tensor(numbers([rows, ...input]), [rows, ...input]);
  const y = await model.predict(x, { verbose: 0 });
  expect(y.shape).toEqual([rows, ...output]);
  const squares = Array.from(await y.data()).reduce((sum, v) => sum + v * v, 0);
  model.compile({ loss: "mse", optimizer: "sgd" });
  const { loss } = await model.evaluate(x, y, { verbose: 0 });
  expect(loss).toBeCloseTo((0.5 * squares) / rows, 4);
}

/** A step on several rows, then on one: weights move, and stay finite. */
async function checkTraining(layer: Layer, { input, output }: LayerFacts): Promise<void> {
  const model = sequential([layer]);
  model.compile({ loss: "mse", optimizer: "sgd" });
  const [x, y] = [input, output].map((row) => tensor(numbers([rows, ...row]), [rows, ...row])) as [Tensor, Tensor];
  await model.trainOnBatch(x, y);
  const before = layer.trainableWeights.map((w) => [...w.read()]);
  await model.trainOnBatch(x.slice(0, 1), y.slice(0, 1));
  for (const [i, w] of layer.trainableWeights.entries()) {
    expect([...w.read()].every(Number.isFinite)).toBe(true);
    expect([...w.read()]).not.toEqual(before[i]);
  }
}
