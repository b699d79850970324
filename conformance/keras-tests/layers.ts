/** Facts of layers: what a call gives, and the shapes and counts that Keras's standard test of a layer states. */
import { Variable, type StaticShape, type Tensor } from "@tacet/compiler";
import * as tacet from "tacet";
import { expectFact, read, type Expectation, type Spec, type Values } from "./facts.ts";
import { make } from "./find.ts";
import { constant, runStep, variable } from "./run.ts";

type Input = Values | { readonly list: readonly Values[] };
/** Of an input, or of each of a list, where null is none. */
type Mask = Values | { readonly list: readonly (Values | null)[] };
type AnyLayer = tacet.Layer<Tensor | Tensor[]>;

export interface LayerCall extends Expectation {
  readonly layer: Spec;
  readonly x: Input;
  readonly mask?: Mask;
  readonly weights: readonly Values[];
  readonly training?: boolean;
}

const variablesOf = (input: Input): Variable | Variable[] =>
  typeof input === "object" && "list" in input ? input.list.map((values) => variable(values)) : variable(input);

/** Hands its input on, along with a mask. */
class Marked extends tacet.Layer {
  override supportsMasking = true;
  readonly #mask: Values;
  constructor(mask: Values) {
    super({});
    this.#mask = mask;
  }
  call(x: Tensor): Tensor {
    return x;
  }
  override computeMask(): Tensor {
    return constant(this.#mask);
  }
}
const along = (x: Tensor, mask: Values | null): Tensor => (mask === null ? x : new Marked(mask).apply(x));

function call(layer: AnyLayer, { x: input, mask, weights, training = false }: LayerCall) {
  const x = variablesOf(input);
  const many = Array.isArray(x);
  layer.ensureBuilt(many ? x.map((v) => v.shape) : x.shape);
  if (layer.weights.length !== weights.length)
    throw new Error(`expected ${weights.length} weights, received ${layer.weights.length}`);
  weights.forEach((values, i) => layer.weights[i]!.write(read(values).data));
  const listed = typeof mask === "object" && "list" in mask;
  return runStep(() => {
    if (!many) return [layer.apply(x.tensor, { training, mask: mask && !listed ? constant(mask) : undefined })];
    return [
      layer.apply(listed ? x.map((v, i) => along(v.tensor, mask.list[i]!)) : x.map((v) => v.tensor), { training }),
    ];
  })[0]!;
}

export function checkLayerCall(fact: LayerCall): void {
  const known = ["layer", "x", "mask", "weights", "training", "expected", "rtol", "atol", "through"];
  const unknown = Object.keys(fact).filter((key) => !known.includes(key));
  if (unknown.length > 0) throw new Error(`the call has arguments that are not read here: ${unknown.join(", ")}`);
  expectFact(call(make("layer", fact.layer) as AnyLayer, fact), fact);
}

type Shapes = StaticShape | readonly StaticShape[];
export interface LayerTest {
  readonly layerTest: Spec;
  readonly inputShape?: Shapes;
  readonly inputDtype?: string;
  readonly inputData?: Input;
  readonly expectedOutputShape?: StaticShape;
  readonly expectedOutput?: Values;
  readonly expectedNumTrainableWeights?: number;
  readonly expectedNumNonTrainableWeights?: number;
  readonly expectedNumLosses?: number;
}

export function checkLayerTest(fact: LayerTest): void {
  const layer = make("layer", fact.layerTest) as AnyLayer;
  const zeros = (shape: StaticShape): Variable => new Variable({ name: "x", shape, value: 0.5 });
  const several = (shape: Shapes): shape is readonly StaticShape[] => typeof shape[0] === "object";
  const given = fact.inputData !== undefined ? variablesOf(fact.inputData) : undefined;
  const shape = fact.inputShape;
  const x = given ?? (shape === undefined ? undefined : several(shape) ? shape.map(zeros) : zeros(shape));
  if (x === undefined) throw new Error("a test of a layer without input");
  const [output] = runStep(() => [layer.apply(Array.isArray(x) ? x.map((v) => v.tensor) : x.tensor)]);
  const equal = (what: string, received: unknown, expected: unknown): void => {
    if (expected === undefined || JSON.stringify(received) === JSON.stringify(expected)) return;
    throw new Error(`${what}: expected ${JSON.stringify(expected)}, received ${JSON.stringify(received)}`);
  };
  equal("the output's shape", output!.shape, fact.expectedOutputShape);
  equal("trainable weights", layer.trainableWeights.length, fact.expectedNumTrainableWeights);
  equal("other weights", layer.nonTrainableWeights.length, fact.expectedNumNonTrainableWeights);
  equal("losses", layer.losses.length, fact.expectedNumLosses);
  if (fact.expectedOutput !== undefined) expectFact(output!, { expected: fact.expectedOutput as never });
}
