/**
 * What `compile` configures, and what becomes of it once the shapes of targets
 * and outputs are known: losses, metrics with Keras's keys, running means.
 *
 * Source: keras/src/trainers/trainer.py, keras/src/trainers/compile_utils.py.
 */
import { TacetError, Variable, type Shape, type Tensor } from "@tacet/compiler";
import { floatx } from "../floatx.ts";
import { flattenLayers, type Layer } from "../layers/layer.ts";
import * as losses from "../losses/index.ts";
import type { Loss, LossLike } from "../losses/index.ts";
import * as metrics from "../metrics/index.ts";
import type { Metric, MetricLike } from "../metrics/index.ts";
import * as optimizers from "../optimizers/index.ts";
import type { Optimizer, OptimizerLike } from "../optimizers/index.ts";
import { anything, checkOptions, finite, list, oneOf, show, type Kind, type Kinds } from "../options.ts";
import type { HostArray } from "./arrays.ts";
import { LossReport } from "./report.ts";

/** What every output takes, a list by output, or an object by output name. */
export type ByOutput<T> = T | readonly (T | null)[] | { readonly [output: string]: T | null };
export type ActivityReduction = "batch_mean" | "sum";

export interface CompileOptions {
  /** A name or an optimizer. Default "rmsprop", as in Keras. */
  optimizer?: OptimizerLike | undefined;
  /** A name, a Loss or a function of (yTrue, yPred); a model may do without where its layers add penalties. */
  loss?: ByOutput<LossLike> | null | undefined;
  /** A factor of the loss of each output. */
  lossWeights?: number | readonly number[] | { readonly [output: string]: number } | undefined;
  /** Metrics that ignore sample weights; "penalty" reports the parts of the loss. */
  metrics?: readonly (MetricLike | "penalty")[] | undefined;
  /** Metrics that use sample weights. */
  weightedMetrics?: readonly MetricLike[] | undefined;
  /**
   * "batch_mean" divides activity penalties by the number of rows in the batch, as Keras 3.14 and later and
   * tf.keras 2.4 to 2.15 do; "sum" doesn't, as the versions before and between. Default "batch_mean".
   */
  activityReduction?: ActivityReduction | undefined;
}

/** A metric under the key that `history` shows. */
export interface KeyedMetric {
  readonly key: string;
  readonly metric: Metric;
  readonly output: number;
  readonly weighted: boolean;
}
/** A reported value, read from metric memory. */
export interface Reader {
  readonly key: string;
  readonly read: () => number;
}
export interface Resolved {
  readonly losses: readonly (Loss | undefined)[];
  readonly metrics: readonly KeyedMetric[];
  /** The extent of each output's last axis. */
  readonly classes: readonly number[];
}

export class Compiled {
  readonly optimizer: Optimizer;
  readonly activityReduction: ActivityReduction;
  readonly reportsPenalty: boolean;
  readonly report = new LossReport();
  readonly #loss: CompileOptions["loss"];
  readonly #lossWeights: CompileOptions["lossWeights"];
  readonly #metrics: readonly MetricLike[];
  readonly #weightedMetrics: readonly MetricLike[];
  readonly #trainable: ReadonlyMap<Layer, boolean>;
  readonly #weights = new Map<number, Variable>();
  /** Whether a step with loss and metrics has been made of what was given. */
  built = false;
  #resolved: Resolved | undefined;

  constructor(model: Layer, given: CompileOptions) {
    const options = checkOptions("compile", given, kinds);
    this.optimizer = optimizers.get(options.optimizer ?? "rmsprop");
    this.activityReduction = options.activityReduction ?? "batch_mean";
    this.#loss = options.loss;
    this.#lossWeights = options.lossWeights;
    const named = options.metrics ?? [];
    this.reportsPenalty = named.includes("penalty");
    this.#metrics = named.filter((m): m is MetricLike => m !== "penalty");
    this.#weightedMetrics = options.weightedMetrics ?? [];
    this.#trainable = new Map(flattenLayers(model).map((layer) => [layer, layer.trainable]));
    // Looked up now, so that a typo fails here and not at the first fit.
    lossesIn(options.loss).forEach(losses.check);
    [...this.#metrics, ...this.#weightedMetrics].forEach(metrics.check);
  }

  get resolved(): Resolved | undefined {
    return this.#resolved;
  }
  get hasLoss(): boolean {
    return lossesIn(this.#loss).length > 0;
  }
  /** Whether Keras would build loss or metrics from a first batch, and so draw a permutation to throw away. */
  get unbuilt(): boolean {
    return !this.built && (this.hasLoss || this.#metrics.length + this.#weightedMetrics.length > 0);
  }
  /** Runs a trace; where it fails, loss and metrics are as unbuilt as they were. */
  attempt<T>(trace: () => T): T {
    const before = this.#resolved;
    try {
      return trace();
    } catch (error) {
      this.#resolved = before;
      throw error;
    }
  }
  /**
   * Checks what shapes cannot show, once a step is traced: that class indices name a class.
   * @param where stands before names in messages
   */
  checkTargets(targets: readonly HostArray[], where = ""): void {
    const { losses: chosen, classes } = this.#resolved!;
    for (const [i, loss] of chosen.entries()) {
      const target = targets[i];
      if (target && loss?.takesClasses) checkClasses(target, classes[i]!, loss, where);
    }
  }
  /** Forgets what depends on the outputs: they have changed. */
  unbuild(): void {
    this.built = false;
    this.#resolved = undefined;
  }

  /** Chooses losses and metrics by the shapes of targets and outputs, once. */
  resolve(
    outputNames: readonly string[],
    outputs: readonly Shape[],
    targets: readonly (Shape | undefined)[],
  ): Resolved {
    if (this.#resolved) return this.#resolved;
    const chosen = byOutput("loss", this.#loss ?? null, outputNames).map((identifier, i) => {
      if (identifier === null) return undefined;
      const target = targets[i];
      if (!target)
        throw new TacetError(`Output "${outputNames[i]}" has a loss: expected targets y for it, received none.`);
      return losses.get(identifier, { yTrue: target, yPred: outputs[i]! });
    });
    byOutput("lossWeights", this.#lossWeights ?? null, outputNames).forEach((weight, i) => {
      if (weight !== null && !finite.test(weight)) {
        throw new TacetError(`lossWeights: expected ${finite.what} an output, received ${show(weight)}.`);
      }
      if (weight !== null)
        this.#weights.set(
          i,
          new Variable({ name: `loss_weight_${i}`, shape: [], dtype: floatx(), value: weight, trainable: false }),
        );
    });
    const taken = new Map<string, number>();
    const keyed: KeyedMetric[] = [];
    for (const weighted of [false, true]) {
      for (const [output, target] of targets.entries()) {
        if (!target) continue;
        for (const identifier of weighted ? this.#weightedMetrics : this.#metrics) {
          const metric = metrics.get(identifier, { yTrue: target, yPred: outputs[output]! });
          const prefix = outputNames.length > 1 ? `${outputNames[output]}_` : "";
          keyed.push({
            key: uniqueKey(`${prefix}${metric.name}`, `${prefix}weighted_${metric.name}`, weighted, taken),
            metric,
            output,
            weighted,
          });
        }
      }
    }
    const classes = outputs.map((shape) => shape.at(-1) as number);
    this.#resolved = { losses: chosen, metrics: keyed, classes };
    return this.#resolved;
  }

  lossWeight(output: number): Tensor | undefined {
    return this.#weights.get(output)?.tensor;
  }

  /** @throws TacetError when `trainable` of a layer has changed since `compile` */
  checkTrainable(): void {
    for (const [layer, trainable] of this.#trainable) {
      if (layer.trainable === trainable) continue;
      throw new TacetError(
        `Layer "${layer.name}": trainable was ${trainable} when the model was compiled and is ${layer.trainable} now. Call model.compile again for it to take effect.`,
      );
    }
  }

  resetMetrics(): void {
    this.report.reset();
    for (const { metric } of this.#resolved?.metrics ?? []) metric.resetState();
  }
  /** Remembers the sums of a run that is not over; the function returned puts them back. */
  keepMetrics(): () => void {
    const measured = this.#resolved?.metrics.flatMap(({ metric }) => metric.variables) ?? [];
    const kept = [...this.report.variables, ...measured].map((variable) => ({
      variable,
      value: variable.read().slice(),
    }));
    return () => {
      for (const { variable, value } of kept) variable.write(value);
    };
  }
  /** What is reported, by key in Keras's (alphabetical) order. */
  readers(): Reader[] {
    const parts = this.report.keys.map((key) => ({ key, read: () => this.report.read(key) }));
    const measured = (this.#resolved?.metrics ?? []).map(({ key, metric }) => ({ key, read: () => metric.result() }));
    return [...parts, ...measured].sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0));
  }
  logs(): Record<string, number> {
    return Object.fromEntries(this.readers().map(({ key, read }) => [key, read()]));
  }
  metricDirection(name: string): "up" | "down" | undefined {
    if (this.report.keys.includes(name) || name === "loss") return "down";
    return this.#resolved?.metrics.find((m) => m.key === name)?.metric.direction;
  }
}

function checkClasses({ data, shape }: HostArray, classes: number, loss: Loss, where: string): void {
  for (let i = 0; i < data.length; i++) {
    // As the loss casts it; NaN is warned of elsewhere.
    const label = Math.trunc(data[i]!);
    if ((label >= 0 && label < classes) || Number.isNaN(label) || loss.ignores(label)) continue;
    throw new TacetError(
      `${where}y: expected classes from 0 to ${classes - 1} for an output of ${classes} units, as loss "${loss.name}" takes, received ${label} in row ${Math.floor((i * shape[0]!) / data.length)}. Number the classes from 0, give the last layer a unit for each, or name one to leave out: ignoreClass.`,
    );
  }
}

function uniqueKey(key: string, weightedKey: string, weighted: boolean, taken: Map<string, number>): string {
  const name = weighted && taken.has(key) ? weightedKey : key;
  const count = taken.get(name) ?? 0;
  taken.set(name, count + 1);
  return count === 0 ? name : `${name}_${count}`;
}

function lossesIn(loss: CompileOptions["loss"]): LossLike[] {
  if (loss === null || loss === undefined) return [];
  const each = isList(loss) ? loss : isByName(loss) ? Object.values(loss) : [loss];
  return each.filter((l): l is LossLike => l !== null);
}
const isList = <T>(x: ByOutput<T>): x is readonly (T | null)[] => Array.isArray(x);
const isByName = <T>(x: ByOutput<T>): x is { readonly [output: string]: T | null } =>
  typeof x === "object" && x !== null && Object.getPrototypeOf(x) === Object.prototype;

/** One entry an output. */
function byOutput<T>(what: string, given: ByOutput<T> | null, names: readonly string[]): (T | null)[] {
  if (given === null) return names.map(() => null);
  if (isList(given)) {
    if (given.length !== names.length) {
      throw new TacetError(
        `${what}: expected one entry for each of the ${names.length} outputs (${names.join(", ")}), received ${given.length}.`,
      );
    }
    return [...given];
  }
  if (isByName(given)) {
    const unknown = Object.keys(given).find((name) => !names.includes(name));
    if (unknown !== undefined)
      throw new TacetError(
        `${what}: expected names of outputs (${names.join(", ")}), received ${JSON.stringify(unknown)}.`,
      );
    return names.map((name) => given[name] ?? null);
  }
  return names.map(() => given);
}

const metricList: Kind = { ...list, what: 'a list such as ["accuracy"]' };
const kinds: Kinds<CompileOptions> = {
  optimizer: anything,
  loss: anything,
  lossWeights: anything,
  metrics: metricList,
  weightedMetrics: metricList,
  activityReduction: oneOf("batch_mean", "sum"),
};
