/** The picture of a model: its layers as boxes, its tensors as arrows. Source: keras/src/utils/model_visualization.py. */
import { Layer, TacetError, type Functional, type Model, type Sequential } from "tacet";
import { drawLayout } from "./draw.ts";
import { placeSheet, type Direction } from "./layout.ts";
import { makeSheet } from "./picture.ts";

export interface PlotModelOptions {
  /** Whether boxes say which shapes go in and out. Default false. */
  showShapes?: boolean | undefined;
  /** Whether boxes say of which type the output is. Default false. */
  showDtype?: boolean | undefined;
  /** Whether boxes have the layer's name, before its class. Default false. */
  showLayerNames?: boolean | undefined;
  /** Where the model runs to: "TB" down, "LR" to the right. Default "TB". */
  rankdir?: Direction | undefined;
  /** Whether models inside the model show their layers. Default false: they are one box. */
  expandNested?: boolean | undefined;
  /** Whether boxes name the activation, of layers that have one. Default false. */
  showLayerActivations?: boolean | undefined;
  /** Whether boxes say if training changes the weights, of layers that have some. Default false. */
  showTrainable?: boolean | undefined;
}
const flags = [true, false] as const;
const values: { readonly [K in keyof PlotModelOptions]-?: readonly unknown[] } = {
  showShapes: flags,
  showDtype: flags,
  showLayerNames: flags,
  rankdir: ["TB", "LR"],
  expandNested: flags,
  showLayerActivations: flags,
  showTrainable: flags,
};

/**
 * Draws a model, as an SVG that follows the reader's colour scheme: a box for each layer and op, and an arrow wherever one
 * takes what another gives. A model with a `call` of its own is one box.
 * @throws TacetError for what is no model or is not built yet, and for options that make no sense
 */
export function plotModel(model: Model | Functional | Sequential, options: PlotModelOptions = {}): string {
  checkOptions(options);
  if (!(model instanceof Layer)) {
    throw new TacetError(
      `plotModel: expected a model, received ${typeof model}. Give what sequential or model returns.`,
    );
  }
  if (!model.built) {
    throw new TacetError(
      `plotModel: expected a model that is built, received "${model.name}", whose input is not known yet. Give its first layer an inputShape, call model.build([null, …]), or the model on data.`,
    );
  }
  const { rankdir = "TB", showShapes = false, showDtype = false, showLayerNames = false } = options;
  const { expandNested = false, showLayerActivations = false, showTrainable = false } = options;
  const labels = { showShapes, showDtype, showLayerNames, showLayerActivations, showTrainable };
  const sheet = makeSheet(model, { ...labels, expandNested });
  return drawLayout(placeSheet(sheet, rankdir), `The layers of model "${model.name}"`);
}

function checkOptions(options: object): void {
  for (const [name, value] of Object.entries(options)) {
    const allowed = new Map<string, readonly unknown[]>(Object.entries(values)).get(name);
    if (!allowed) {
      const known = Object.keys(values).join(", ");
      throw new TacetError(`plotModel: there is no option ${JSON.stringify(name)}. Known: ${known}.`);
    }
    if (value === undefined || allowed.includes(value)) continue;
    const expected = allowed.map((v) => JSON.stringify(v)).join(" or ");
    throw new TacetError(`plotModel: expected ${name} to be ${expected}, received ${JSON.stringify(value)}.`);
  }
}
