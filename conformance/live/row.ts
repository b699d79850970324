/** Draws a row of layers, as sequential models are. */
import { batch } from "@tacet/compiler";
import type { LayerSpec } from "../graph.ts";
import { layer as makeLayer } from "../program.ts";
import type { Draw } from "./draw.ts";
import { drawLayer } from "./layers.ts";
import { drawHead, drawTarget, type DrawnModel } from "./outputs.ts";
import { floats, sizeOf, type Rows, type RowShape } from "./tables.ts";

const largestRow = 300;

const rowShapeAfter = (spec: LayerSpec, shape: RowShape): RowShape =>
  makeLayer(spec)
    .computeOutputShape([batch, ...shape])
    .slice(1)
    .map(Number);

/** Layers, fewer where rows would get too large, and the shape of what the last one puts out. */
export function drawLayers(
  d: Draw,
  rows: Rows,
  count: number,
  random: boolean,
): { readonly layers: LayerSpec[]; readonly after: RowShape } {
  const layers: LayerSpec[] = rows.kind === "indices" ? [drawLayer(d, rows, random)] : [];
  let after = layers[0] ? rowShapeAfter(layers[0], rows.shape) : rows.shape;
  for (let left = count; left > 0; left--) {
    const spec: LayerSpec = d.chance(0.08)
      ? { layer: "addLoss", vector: d.chance(0.5) }
      : drawLayer(d, floats(after), random);
    const next = spec.layer === "addLoss" ? after : rowShapeAfter(spec, after);
    if (sizeOf(next) > largestRow) continue;
    layers.push(spec);
    after = next;
  }
  return { layers, after };
}

export function drawRowShape(d: Draw): RowShape {
  const axes = d.one([...Array<number>(10).fill(0), ...Array<number>(6).fill(1), 2, 2, 2, 2, 3, 3, 4]);
  return [...d.list(axes, () => d.whole(2, [4, 4, 4, 3, 2][axes]!)), d.whole(1, axes < 4 ? 5 : 2)];
}

/** Rows of an input. */
export const drawRows = (d: Draw): Rows =>
  d.chance(0.25)
    ? { kind: "indices", shape: d.list(d.one([1, 1, 1, 2]), () => d.whole(2, 5)), words: d.whole(3, 7) }
    : floats(drawRowShape(d));

/** A sequential model. @param random whether layers may draw random numbers as they train */
export function drawRow(d: Draw, random: boolean): DrawnModel {
  const target = drawTarget(d);
  const rows = drawRows(d);
  const { layers, after } = drawLayers(d, rows, d.whole(0, 4), random);
  let current = after;
  // An output of several steps is a target for each.
  if (current.length > 1 && (current.length > 2 || d.chance(0.5))) {
    layers.push({ layer: "flatten" });
    current = [sizeOf(current)];
  }
  if (layers[0]?.layer === "dense" && d.chance(0.1)) layers[0] = { layer: "sequential", layers: [layers[0]] };
  const { spec, output } = drawHead(d, target, current, true);
  layers.push(spec);
  const built = !random || d.chance(0.7);
  if (built) layers[0] = withInput(layers[0]!, rows.shape, layers);
  return { program: { layers }, inputs: { "": rows }, inputForm: "one", outputForm: "one", outputs: [output], built };
}

/** The first layer, which gives the model its input; one without options of its own gets a layer before it. */
function withInput(first: LayerSpec, shape: RowShape, layers: LayerSpec[]): LayerSpec {
  if (first.layer !== "sequential" && first.layer !== "addLoss") return { ...first, inputShape: shape };
  layers.unshift(first);
  return { layer: "activation", activation: "linear", inputShape: shape };
}
