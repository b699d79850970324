/**
 * What `compile` configures, and what becomes of it once the shapes of targets
 * and outputs are known: losses, metrics with Keras's keys, running means.
 *
 * Source: keras/src/trainers/trainer.py, keras/src/trainers/compile_utils.py.
 */
import { TacetError, Variable, type Shape, type Tensor } from "@tacet/compiler";
import { floatx } from "../floatx.ts";
import { flattenLayers, type AnyLayer } from "../layers/layer.ts";
import * as losses from "../losses/lookup.ts";
import type { Loss, LossLike } from "../losses/lookup.ts";
import * as metrics from "../metrics/lookup.ts";
import type { Metric, MetricLike } from "../metrics/lookup.ts";
import { defaultOptimizer, getOptimizer, type Optimizer, type OptimizerLike } from "../optimizers/lookup.ts";
import { anything, checkOptions, oneOf, type Kind, type Kinds } from "../options.ts";
import type { HostArray } from "./arrays.ts";
import { LogBook, type Reader, type StepKind } from "./logBook.ts";
import {
  entriesOf,
  isByName,
  lossesByOutput,
  metricsByOutput,
  type ByOutput,
  type LossWeights,
  type MetricsByOutput,
  type Outputs,
} from "./outputs.ts";

export type ActivityReduction = "batch_mean" | "sum";

export interface CompileOptions {
  /** A name or an optimizer. Default "rmsprop", as in Keras; with `tacet/core` one has to be given. */
  optimizer?: OptimizerLike | undefined;
  /**
   * A name, a Loss or a function of (yTrue, yPred), for every output; a list of them by output, or an object by output
   * name, `null` for none. A model may do without where its layers add penalties.
   */
  loss?: ByOutput<LossLike> | null | undefined;
  /** A factor of the loss of each output: one number for all, a list by output, or an object by output name. */
  lossWeights?: LossWeights | undefined;
  /**
   * Metrics that ignore sample weights: a list; for several outputs a list of one entry (a metric, a list of them or
   * `null`) for each, or an object of such entries by output name. "penalty" reports the parts of the loss.
   */
  metrics?: MetricsByOutput<MetricLike | "penalty"> | undefined;
  /** Metrics that use sample weights. */
  weightedMetrics?: MetricsByOutput<MetricLike> | undefined;
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
/** A loss of an output. */
export interface KeyedLoss {
  /** What its value is reported as, where there are several. */
  readonly key: string;
  readonly loss: Loss;
  readonly output: number;
  /** Its factor, an input of the program. */
  readonly weight: Tensor | undefined;
}
export interface Resolved {
  readonly losses: readonly KeyedLoss[];
  readonly metrics: readonly KeyedMetric[];
  /** The extent of each output's last axis. */
  readonly classes: readonly number[];
}

export class Compiled {
  readonly optimizer: Optimizer;
  readonly activityReduction: ActivityReduction;
  readonly reportsPenalty: boolean;
  readonly logBook = new LogBook();
  readonly #loss: CompileOptions["loss"];
  readonly #lossWeights: CompileOptions["lossWeights"];
  readonly #metrics: MetricsByOutput<MetricLike>;
  readonly #weightedMetrics: MetricsByOutput<MetricLike>;
  readonly #trainable: ReadonlyMap<AnyLayer, boolean>;
  readonly #weights = new Map<number, Variable>();
  /** Whether a step with loss and metrics has been made of what was given. */
  built = false;
  #resolved: Resolved | undefined;

  /** @param outputs of the model as it is; `fixed` where no layer can be added to it */
  constructor(model: AnyLayer, outputs: Outputs & { readonly fixed: boolean }, given: CompileOptions) {
    const options = checkOptions("compile", given, kinds);
    this.optimizer = getOptimizer(options.optimizer ?? defaultOptimizer());
    this.activityReduction = options.activityReduction ?? "batch_mean";
    this.#loss = options.loss;
    this.#lossWeights = options.lossWeights;
    const named = options.metrics ?? [];
    this.reportsPenalty = flatMetrics(named).includes("penalty");
    this.#metrics = withoutPenalty(named);
    this.#weightedMetrics = options.weightedMetrics ?? [];
    this.#trainable = new Map(flattenLayers(model).map((layer) => [layer, layer.trainable]));
    // Looked up now, so that a typo fails here and not at the first fit.
    lossesIn(options.loss).forEach(losses.check);
    for (const [what, measured] of [
      ["metrics", this.#metrics],
      ["weightedMetrics", this.#weightedMetrics],
    ] as const) {
      // `null` says that an output has none: of several.
      const each = outputs.names.length === 1 ? entriesOf(measured).flatMap(entriesOf) : flatMetrics(measured);
      (each as MetricLike[]).forEach(metrics.check);
      if (outputs.fixed) metricsByOutput(what, measured, outputs);
    }
    if (outputs.fixed) lossesByOutput(options.loss, options.lossWeights, outputs);
  }

  get resolved(): Resolved | undefined {
    return this.#resolved;
  }
  get hasLoss(): boolean {
    return lossesIn(this.#loss).length > 0;
  }
  /** Whether Keras would build loss or metrics from a first batch, and so draw a permutation to throw away. */
  get unbuilt(): boolean {
    const measured = [this.#metrics, this.#weightedMetrics].some((m) => flatMetrics(m).length > 0);
    return !this.built && (this.hasLoss || measured);
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
   * @param outputs which output each target is of
   * @param where stands before names in messages
   */
  checkTargets(targets: readonly HostArray[], outputs: readonly number[], where = ""): void {
    // A step of one's own may do without the losses of `compile`.
    if (!this.#resolved) return;
    const { losses: chosen, classes } = this.#resolved;
    for (const { loss, output } of chosen) {
      const target = targets[outputs.indexOf(output)];
      if (target && loss.takesClasses) checkClasses(target, classes[output]!, loss, where);
    }
  }
  /** The outputs that have a loss. */
  outputsWithLoss(outputs: Outputs): number[] {
    return [...new Set(lossesByOutput(this.#loss, null, outputs).map((l) => l.output))];
  }
  /** Forgets what depends on the outputs: they have changed. */
  unbuild(): void {
    this.built = false;
    this.#resolved = undefined;
  }

  /**
   * Chooses losses and metrics by the shapes of targets and outputs, once.
   * @param targets by output; undefined for one without
   */
  resolve(outputs: Outputs, shapes: readonly Shape[], targets: readonly (Shape | undefined)[]): Resolved {
    if (this.#resolved) return this.#resolved;
    const { names, named } = outputs;
    const prefixed = names.length > 1 && named;
    const shapesOf = (what: string, output: number) => {
      const yTrue = targets[output];
      if (yTrue) return { yTrue, yPred: shapes[output]! };
      throw new TacetError(`Output "${names[output]}" has a ${what}: expected targets y for it, received none.`);
    };
    const chosen = lossesByOutput(this.#loss, this.#lossWeights, outputs).map(({ output, loss: given, weight }, i) => {
      const loss = losses.getLoss(given, shapesOf("loss", output));
      if (weight !== undefined && !this.#weights.has(i)) {
        const options = { name: `loss_weight_${i}`, shape: [], dtype: floatx(), value: weight, trainable: false };
        this.#weights.set(i, new Variable(options));
      }
      const key = `${named ? names[output] : loss.name}_loss`;
      return { key, loss, output, weight: this.#weights.get(i)?.tensor };
    });
    const taken = new Map<string, number>();
    const keyed: KeyedMetric[] = [];
    for (const weighted of [false, true]) {
      const lists = weighted
        ? metricsByOutput("weightedMetrics", this.#weightedMetrics, outputs)
        : metricsByOutput("metrics", this.#metrics, outputs);
      for (const [output, list] of lists.entries()) {
        // Where losses need no targets, all may be left out: nothing is measured then.
        if (targets.every((t) => t === undefined)) continue;
        for (const identifier of list) {
          const metric = metrics.getMetric(identifier, shapesOf("metric", output));
          const prefix = prefixed ? `${names[output]}_` : "";
          keyed.push({
            key: uniqueKey(`${prefix}${metric.name}`, `${prefix}weighted_${metric.name}`, weighted, taken),
            metric,
            output,
            weighted,
          });
        }
      }
    }
    const classes = shapes.map((shape) => shape.at(-1) as number);
    this.#resolved = { losses: chosen, metrics: keyed, classes };
    return this.#resolved;
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
    this.logBook.reset();
  }
  /** Remembers the sums of a run that is not over; the function returned puts them back. */
  keepMetrics(): () => void {
    const kept = this.logBook.variables.map((variable) => ({ variable, value: variable.read().slice() }));
    return () => {
      for (const { variable, value } of kept) variable.write(value);
    };
  }
  /** What is reported, by key in Keras's (alphabetical) order. */
  readers(kind: StepKind): Reader[] {
    return this.logBook.readers(kind);
  }
  logs(kind: StepKind): Record<string, number> {
    return Object.fromEntries(this.readers(kind).map(({ key, read }) => [key, read()]));
  }
  metricDirection(name: string): "up" | "down" | undefined {
    if (this.logBook.isLoss(name) || name === "loss") return "down";
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

const lossesIn = (loss: CompileOptions["loss"]): LossLike[] =>
  entriesOf(loss).filter((l): l is LossLike => l !== null && l !== undefined);
const flatMetrics = <M>(metrics: MetricsByOutput<M>): M[] =>
  entriesOf(metrics)
    .flatMap(entriesOf)
    .filter((m) => m !== null && m !== undefined) as M[];
/** "penalty" is of no output: the others, arranged as they were. */
function withoutPenalty(metrics: MetricsByOutput<MetricLike | "penalty">): MetricsByOutput<MetricLike> {
  const others = (m: unknown): unknown =>
    Array.isArray(m)
      ? m.filter((e) => e !== "penalty").map(others)
      : isByName(m)
        ? Object.fromEntries(Object.entries(m).map(([name, e]) => [name, e === "penalty" ? null : others(e)]))
        : m;
  return others(metrics) as MetricsByOutput<MetricLike>;
}

const metricList: Kind = {
  what: 'a list such as ["accuracy"], or an object by output name',
  test: (x) => Array.isArray(x) || isByName(x),
};
const kinds: Kinds<CompileOptions> = {
  optimizer: anything,
  loss: anything,
  lossWeights: anything,
  metrics: metricList,
  weightedMetrics: metricList,
  activityReduction: oneOf("batch_mean", "sum"),
};
