/** Facts of layers: what a call gives, and the shapes and counts that Keras's standard test of a layer states. */
import { Tensor, traceStep, Variable, type DType, type Extent, type StaticShape } from "@tacet/compiler";
import * as tacet from "tacet";
import { maskOf } from "../../packages/tacet/src/layers/mask.ts";
import { expectFact, read, type Expectation, type Spec, type Values } from "./facts.ts";
import { make } from "./find.ts";
import { constant, runStep, variable } from "./run.ts";

/** An input of which only the shape matters; null, and -1 among what is expected, is an extent that is not known. */
interface Outline {
  readonly shape?: StaticShape;
  readonly symbolic?: readonly (number | null)[];
  readonly dtype?: DType;
}
type One = Values | Outline;
type Input = One | { readonly list: readonly One[] };
/** Of an input, or of each of a list, where null is none. */
type Mask = Values | { readonly list: readonly (Values | null)[] };
type AnyLayer = tacet.Layer<Tensor | Tensor[], Tensor | readonly Tensor[]>;

interface Given {
  readonly x: Input;
  readonly mask?: Mask;
  readonly initialState?: Values | { readonly list: readonly Values[] };
  /** Taken for a second input. */
  readonly countWeights?: Values;
}
export interface LayerCall extends Expectation, Given {
  readonly layer: Spec;
  /** What happened to the layer before: data that it learned from, calls that left states in it, and their end. */
  readonly before?: readonly ({ readonly adapt: Values } | { readonly reset: true } | { readonly call: Given })[];
  /** None where the layer learned what it knows. */
  readonly weights?: readonly Values[];
  readonly training?: boolean;
  /** Which of several outputs it is about. Default the first. */
  readonly output?: number;
  /** What of the output, if not its numbers. */
  readonly of?: "mask";
}
/** Arguments of calls that are handed on as they are, or as tensors. */
const flags = ["training", "returnAttentionScores", "useCausalMask", "reverse"];
const tensors = ["queryMask", "valueMask", "keyMask", "attentionMask"];
const known = ["layer", "x", "mask", "initialState", "countWeights", "before", "weights", "output", "of", "expected", "rtol", "atol", "through", ...flags, ...tensors]; // prettier-ignore

const isList = <T>(given: T | { readonly list: readonly T[] }): given is { readonly list: readonly T[] } =>
  typeof given === "object" && given !== null && "list" in given;
const isOutline = (one: One): one is Outline =>
  typeof one === "object" && ("symbolic" in one || ("shape" in one && !("data" in one)));
const listed = <T>(given: T | { readonly list: readonly T[] }): readonly T[] => (isList(given) ? given.list : [given]);
const picked = (fact: object, names: readonly string[]): [string, unknown][] =>
  Object.entries(fact).filter(([name]) => names.includes(name));

const variablesOf = (input: Input): Variable | Variable[] =>
  isList(input) ? input.list.map((values) => variable(values as Values)) : variable(input as Values);

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

/** Calls the layer within a step. */
function applied(
  layer: AnyLayer,
  x: Tensor | readonly Tensor[],
  { mask, initialState, ...rest }: Omit<Given, "x">,
): readonly Tensor[] {
  const states = initialState === undefined ? undefined : listed(initialState).map(constant);
  const options = {
    ...Object.fromEntries(picked(rest, flags)),
    ...Object.fromEntries(picked(rest, tensors).map(([name, values]) => [name, constant(values as Values)])),
    ...(states && { initialState: isList(initialState!) ? states : states[0] }),
    ...(mask !== undefined && !isList(mask) && { mask: constant(mask) }),
  };
  const masked = mask !== undefined && isList(mask) ? mask.list : [];
  const inputs = Array.isArray(x) ? x.map((one: Tensor, i) => along(one, masked[i] ?? null)) : (x as Tensor);
  const y = layer.apply(inputs, { training: false, ...options });
  return y instanceof Tensor ? [y] : y;
}

/** Whether an extent behind the batch is not known. */
export const unknownExtents = ({ layer, x }: Partial<LayerCall>): boolean =>
  layer !== undefined &&
  x !== undefined &&
  listed(x).some((one) => isOutline(one) && one.symbolic?.slice(1).includes(null));

/** The shape of what comes out, nothing computed. */
function shapeOf(layer: AnyLayer, fact: LayerCall): readonly Extent[] {
  const inputs = listed(fact.x).map((one, i) => {
    const { shape, symbolic, dtype = "float32" } = one as Outline;
    const given = (shape ?? symbolic!).map((extent) => extent ?? { batch: 1 });
    return { name: `x${i}`, shape: given, dtype };
  });
  let shapes: (readonly Extent[])[] = [];
  traceStep(inputs, (x) => {
    const outputs = applied(layer, isList(fact.x) ? x : x[0]!, fact);
    shapes = outputs.map((y) => y.shape);
    return outputs;
  });
  return shapes[fact.output ?? 0]!;
}

function result(layer: AnyLayer, fact: LayerCall) {
  const x = variablesOf(fact.x);
  const weights = fact.countWeights;
  const build = (): void => {
    layer.ensureBuilt(Array.isArray(x) ? x.map((v) => v.shape) : x.shape);
    if (!fact.weights) return;
    if (layer.weights.length !== fact.weights.length)
      throw new Error(`expected ${fact.weights.length} weights, received ${layer.weights.length}`);
    fact.weights.forEach((values, i) => layer.weights[i]!.write(read(values).data));
  };
  if (fact.weights) build();
  const run = (given: Given, ...input: (Variable | Variable[])[]) => {
    const inputs = input.flat();
    return runStep(() => {
      const several = Array.isArray(input[0]) || inputs.length > 1;
      const outputs = applied(layer, several ? inputs.map((v) => v.tensor) : inputs[0]!.tensor, given);
      return fact.of === "mask" && given === fact ? [maskOf(outputs[0]!)!] : outputs;
    });
  };
  for (const step of fact.before ?? []) {
    if ("adapt" in step) (layer as unknown as { adapt(x: Tensor): void }).adapt(constant(step.adapt));
    else if ("reset" in step) (layer as unknown as { resetStates(): void }).resetStates();
    else run(step.call, variablesOf(step.call.x));
  }
  return run(fact, ...(weights === undefined ? [x] : [x, variable(weights)]))[fact.output ?? 0]!;
}

export function checkLayerCall(fact: LayerCall): void {
  const unknown = Object.keys(fact).filter((key) => !known.includes(key));
  if (unknown.length > 0) throw new Error(`the call has arguments that are not read here: ${unknown.join(", ")}`);
  const layer = make("layer", fact.layer) as AnyLayer;
  if (!listed(fact.x).some(isOutline)) return expectFact(result(layer, fact), fact);
  const shape = shapeOf(layer, fact).map((extent) => (typeof extent === "number" ? extent : -1));
  const [, ...through] = fact.through!;
  expectFact({ shape: [shape.length], data: shape }, { ...fact, through });
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
  readonly supportsMasking?: boolean;
}

export function checkLayerTest(fact: LayerTest): void {
  const layer = make("layer", fact.layerTest) as AnyLayer;
  const zeros = (shape: StaticShape): Variable => new Variable({ name: "x", shape, value: 0.5 });
  const several = (shape: Shapes): shape is readonly StaticShape[] => typeof shape[0] === "object";
  const given = fact.inputData !== undefined ? variablesOf(fact.inputData) : undefined;
  const shape = fact.inputShape;
  const x = given ?? (shape === undefined ? undefined : several(shape) ? shape.map(zeros) : zeros(shape));
  if (x === undefined) throw new Error("a test of a layer without input");
  const [output] = runStep(() => applied(layer, Array.isArray(x) ? x.map((v) => v.tensor) : x.tensor, {}));
  const equal = (what: string, received: unknown, expected: unknown): void => {
    if (expected === undefined || JSON.stringify(received) === JSON.stringify(expected)) return;
    throw new Error(`${what}: expected ${JSON.stringify(expected)}, received ${JSON.stringify(received)}`);
  };
  equal("the output's shape", output!.shape, fact.expectedOutputShape);
  equal("trainable weights", layer.trainableWeights.length, fact.expectedNumTrainableWeights);
  equal("other weights", layer.nonTrainableWeights.length, fact.expectedNumNonTrainableWeights);
  equal("losses", layer.losses.length, fact.expectedNumLosses);
  equal("supportsMasking", layer.supportsMasking, fact.supportsMasking);
  if (fact.expectedOutput !== undefined) expectFact(output!, { expected: fact.expectedOutput as never });
}
