/** Draws what a model's outputs are measured by: losses, loss weights and metrics, as `compile` takes them. */
import type { LayerSpec } from "../graph.ts";
import type { CompileSpec, Program } from "../program.ts";
import type { TargetForm } from "./data.ts";
import type { Draw } from "./draw.ts";
import { commonOptions, weightOptions } from "./weights.ts";
import { drawLoss, type DrawnLoss } from "./losses.ts";
import { drawMetrics } from "./metrics.ts";
import type { Form, Options, Rows, RowShape, Spec } from "./tables.ts";

/** An output of a model, [rows, ...steps, classes], and its targets. */
export interface Output {
  /** That of its layer, or its key among outputs by name; undefined where Keras makes one. */
  readonly name: string | undefined;
  readonly loss: DrawnLoss;
  /** Whether it has the loss. */
  readonly measured: boolean;
  /** Whether the activation of its layer is the loss's; else it is not known. */
  readonly head: boolean;
  readonly classes: number;
  readonly steps: RowShape;
  readonly form: TargetForm;
}
export interface DrawnModel {
  readonly program: Pick<Program, "layers" | "graph">;
  /** What rows are by the name of the input; one that has no name is "". */
  readonly inputs: Readonly<Record<string, Rows>>;
  readonly inputForm: Form;
  readonly outputForm: Form;
  readonly outputs: readonly Output[];
  /** One loss for all outputs. */
  readonly shared?: DrawnLoss | undefined;
  /** Whether it knows the shapes of its inputs before it sees data. */
  readonly built: boolean;
}
interface Target {
  readonly loss: DrawnLoss;
  readonly classes: number;
}
export function drawTarget(d: Draw, loss = drawLoss(d)): Target {
  const kind = loss.targets;
  const few = loss.several ? [2, 3] : [1, 1, 2, 3];
  return { loss, classes: kind === "real" || kind === "binary" ? d.one(few) : d.whole(2, 4) };
}

/**
 * The last layer before an output, on rows of the shape.
 * @param last whether nothing else may use what it puts out: a gradient through a saturated softmax is nothing but rounding
 */
export function drawHead(
  d: Draw,
  { loss, classes }: Target,
  shape: RowShape,
  last: boolean,
): { spec: LayerSpec; output: Output } {
  const saturated = loss.steep ? {} : d.maybe(last ? 0.2 : 0, () => saturating(d, loss.last));
  const options = { ...weightOptions(d, [shape.at(-1)!, classes]), ...saturated, ...commonOptions(d) };
  const steps = shape.slice(0, -1);
  const form = drawForm(d, loss, classes, steps);
  return {
    spec: { layer: "dense", units: classes, activation: loss.last, ...options },
    output: { name: undefined, loss, measured: true, head: true, classes, steps, form },
  };
}

/**
 * Probabilities far beyond where cross-entropies are clipped, or all at one place; between these, 1 - p amplifies
 * rounding. At a logit of 16 float32's sigmoid is where the clip ends, and its gradient a half.
 */
function saturating(d: Draw, last: DrawnLoss["last"]): Options {
  const constant = (value: number): Options => ({ name: "constant", value });
  if (last === "softmax") return { kernelInitializer: { name: "randomNormal", stddev: 30 } };
  if (last !== "sigmoid") return { kernelInitializer: "zeros" };
  return d.one<Options>([
    { biasInitializer: constant(d.one([-60, -30, 40])), useBias: true },
    { kernelInitializer: "zeros", biasInitializer: constant(16), useBias: true },
    { kernelInitializer: "zeros", biasInitializer: "zeros" },
  ]);
}

function drawForm(d: Draw, { targets: kind, inRows }: DrawnLoss, classes: number, steps: RowShape): TargetForm {
  if (kind === "labels") return d.chance(inRows ? 0 : 0.3) ? "column" : "plain";
  return (kind === "real" || kind === "binary") && classes === 1 && steps.length === 0 && d.chance(0.5)
    ? "rank1"
    : "plain";
}

type Measures = Pick<CompileSpec, "loss" | "lossWeights" | "metrics" | "weightedMetrics">;

/**
 * Losses and metrics by output, and the keys of those that may be near 0 by cancellation.
 * @param partial whether outputs without a loss have no targets either: Keras then takes the targets for those of the
 *   first outputs, so that there are no metrics
 */
export function drawMeasures(
  d: Draw,
  { outputs, outputForm: form, shared: all }: DrawnModel,
  partial: boolean,
): { readonly measures: Measures; readonly signed: readonly string[] } {
  const shared: Spec | undefined = all?.spec;
  const named = outputs.every(({ name }) => name !== undefined);
  const losses = outputs.map(({ loss, measured }) => (measured ? loss.spec : null));
  const byName = form === "object" || (named && !losses.includes(null) && d.chance(form === "list" ? 0.4 : 0));
  const arranged = <T>(values: readonly T[], keyed: boolean): T | readonly T[] | Readonly<Record<string, T>> => {
    if (form === "one") return values[0]!;
    if (!keyed) return values;
    return d.byName(outputs.flatMap(({ name }, i) => (values[i] === null ? [] : [[name!, values[i]!] as const])));
  };
  const weigh = d.chance(form === "one" ? 0.1 : 0.4);
  const weight = (i: number): number | null => (losses[i] === null && byName ? null : d.one([0.3, 1, 2.5]));
  const lossWeights =
    shared !== undefined || form === "one" ? 0.7 : arranged(outputs.map((_, i) => weight(i)), byName); // prettier-ignore
  const signed: string[] = outputs.some(({ loss, measured }) => loss.signed && measured) ? ["loss"] : [];
  const prefix = ({ name }: Output): string => (form === "one" ? "" : `${name}_`);
  signed.push(...outputs.flatMap((o) => (o.loss.signed ? [`${prefix(o)}loss`] : [])));
  const metrics = (most: number, weighted: boolean): unknown => {
    if (partial) return undefined;
    const drawn = outputs.map((output) => {
      const { loss, head, classes, steps, form: targets } = output;
      const of = { kind: loss.targets, form: targets, flat: steps.length === 0, classes, weighted };
      const known = form === "one" || output.name !== undefined;
      const found = drawMetrics(d, { ...of, last: head ? loss.last : undefined, signed: known }, most);
      signed.push(...found.signed.map((name) => prefix(output) + name));
      return found.specs;
    });
    if (form === "one") return drawn[0]!.length > 0 ? drawn[0] : undefined;
    const entries = drawn.map((specs) =>
      specs.length === 0 ? null : specs.length === 1 && d.chance(0.5) ? specs[0]! : specs,
    );
    if (entries.every((entry) => entry === null)) return undefined;
    return arranged(entries, form === "object" || (named && d.chance(0.4)));
  };
  const [plain, weighted] = [metrics(2, false), d.chance(form === "one" ? 0.3 : 0.5) ? metrics(2, true) : undefined];
  const measures = {
    loss: shared ?? arranged(losses, byName),
    ...(weigh && { lossWeights }),
    ...(plain !== undefined && { metrics: plain }),
    ...(weighted !== undefined && { weightedMetrics: weighted }),
  };
  return { measures: measures as Measures, signed };
}
