/** Draws what is done with a model: its data, one training step, and five epochs with everything that `fit` takes. */
import type { Encoded } from "../golden.ts";
import type { Names } from "../graph.ts";
import type { Step } from "../program.ts";
import { inputs as drawInputs, sampleWeights, targets } from "./data.ts";
import type { Draw } from "./draw.ts";
import type { DrawnModel, Output } from "./outputs.ts";
import type { Form, Options } from "./tables.ts";

const epochs = 5;
type Floats = "float32" | "float64";

/** Names of data as a step gives them: one, a list, or by name. */
function arranged(d: Draw, form: Form, names: readonly string[], keys: readonly string[]): Names {
  if (form === "one") return names[0]!;
  return form === "list" ? names : d.byName(names.map((name, i) => [keys[i]!, name]));
}

/** What the data of a program is, by name; that of validation has a "v" in front. */
class Data {
  readonly arrays: Record<string, Encoded> = {};
  readonly #d: Draw;
  readonly #model: DrawnModel;
  readonly #floatx: Floats;
  readonly #targets: readonly { readonly output: Output; readonly name: string }[];
  readonly #targetForm: Form;
  readonly #oneWeight: boolean;

  /** @param partial whether outputs without a loss get no targets */
  constructor(
    d: Draw,
    model: DrawnModel,
    floatx: Floats,
    { partial, weighted }: { partial: boolean; weighted: boolean },
  ) {
    this.#d = d;
    this.#model = model;
    this.#floatx = floatx;
    const { outputs, outputForm: form } = model;
    this.#targets = outputs
      .map((output, i) => ({ output, name: outputs.length === 1 ? "" : `.${output.name ?? i}` }))
      .filter(({ output }) => !partial || output.measured);
    const named = outputs.every(({ name }) => name !== undefined);
    // Weights by name beside a list of outputs, and so weights for all beside targets by name, Keras refuses.
    this.#targetForm = form === "list" && named && !partial && !weighted && d.chance(0.4) ? "object" : form;
    if (partial && form === "list" && this.#targets.length === 1 && d.chance(0.5)) this.#targetForm = "one";
    this.#oneWeight = d.chance(0.4);
  }
  inputs(rows: number, prefix: "" | "v"): Names {
    const { inputs, inputForm } = this.#model;
    const keys = Object.keys(inputs);
    const names = keys.map((key) => {
      const name = `${prefix}x${key && `.${key}`}`;
      this.arrays[name] = drawInputs(this.#d, rows, inputs[key]!, this.#floatx);
      return name;
    });
    return arranged(this.#d, inputForm, names, keys);
  }
  targets(rows: number, prefix: "" | "v"): Names {
    const names = this.#targets.map(({ output: { loss, steps, classes, form }, name }) => {
      this.arrays[`${prefix}y${name}`] = targets(this.#d, loss.targets, rows, steps, classes, form, this.#floatx);
      return `${prefix}y${name}`;
    });
    return arranged(this.#d, this.#targetForm, names, this.#keys);
  }
  weights(rows: number, prefix: "" | "v"): Names {
    const each = this.#targets.map(({ name }) => (this.#oneWeight ? "" : name));
    for (const name of new Set(each)) this.arrays[`${prefix}w${name}`] = sampleWeights(this.#d, rows, this.#floatx);
    const names = each.map((name) => `${prefix}w${name}`);
    return this.#oneWeight ? names[0]! : arranged(this.#d, this.#targetForm, names, this.#keys);
  }
  get #keys(): readonly string[] {
    return this.#targets.map(({ output }) => output.name ?? "");
  }
}

/** @param ends whether nothing can follow the training */
export function drawTraining(
  d: Draw,
  model: DrawnModel,
  floatx: Floats,
  { partial, ends }: { readonly partial: boolean; readonly ends: boolean },
): { readonly data: Readonly<Record<string, Encoded>>; readonly steps: readonly Step[] } {
  const { outputs, built } = model;
  const rows = d.whole(3, 40);
  const stepped = outputs.some(({ steps }) => steps.length > 0);
  // Keras has no meaning for one weight a row where the loss has several values a row, nor for weights of outputs that
  // have no targets.
  const weightable = !stepped && !partial;
  const weighted = weightable && d.chance(0.3);
  const validation = d.one(["none", "data", weightable ? "weights" : "data", "split"] as const);
  const data = new Data(d, model, floatx, { partial, weighted: weighted || validation === "weights" });
  const common = {
    x: data.inputs(rows, ""),
    y: data.targets(rows, ""),
    ...(weighted && { sampleWeight: data.weights(rows, "") }),
  };
  const classWeight = weighted ? {} : drawClassWeight(d, outputs);
  const validated = drawValidation(d, rows, validation, data);

  const shuffle = d.maybe(0.4, () => ({ shuffle: d.one([false, "batch"]) }));
  // One step, of all rows: the first of `fit` draws a shuffle that it discards, trainOnBatch does not. Compiled again,
  // the model has what fit's first batch builds, and discards, before it.
  const [byBatch, again] = [ends || d.chance(0.6), d.chance(0.4)];
  const first: Step = byBatch
    ? { do: "trainOnBatch", ...common }
    : { do: "fit", ...common, options: { batchSize: rows, epochs: 1, ...classWeight, ...shuffle } };
  const fit: Step = {
    do: "fit",
    ...common,
    ...validated.fields,
    batches: d.chance(0.3),
    options: {
      batchSize: drawBatchSize(d, rows),
      epochs,
      ...classWeight,
      ...validated.options,
      ...shuffle,
      ...d.maybe(0.1, () => ({ initialEpoch: 2 })),
    },
  };
  // Every other number of rows is one more program for JAX to compile.
  const batched = (): Options => ({ batchSize: d.chance(0.6) ? rows : d.whole(1, rows) });
  const measure = (): Step =>
    d.chance(0.15) ? { do: "testOnBatch", ...common } : { do: "evaluate", ...common, options: batched() };
  const steps: Step[] = [
    ...(built ? [{ do: "getWeights" } as const] : []),
    ...(d.chance(0.2) ? [measure()] : []),
    first,
    { do: "getWeights" },
    { do: "predict", x: common.x, options: batched() },
    ...(again ? [{ do: "compile" } as const] : []),
    fit,
    ...(ends ? [] : [measure()]),
  ];
  return { data: data.arrays, steps };
}

/** Of the only output, where its targets are classes. */
function drawClassWeight(d: Draw, [output, ...others]: readonly Output[]): Options {
  const { loss, steps, classes } = output!;
  const kind = loss.targets;
  const byClass = steps.length === 0 && kind !== "real" && (kind !== "binary" || classes === 1) && others.length === 0;
  return d.maybe(byClass ? 0.3 : 0, () => ({
    classWeight: Object.fromEntries(
      Array.from({ length: Math.max(2, classes) }, (_, c) => [c, d.one([0, 0.7, 1, 2.5])]),
    ),
  }));
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
  kind: "none" | "data" | "weights" | "split",
  data: Data,
): { readonly options: Options; readonly fields: Pick<Step, "validationData"> } {
  if (kind === "none") return { options: {}, fields: {} };
  if (kind === "split") {
    const split = d.one([0.1, 0.25, 0.5]);
    return {
      options: { validationSplit: Math.floor(rows * (1 - split)) === rows ? 0.5 : split },
      fields: {},
    };
  }
  const extra = d.whole(2, 15);
  const options = d.maybe(0.3, () => ({ validationBatchSize: d.whole(1, extra) }));
  const weights = kind === "weights" ? [data.weights(extra, "v")] : [];
  return { options, fields: { validationData: [data.inputs(extra, "v"), data.targets(extra, "v"), ...weights] } };
}
