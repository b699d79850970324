/**
 * `compile` in TensorFlow.js's words: its losses, the keys of its metrics, and which accuracy is meant.
 * Source: tfjs-layers/src/engine/training.ts (compile).
 */
import type { Tensor as Inner } from "@tacet/compiler";
import { metrics as keras, TacetError, type CompileOptions } from "../index.ts";
import * as ofRows from "./metrics.ts";
import { optimizerOf, type Optimizer, type OptimizerName } from "./train.ts";
import { Tensor } from "./tensor.ts";

type KerasLoss = Extract<CompileOptions["loss"], string>;
type KerasMetric = Extract<Extract<CompileOptions["metrics"], readonly unknown[]>[number], string>;
const lossNames = {
  cosineProximity: "cosineSimilarity",
  kullbackLeiblerDivergence: "klDivergence",
  logcosh: "logCosh",
} as const;
const metricNames = { cosine: "cosineSimilarity", MSE: "mse", MAE: "mae", MAPE: "mape" } as const;

/** Targets and predictions to a tensor, whose mean is the loss or the metric. */
export type LossOrMetricFn = (yTrue: Tensor, yPred: Tensor) => Tensor;
export type LossIdentifier = KerasLoss | keyof typeof lossNames | LossOrMetricFn;
export type MetricIdentifier = KerasMetric | keyof typeof metricNames | LossOrMetricFn;
type ByName<T> = Readonly<Record<string, T>>;
export interface ModelCompileArgs {
  optimizer: OptimizerName | Optimizer;
  /** One for every output, a list by output, or an object by the names of outputs. */
  loss: LossIdentifier | readonly LossIdentifier[] | ByName<LossIdentifier>;
  /** Of all outputs: a list, or one; by output an object of such. */
  metrics?: MetricIdentifier | readonly MetricIdentifier[] | ByName<MetricIdentifier | readonly MetricIdentifier[]> | undefined; // prettier-ignore
}

const recorded = (f: LossOrMetricFn) => (yTrue: Inner, yPred: Inner): Inner => {
  const result: unknown = f(new Tensor(yTrue), new Tensor(yPred));
  if (result instanceof Tensor) return result.inner;
  throw new TacetError("compile: expected the function (yTrue, yPred) => tensor to give a tensor of tacet/tfjs.");
}; // prettier-ignore
/** A number of the whole batch counts once for each of its rows. */
const byRow = (f: LossOrMetricFn) => (yTrue: Inner, yPred: Inner): Inner => {
  const value = recorded(f)(yTrue, yPred);
  return value.rank === 0 ? value.broadcastTo(yPred.shape.slice(0, 1)) : value;
}; // prettier-ignore
const spelled = <N extends string>(names: Readonly<Record<string, string>>, name: N): N => (names[name] ?? name) as N;

const lossOf = (loss: LossIdentifier) => (typeof loss === "function" ? recorded(loss) : spelled(lossNames, loss));
/** The name of a metric of `metrics`. */
const nameOf = (f: LossOrMetricFn): string | undefined => Object.entries(ofRows).find(([, known]) => known === f)?.[0];
/** Which accuracy "acc" is goes by the loss first, as in TensorFlow.js, and by the shapes else. */
function metricOf(metric: MetricIdentifier, loss: LossIdentifier | undefined) {
  if (typeof metric === "function") {
    const name = nameOf(metric) ?? metric.name;
    return keras.meanMetricWrapper({ fn: byRow(metric), name: name || undefined });
  }
  if (metric !== "accuracy" && metric !== "acc") return named(metric);
  if (loss === "binaryCrossentropy") return keras.binaryAccuracy({ name: "acc" });
  if (loss === "sparseCategoricalCrossentropy") return keras.sparseCategoricalAccuracy({ name: "acc" });
  return "acc";
}
/** The key is the name as it was written. */
function named(metric: Exclude<MetricIdentifier, LossOrMetricFn>) {
  if (!isRenamed(metric)) return metric;
  return Object.assign(keras.get(metricNames[metric]), { name: metric });
}
const isRenamed = (metric: string): metric is keyof typeof metricNames => Object.hasOwn(metricNames, metric);

/** What is meant for each output: a value for all, a list by output, or an object by name. */
function byOutput<T>(given: T | readonly T[] | ByName<T>, outputs: readonly string[]): readonly (T | undefined)[] {
  if (typeof given !== "object") return outputs.map(() => given);
  if (Array.isArray(given)) return given as readonly T[];
  const named = given as ByName<T>;
  const unknown = Object.keys(named).find((name) => !outputs.includes(name));
  if (unknown === undefined) return outputs.map((name) => named[name]);
  throw new TacetError(`compile: there is no output "${unknown}". Outputs: ${outputs.join(", ")}.`);
}
/**
 * The options that tacet's `compile` takes, and the keys of what it reports in TensorFlow.js's order.
 * @param outputs the names of the model's outputs
 */
export function compileOptions(
  args: ModelCompileArgs,
  outputs: readonly string[],
): { readonly options: CompileOptions; readonly keys: readonly string[] } {
  const { metrics = [] } = args;
  const losses = byOutput<LossIdentifier>(args.loss, outputs);
  // A list of metrics is of every output.
  const lists = byOutput<MetricIdentifier | readonly MetricIdentifier[]>(
    Array.isArray(metrics) ? outputs.map(() => metrics as readonly MetricIdentifier[]) : metrics,
    outputs,
  );
  const measured = lists.map((list = [], i) => [list].flat().map((m) => metricOf(m, losses[i])));
  const named = losses.map((loss) => (loss === undefined ? null : lossOf(loss)));
  const single = outputs.length === 1;
  const ofOutput = (key: string, i: number): string => (single ? key : `${outputs[i]!}_${key}`);
  return {
    options: {
      optimizer: optimizerOf(args.optimizer).inner,
      loss: (single ? named[0]! : named) as CompileOptions["loss"],
      metrics: single ? measured[0]! : measured,
    },
    keys: [
      "loss",
      ...outputs.map((_, i) => ofOutput("loss", i)),
      ...measured.flatMap((list, i) => list.map((m) => ofOutput(typeof m === "string" ? m : m.name, i))),
    ],
  };
}
