/**
 * Runs a program of the goldens on tacet: JSON that says which model to build and what to do with it, which
 * `generate/program.py` ran on Keras. See there for its form.
 */
import * as tacet from "tacet";
import { buildCustom, type CustomModel } from "./custom.ts";
import { decodeTensor, type Encoded } from "./golden.ts";
import {
  arranged,
  buildGraph,
  type GraphSpec,
  type LayerSpec,
  type Names,
  type ProgramModel,
  type Tensors,
} from "./graph.ts";
import { Listeners, type Left } from "./listeners.ts";
import { streamOf, type Stream } from "./streams.ts";

type Options = Readonly<Record<string, unknown>>;
interface Named extends Options {
  readonly name: string;
}
/** One of all outputs, a list of them, or an object by output name. */
type ByOutput<T> = T | readonly T[] | Readonly<Record<string, T>>;
export interface CompileSpec {
  readonly loss: ByOutput<string | Named | null>;
  readonly optimizer: string | Named;
  readonly metrics?: ByOutput<string | Named | null | readonly (string | Named)[]>;
  readonly weightedMetrics?: ByOutput<string | Named | null | readonly (string | Named)[]>;
  readonly lossWeights?: ByOutput<number>;
  readonly activityReduction?: "batch_mean" | "sum";
}
interface Circles {
  readonly circles: number;
  readonly rows: readonly [begin: number, end: number];
  readonly part: "x" | "y";
}
interface Change {
  readonly epoch: number;
  readonly layer?: number;
  readonly coefficient?: number;
  readonly learningRate?: number;
}
export interface Step {
  readonly do:
    | "fit"
    | "evaluate"
    | "predict"
    | "trainOnBatch"
    | "testOnBatch"
    | "getWeights"
    | "getOptimizer"
    | "setLearningRate"
    | "setWeights"
    | "adapt"
    | "compile"
    | "setTrainable"
    | "setActivityRegularizer";
  readonly x?: Names;
  readonly y?: Names;
  readonly sampleWeight?: Names;
  readonly validationData?: readonly Names[];
  /** Batches of x, y and sampleWeight, in their place. */
  readonly stream?: Stream;
  /** Batches of the validation data. */
  readonly validationStream?: Stream;
  readonly options?: Options;
  readonly batches?: boolean;
  readonly at?: readonly Change[];
  readonly callbacks?: readonly Named[];
  readonly weights?: readonly string[];
  readonly layer?: number;
  readonly value?: unknown;
}
export interface Program {
  readonly seed: number;
  /** Default "float32". */
  readonly floatx?: "float32" | "float64";
  readonly data: Readonly<Record<string, Encoded | Circles>>;
  /** A row of layers … */
  readonly layers?: readonly LayerSpec[];
  /** … or a graph of them. */
  readonly graph?: GraphSpec;
  /** … or a model written by hand. */
  readonly model?: CustomModel;
  readonly compile: CompileSpec;
  readonly steps: readonly Step[];
}

/** What a step left; which fields, follows from what it does. */
export interface Received extends Left {
  history?: Readonly<Record<string, readonly number[]>>;
  epochs?: readonly number[];
  batches?: Readonly<Record<string, readonly number[]>>;
  logs?: Readonly<Record<string, number>>;
  value?: Tensors;
  weights?: readonly tacet.Tensor[];
  /** The optimizer's variables. */
  optimizer?: readonly ArrayLike<number>[];
}

/** A preprocessing layer that learns from data. */
interface Adaptable {
  adapt(data: Tensors): void;
}

/** Plain functions of a tensor, named in programs. */
const functions: Readonly<Record<string, (x: tacet.Tensor) => tacet.Tensor>> = {
  sumAbs: (x) => tacet.ops.multiply(tacet.ops.sum(tacet.ops.abs(x)), 0.01),
  meanSquare: (x) => tacet.ops.multiply(tacet.ops.mean(tacet.ops.square(x)), 0.1),
  halve: (w) => tacet.ops.multiply(w, 0.5),
  gate: (x) => tacet.ops.multiply(x, tacet.ops.sigmoid(tacet.ops.flip(x, -1))),
};

/** Calls a factory by name with options from JSON, whose types cannot be checked here. */
function make(table: object, name: string, options: Options): unknown {
  const factory = (table as Readonly<Record<string, ((options: Options) => unknown) | undefined>>)[name];
  if (!factory) throw new Error(`tacet exports no "${name}" where Keras has it`);
  return factory(options);
}

/** A string stays one; { name, ...options } is an instance. */
export function named(spec: unknown, table: object): unknown {
  if (typeof spec === "string") return spec;
  const { name, ...options } = spec as Named;
  return make(table, name, options);
}

/** A number stays one. */
const learningRate = (spec: unknown): unknown => (typeof spec === "object" ? named(spec, tacet.schedules) : spec);

/** Its learning rate may be a schedule, or it wraps another; `exclude` lists names without weight decay. */
function optimizer(spec: unknown): unknown {
  if (typeof spec === "string") return spec;
  const { exclude, learningRate: rate, innerOptimizer, ...rest } = spec as Named;
  const given = {
    ...rest,
    ...(rate !== undefined && { learningRate: learningRate(rate) }),
    ...(innerOptimizer !== undefined && { innerOptimizer: optimizer(innerOptimizer) }),
  };
  const made = named(given, tacet.optimizers) as tacet.Optimizer;
  if (exclude !== undefined) made.excludeFromWeightDecay({ varNames: exclude as string[] });
  return made;
}

function constraint(spec: unknown): unknown {
  const name = typeof spec === "object" && spec !== null && "function" in spec ? spec.function : undefined;
  return typeof name === "string" ? functions[name] : named(spec, tacet.constraints);
}

/** Lists, and objects by output name, of what `named` reads. */
function byOutput(spec: unknown, table: object): unknown {
  if (spec === null) return null;
  if (Array.isArray(spec)) return spec.map((e) => byOutput(e, table));
  if (typeof spec !== "object" || "name" in spec) return named(spec, table);
  return Object.fromEntries(Object.entries(spec).map(([name, e]) => [name, byOutput(e, table)]));
}

function regularizer(spec: unknown): unknown {
  if (spec === null) return null;
  const name = typeof spec === "object" && "function" in spec ? spec.function : undefined;
  return typeof name === "string" ? functions[name] : named(spec, tacet.regularizers);
}

/** Passes its input on and adds a loss: a scalar, or a vector, which is summed. */
class AddLoss extends tacet.Layer {
  readonly #vector: boolean;
  constructor(vector: boolean) {
    super();
    this.#vector = vector;
  }
  override call(x: tacet.Tensor): tacet.Tensor {
    const squares = tacet.ops.square(x);
    this.addLoss(tacet.ops.multiply(this.#vector ? tacet.ops.sum(squares, 0) : tacet.ops.sum(squares), 0.01));
    return x;
  }
}

const layers = (spec: LayerSpec | readonly LayerSpec[]): tacet.Layer | tacet.Layer[] =>
  isOne(spec) ? layer(spec) : spec.map(layer);
const isOne = (spec: LayerSpec | readonly LayerSpec[]): spec is LayerSpec => !Array.isArray(spec);

export function layer(spec: LayerSpec): tacet.Layer {
  if (spec.layer === "sequential" || spec.layer === "functional") {
    const nested =
      spec.layer === "functional"
        ? buildGraph(spec.graph as GraphSpec, layer)
        : tacet.sequential((spec.layers as readonly LayerSpec[]).map(layer));
    if (spec.frozen === true) nested.trainable = false;
    return nested as tacet.Model;
  }
  if (spec.layer === "addLoss") return new AddLoss(spec.vector as boolean);
  const { layer: name, live, frozen, ...rest } = spec;
  const options: Record<string, unknown> = Object.fromEntries(
    Object.entries(rest).map(([key, value]) => {
      if (key === "wrapped") return ["layer", layer(value as LayerSpec)];
      if (["cell", "cells", "backwardLayer"].includes(key))
        return [key, layers(value as LayerSpec | readonly LayerSpec[])];
      if (key === "function") return [key, functions[value as string]];
      if (key.endsWith("Constraint")) return [key, constraint(value)];
      if (key.endsWith("Regularizer")) return [key, regularizer(value)];
      if (key.endsWith("Initializer")) return [key, named(value, tacet.initializers)];
      return [key, value];
    }),
  );
  if (live !== undefined) options.activityRegularizer = tacet.regularizers.l1(live as number);
  const made = make(tacet.layers, name, options) as tacet.Layer;
  // Assigned, as the generator does: an option would say nothing of layers inside, in Keras too.
  if (frozen === true) made.trainable = false;
  return made;
}

function compile(model: ProgramModel, spec: CompileSpec): void {
  const { loss, metrics, weightedMetrics, activityReduction, lossWeights } = spec;
  model.compile({
    loss: byOutput(loss, tacet.losses),
    optimizer: optimizer(spec.optimizer),
    ...(metrics && { metrics: byOutput(metrics, tacet.metrics) }),
    ...(weightedMetrics && { weightedMetrics: byOutput(weightedMetrics, tacet.metrics) }),
    ...(activityReduction && { activityReduction }),
    ...(lossWeights !== undefined && { lossWeights }),
  } as Parameters<tacet.Sequential["compile"]>[0]);
}

function resolve(spec: Encoded | Circles): tacet.Tensor {
  if (!("circles" in spec)) return decodeTensor(spec);
  const data = tacet.datasets.makeCircles({ nSamples: 100, noise: 0.1, randomState: spec.circles });
  return data[spec.part].slice(...spec.rows);
}

/** Sets what a step changes as an epoch begins. */
function change(model: ProgramModel, changes: readonly Change[], epoch: number): void {
  for (const { epoch: at, layer: index, coefficient, learningRate: rate } of changes) {
    if (at !== epoch) continue;
    if (coefficient !== undefined) {
      Object.assign(model.layers[index!]!.activityRegularizer!, { l1: coefficient });
    }
    if (rate !== undefined) model.optimizer.learningRate = rate;
  }
}

function build({ model, graph, layers = [] }: Program): ProgramModel {
  if (model) return buildCustom(model);
  if (graph) return buildGraph(graph, layer);
  // One by one, as program.py does: a layer that draws when it is built draws before the next one is made.
  const row = tacet.sequential();
  for (const spec of layers) row.add(layer(spec));
  return row;
}

/** The model of a program, compiled, and its data: what runs its steps, or shows their code. */
export function prepare(program: Program): { model: ProgramModel; data: Map<string, tacet.Tensor> } {
  tacet.clearSession();
  tacet.setFloatx(program.floatx ?? "float32");
  tacet.setRandomSeed(program.seed);
  const data = new Map(Object.entries(program.data).map(([name, spec]) => [name, resolve(spec)]));
  const model = build(program);
  compile(model, program.compile);
  return { model, data };
}

export async function runProgram(program: Program): Promise<Received[]> {
  try {
    const { model, data } = prepare(program);
    const received: Received[] = [];
    for (const step of program.steps) received.push(await runStep(model, step, data, program.compile));
    return received;
  } finally {
    tacet.setFloatx("float32");
  }
}

/** One step of a prepared program. */
export async function runStep(
  model: ProgramModel,
  step: Step,
  data: ReadonlyMap<string, tacet.Tensor>,
  compiled: CompileSpec,
): Promise<Received> {
  const read = (names: Names = ""): Tensors => arranged(names, (name) => data.get(name)!);
  const rows = (parts: readonly Names[]) => (begin: number, end: number) =>
    parts.map((names) => arranged(names, (name) => data.get(name)!.slice(begin, end)));
  const { stream, validationStream } = step;
  const given = [step.x, step.y, step.sampleWeight].filter((names) => names !== undefined);
  const x = stream ? streamOf(stream, rows(given)) : read(step.x);
  const y = stream ? undefined : read(step.y);
  const weight = stream || step.sampleWeight === undefined ? {} : { sampleWeight: read(step.sampleWeight) };
  switch (step.do) {
    case "fit": {
      const logged: Record<string, number[]> = {};
      const listeners = new Listeners();
      const callbacks = (step.callbacks ?? []).map((spec) =>
        listeners.callback(spec, (plain) => named(plain, tacet.callbacks) as tacet.CallbackHooks),
      );
      if (step.at) callbacks.push({ onEpochBegin: (epoch: number) => change(model, step.at!, epoch) });
      if (step.batches) {
        callbacks.push({
          onTrainBatchEnd: (_: number, logs: Readonly<Record<string, number>>) => {
            for (const [key, value] of Object.entries(logs)) (logged[key] ??= []).push(value);
          },
        });
      }
      const validationData = validationStream
        ? streamOf(validationStream, rows(step.validationData!))
        : step.validationData?.map(read);
      const options: object = { verbose: 0, ...step.options, ...weight, validationData, callbacks };
      const history = await listeners.sending(() => model.fit(x, y, options));
      return { history: history.history, epochs: history.epoch, batches: logged, ...listeners.left() };
    }
    case "evaluate":
      return { logs: await model.evaluate(x, y, { verbose: 0, ...step.options, ...weight }) };
    case "predict": {
      const value = await model.predict(x, { verbose: 0, ...step.options });
      return { value };
    }
    case "trainOnBatch":
    case "testOnBatch":
      return { logs: await model[step.do](read(step.x), y, weight) };
    case "getWeights":
      return { weights: model.getWeights() };
    case "getOptimizer": {
      const { variables, learningRate: rate } = model.optimizer;
      return { optimizer: variables.map((v) => v.read().slice()), logs: { rate } };
    }
    case "setLearningRate":
      model.optimizer.learningRate = learningRate(step.value) as number;
      return {};
    case "setWeights":
      model.setWeights(step.weights!.map((name) => data.get(name)!));
      return {};
    case "adapt":
      (model.layers[step.layer!] as tacet.Layer & Adaptable).adapt(read(step.x));
      return {};
    case "compile":
      compile(model, { ...compiled, ...step.options });
      return {};
    case "setTrainable":
      model.layers[step.layer!]!.trainable = step.value as boolean;
      return {};
    case "setActivityRegularizer":
      model.layers[step.layer!]!.activityRegularizer = regularizer(step.value) as tacet.Regularizer;
      return {};
  }
}
