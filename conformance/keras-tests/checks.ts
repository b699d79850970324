/** The checks of facts, one for each kind of object that a fact is about. */
import { variable as held, constant, runStep } from "./run.ts";
import type * as tacet from "tacet";
import type { Tensor } from "@tacet/compiler";
import { expectFact, type Expectation, type Fact, type Spec, type Values } from "./facts.ts";
import { find, kinds, make, type Kind } from "./find.ts";
import { checkLayerCall, checkLayerTest, unknownExtents, type LayerCall, type LayerTest } from "./layers.ts";
import { checkClip, checkScript, type Clip, type Script } from "./optimizers.ts";

interface Given extends Expectation {
  readonly x: Values;
}
interface LossFact extends Expectation {
  readonly loss: Spec;
  /** Whether it is Keras's function: a value a row. */
  readonly function?: true;
  readonly yTrue: Values;
  readonly yPred: Values;
  readonly sampleWeight?: Values;
  readonly mask?: Values;
}
interface MetricFact extends Expectation {
  readonly metric: Spec;
  readonly updates: readonly ("reset" | readonly (Values | null)[])[];
}
interface InitializerFact extends Expectation {
  readonly initializer: Spec;
  readonly shape: { readonly data: readonly number[] };
  readonly dtype?: "float32" | "int32" | "bool";
}

function checkLoss(fact: LossFact): void {
  const { loss: spec, sampleWeight, mask } = fact;
  const loss = make("loss", fact.function ? { ...spec, reduction: "none" } : spec) as tacet.Loss;
  const yPred = held(fact.yPred);
  const parts = [sampleWeight, mask].map((values) => (values === undefined ? undefined : constant(values)));
  expectFact(runStep(() => [loss.apply(constant(fact.yTrue), yPred.tensor, ...parts)])[0]!, fact);
}

function checkMetric(fact: MetricFact): void {
  const metric = make("metric", fact.metric) as tacet.Metric;
  for (const update of fact.updates) {
    if (update === "reset") metric.resetState();
    else {
      const given = update.map((values) => (values === null ? undefined : held(values)));
      runStep(() => {
        const [first, second, third] = given.map((v) => v?.tensor);
        metric.updateState(first!, second, third);
        return [];
      });
    }
  }
  const result = metric.result();
  expectFact(
    typeof result === "number" ? { shape: [], data: [result] } : { shape: [result.length], data: result },
    fact,
  );
}

/** A function of one tensor. */
function checkFunction(f: (x: Tensor) => Tensor, fact: Given): void {
  const x = held(fact.x);
  expectFact(runStep(() => [f(x.tensor)])[0]!, fact);
}

/** By what a fact is about. */
const checks: Readonly<Record<Exclude<Kind, "optimizer">, (fact: never) => void>> = {
  loss: checkLoss,
  metric: checkMetric,
  regularizer: (fact: Given & { regularizer: Spec }) => {
    const regularizer = make("regularizer", fact.regularizer) as tacet.Regularizer;
    checkFunction((x) => regularizer.call(x), fact);
  },
  constraint: (fact: Given & { constraint: Spec }) => {
    const constraint = make("constraint", fact.constraint) as tacet.Constraint;
    checkFunction((x) => constraint.call(x), fact);
  },
  activation: (fact: Given & { activation: Spec }) => {
    const { name, ...options } = fact.activation;
    const activation = find("activation", name) as (x: Tensor, options?: object) => Tensor;
    checkFunction((x) => activation(x, options), fact);
  },
  schedule: (fact: Expectation & { schedule: Spec; step: Values }) => {
    const schedule = make("schedule", fact.schedule) as tacet.LearningRateSchedule;
    const step = held(fact.step);
    expectFact(runStep(() => [schedule.call(step.tensor)])[0]!, fact);
  },
  initializer: ({ initializer, shape: { data: shape }, dtype, ...fact }: InitializerFact) => {
    const made = make("initializer", initializer) as tacet.Initializer;
    expectFact({ shape, data: made.call(shape, dtype) }, fact);
  },
  layer: (fact: LayerCall) => checkLayerCall(fact),
};

const others = {
  layerTest: (fact: LayerTest) => checkLayerTest(fact),
  clip: (fact: Clip) => checkClip(fact),
  optimizers: (fact: Script) => checkScript(fact),
} as const satisfies Record<string, (fact: never) => void>;
const all: Readonly<Record<string, (fact: never) => void>> = { ...checks, ...others };

export function check(fact: Fact): void {
  const kind = Object.keys(all).find((key) => key in fact);
  if (!kind) throw new Error(`a fact of an unknown kind: ${Object.keys(fact).join(", ")}`);
  all[kind]!(fact as never);
}

/** Of what a fact names or needs: what tacet lacks. */
export function absent(fact: Fact): string | undefined {
  const subjects: (readonly [Kind, unknown])[] = [
    ...kinds.map((kind) => [kind, fact[kind]] as const),
    ["layer", fact.layerTest],
    ["optimizer", fact.clip],
    ...((fact.optimizers as Spec[] | undefined) ?? []).map((spec) => ["optimizer", spec] as const),
  ];
  for (const [kind, spec] of subjects) {
    const missing = spec === undefined ? undefined : absentOf(kind, spec as Spec);
    if (missing !== undefined) return missing;
  }
  return unknownExtents(fact) ? "unknown extents but that of the batch" : undefined;
}
/** The name of an object that tacet lacks, or of a layer inside of it. */
function absentOf(kind: Kind, { name, layer, backwardLayer, cell, cells }: Spec): string | undefined {
  try {
    find(kind, name);
  } catch {
    return name;
  }
  const inside = [layer, backwardLayer, cell, cells].flat().filter((one) => one !== undefined) as Spec[];
  return inside.map((spec) => absentOf("layer", spec)).find((missing) => missing !== undefined);
}
