/**
 * Draws a program from a seed: a sequential model of everything that is registered, how it is compiled, its data, one
 * training step, and five epochs with everything that `fit` takes. `program.ts` and `generate/program.py` run it.
 */
import { batch } from "@tacet/compiler";
import type { LayerSpec } from "../graph.ts";
import { layer as makeLayer, type Program, type Step } from "../program.ts";
import type { Encoded } from "../golden.ts";
import { inputs, sampleWeights, targets, type TargetForm } from "./data.ts";
import { Draw } from "./draw.ts";
import { commonOptions, drawLayer, weightOptions, type RowShape } from "./layers.ts";
import { drawLoss, type DrawnLoss } from "./losses.ts";
import { drawMetrics } from "./metrics.ts";
import { drawOptimizer } from "./optimizers.ts";
import type { Options } from "./tables.ts";

/** A program, and what is to be known to compare what it leaves. */
export interface LiveProgram extends Program {
  readonly floatx: "float32" | "float64";
  /** "loss" and names of metrics that may be near 0 by cancellation: their errors are compared to 1 at least. */
  readonly signed: readonly string[];
}
const largestRow = 300;
const epochs = 5;

/** A fifth of all programs, in float64, where what JAX draws is different: weights are copied, nothing else random. */
const inDoubles = (seed: number): boolean => seed % 5 === 4;

const rowShapeAfter = (spec: LayerSpec, shape: RowShape): RowShape =>
  makeLayer(spec)
    .computeOutputShape([batch, ...shape])
    .slice(1)
    .map(Number);
const size = (shape: RowShape): number => shape.reduce((a, b) => a * b, 1);

/** Layers, and the shape of what the last one puts out, but for the classes. */
function drawLayers(
  d: Draw,
  shape: RowShape,
  loss: DrawnLoss,
  classes: number,
  random: boolean,
): { layers: LayerSpec[]; steps: RowShape } {
  const layers: LayerSpec[] = [];
  let current = shape;
  for (let left = d.whole(0, 4); left > 0; left--) {
    const spec: LayerSpec = d.chance(0.08)
      ? { layer: "addLoss", vector: d.chance(0.5) }
      : drawLayer(d, current, random);
    const next = spec.layer === "addLoss" ? current : rowShapeAfter(spec, current);
    if (size(next) > largestRow) continue;
    layers.push(spec);
    current = next;
  }
  // An output of several steps is a target for each.
  if (current.length > 1 && (current.length > 2 || d.chance(0.5))) {
    layers.push({ layer: "flatten" });
    current = [size(current)];
  }
  if (layers[0]?.layer === "dense" && d.chance(0.1)) layers[0] = { layer: "sequential", layers: [layers[0]] };
  const saturated = loss.steep ? {} : d.maybe(0.2, () => saturating(d, loss.last));
  const options = { ...weightOptions(d), ...saturated, ...commonOptions(d) };
  layers.push({ layer: "dense", units: classes, activation: loss.last, ...options });
  return { layers, steps: current.slice(0, -1) };
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

export function drawProgram(seed: number): LiveProgram {
  const d = new Draw(seed);
  const floatx = inDoubles(seed) ? "float64" : "float32";
  const loss = drawLoss(d);
  const kind = loss.targets;
  const few = loss.several ? [2, 3] : [1, 1, 2, 3];
  const classes = kind === "real" || kind === "binary" ? d.one(few) : d.whole(2, 4);
  const shape = [...d.list(d.one([0, 0, 0, 0, 0, 1, 1, 1, 2, 3]), () => d.whole(2, 3)), d.whole(1, 5)];
  const { layers, steps } = drawLayers(d, shape, loss, classes, floatx === "float32");
  const given = floatx === "float64" || d.chance(0.7);
  if (given) layers[0] = withInput(layers[0]!, shape, layers);

  const rows = d.whole(3, 40);
  const extra = d.whole(2, 15);
  const form = drawForm(d, loss, classes, steps);
  const data: Record<string, Encoded> = {
    x: inputs(d, rows, shape, floatx),
    y: targets(d, kind, rows, steps, classes, form, floatx),
  };
  // Keras has no meaning for one weight a row where the loss has several values a row.
  const weighted = steps.length === 0 && d.chance(0.3);
  if (weighted) data.w = sampleWeights(d, rows, floatx);
  const common = { x: "x", y: "y", ...(weighted && { sampleWeight: "w" }) };
  const byClass = steps.length === 0 && !weighted && kind !== "real" && (kind !== "binary" || classes === 1);
  const classWeight = d.maybe(byClass ? 0.3 : 0, () => ({
    classWeight: Object.fromEntries(
      Array.from({ length: Math.max(2, classes) }, (_, c) => [c, d.one([0, 0.7, 1, 2.5])]),
    ),
  }));
  const {
    options: validation,
    fields,
    arrays,
  } = drawValidation(d, rows, steps.length > 0, () => ({
    vx: inputs(d, extra, shape, floatx),
    vy: targets(d, kind, extra, steps, classes, form, floatx),
    vw: sampleWeights(d, extra, floatx),
  }));
  Object.assign(data, arrays);

  const shuffle = d.maybe(0.4, () => ({ shuffle: d.one([false, "batch"]) }));
  // One step, of all rows: the first of `fit` draws a shuffle that it discards, trainOnBatch does not. Compiled again,
  // the model has what fit's first batch builds, and discards, before it.
  const [byBatch, again] = [d.chance(0.6), d.chance(0.4)];
  const first: Step = byBatch
    ? { do: "trainOnBatch", ...common }
    : { do: "fit", ...common, options: { batchSize: rows, epochs: 1, ...classWeight, ...shuffle } };
  const fit: Step = {
    do: "fit",
    ...common,
    ...fields,
    batches: d.chance(0.3),
    options: {
      batchSize: drawBatchSize(d, rows),
      epochs,
      ...classWeight,
      ...validation,
      ...shuffle,
      ...d.maybe(0.1, () => ({ initialEpoch: 2 })),
    },
  };
  const flat = steps.length === 0;
  const draw = (most: number): ReturnType<typeof drawMetrics> => drawMetrics(d, kind, form, flat, most);
  const [metrics, weightedMetrics] = [draw(2), draw(d.chance(0.3) ? 2 : 0)];
  const compile = {
    loss: loss.spec,
    optimizer: drawOptimizer(d),
    metrics: metrics.specs,
    activityReduction: d.one(["batch_mean", "sum"] as const),
    ...(weightedMetrics.specs.length > 0 && { weightedMetrics: weightedMetrics.specs }),
    ...d.maybe(0.1, () => ({ lossWeights: 0.7 })),
  } as Program["compile"];
  // Every other number of rows is one more program for JAX to compile.
  const batched = (): Options => ({ batchSize: d.chance(0.6) ? rows : d.whole(1, rows) });
  const evaluate = (): Step => ({ do: "evaluate", ...common, options: batched() });
  return {
    seed: d.whole(0, 2 ** 31 - 1),
    floatx,
    signed: [...(loss.signed ? ["loss"] : []), ...metrics.signed, ...weightedMetrics.signed],
    data,
    layers,
    compile,
    steps: [
      ...(given ? [{ do: "getWeights" } as const] : []),
      ...(d.chance(0.2) ? [evaluate()] : []),
      first,
      { do: "getWeights" },
      { do: "predict", x: "x", options: batched() },
      ...(again ? [{ do: "compile" } as const] : []),
      fit,
      evaluate(),
    ],
  };
}

/** The first layer, which gives the model its input; one without options of its own gets a layer before it. */
function withInput(first: LayerSpec, shape: RowShape, layers: LayerSpec[]): LayerSpec {
  if (first.layer !== "sequential" && first.layer !== "addLoss") return { ...first, inputShape: shape };
  layers.unshift(first);
  return { layer: "activation", activation: "linear", inputShape: shape };
}

function drawForm(d: Draw, { targets: kind, inRows }: DrawnLoss, classes: number, steps: RowShape): TargetForm {
  if (kind === "labels") return d.chance(inRows ? 0 : 0.3) ? "column" : "plain";
  return (kind === "real" || kind === "binary") && classes === 1 && steps.length === 0 && d.chance(0.5)
    ? "rank1"
    : "plain";
}

/** Often one whose last batch has one row. */
function drawBatchSize(d: Draw, rows: number): number {
  const tailOfOne = Array.from({ length: rows - 1 }, (_, i) => i + 2).filter((b) => rows % b === 1);
  if (tailOfOne.length > 0 && d.chance(0.35)) return d.one(tailOfOne);
  return d.one([1, 4, 8, 32, rows]);
}

function drawValidation(
  d: Draw,
  rows: number,
  stepped: boolean,
  draw: () => Readonly<Record<"vx" | "vy" | "vw", Encoded>>,
): { options: Options; fields: Pick<Step, "validationData">; arrays: Readonly<Record<string, Encoded>> } {
  const kind = d.one(["none", "data", stepped ? "data" : "weights", "split"] as const);
  if (kind === "none") return { options: {}, fields: {}, arrays: {} };
  if (kind === "split") {
    const split = d.one([0.1, 0.25, 0.5]);
    return {
      options: { validationSplit: Math.floor(rows * (1 - split)) === rows ? 0.5 : split },
      fields: {},
      arrays: {},
    };
  }
  const { vx, vy, vw } = draw();
  const size = d.maybe(0.3, () => ({ validationBatchSize: d.whole(1, vx.shape[0]!) }));
  return kind === "data"
    ? { options: size, fields: { validationData: ["vx", "vy"] }, arrays: { vx, vy } }
    : { options: size, fields: { validationData: ["vx", "vy", "vw"] }, arrays: { vx, vy, vw } };
}
