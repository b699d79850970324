/** Draws a functional model: inputs, calls between them, and outputs, each measured in its own way. */
import type { GraphSpec, Names } from "../graph.ts";
import { CallsDraw, type Place } from "./calls.ts";
import type { Draw } from "./draw.ts";
import { drawPlainLoss } from "./losses.ts";
import { drawHead, drawTarget, type DrawnModel, type Output } from "./outputs.ts";
import { drawRows } from "./row.ts";
import { sizeOf, type Form, type Rows } from "./tables.ts";

/** In orders that are not the alphabet's, which Keras's trees go by. */
const inputNames = ["b", "c", "a"];
const outputNames = ["main", "aux", "last"];

/** What inputs are; alike, often enough, that they meet. */
function drawInputs(d: Draw): Readonly<Record<string, Rows>> {
  const first = drawRows(d);
  const all = [first, ...d.list(d.one([0, 1, 1, 2]), () => (d.chance(0.4) ? first : drawRows(d)))];
  return Object.fromEntries(all.map((rows, i) => [inputNames[i]!, rows]));
}

/** Brings what nothing has used to one tensor, most of it. */
function gather(d: Draw, graph: CallsDraw): Place {
  const unused = graph.unused.map((place) => graph.floats(place));
  const [only] = unused;
  if (only && (unused.length === 1 || d.chance(0.3))) return only;
  const flat = (unused.length > 0 ? unused : graph.ends(1)).slice(-3).map((place) => graph.flat(graph.floats(place)));
  if (flat.length < 2) return flat[0]!;
  const [joined] = graph.add({ layer: { layer: "concatenate" }, of: flat.map(({ name }) => name) });
  return joined ?? flat[0]!;
}

/** @param random whether layers may draw random numbers as they train */
export function drawFunctional(d: Draw, random: boolean): DrawnModel {
  const inputs = drawInputs(d);
  const graph = new CallsDraw(d, inputs, random);
  for (let left = d.whole(1, 6); left > 0; left--) graph.grow();
  const count = d.one([1, 1, 2, 2, 2, 3]);
  const outputForm: Form = count === 1 ? "one" : d.one(["list", "list", "object"]);
  const shared = count > 1 && d.chance(0.12) ? drawTarget(d).loss : undefined;
  const outputs: Output[] = [];
  const ends: string[] = [];
  for (let i = 0; i < count; i++) {
    const between = i > 0 && shared === undefined && d.chance(0.4) ? intermediate(d, graph, ends) : undefined;
    const { name: end, output } = between ?? head(d, graph, i, i === count - 1, outputForm, shared);
    const lossless = i > 0 && shared === undefined && d.chance(0.12);
    const name = outputForm === "object" ? outputNames[i] : output.name;
    outputs.push({ ...output, name, measured: !lossless });
    ends.push(end);
  }
  const names = Object.keys(inputs);
  const inputForm: Form = names.length > 1 && d.chance(0.4) ? "object" : names.length > 1 ? "list" : "one";
  const arranged: Names =
    outputForm === "one" ? ends[0]! : outputForm === "list" ? ends : Object.fromEntries(ends.map((end, i) => [outputNames[i]!, end])); // prettier-ignore
  const spec: GraphSpec = {
    inputs: graph.inputs,
    ...(inputForm === "object" && d.chance(0.6) && { byName: true }),
    calls: graph.calls,
    outputs: arranged,
  };
  return { program: { graph: spec }, inputs, inputForm, outputForm, outputs, ...(shared && { shared }), built: true };
}

/** A dense layer of its own, often with a name. */
function head(
  d: Draw,
  graph: CallsDraw,
  index: number,
  last: boolean,
  form: Form,
  shared: Output["loss"] | undefined,
): { name: string; output: Output } {
  const target = drawTarget(d, shared);
  let from = graph.floats(index === 0 || d.chance(0.5) ? gather(d, graph) : d.one(graph.ends(3)));
  // An output of several steps is a target for each.
  if (from.shape.length > 1 && (from.shape.length > 2 || d.chance(0.5))) from = graph.flat(from);
  const { spec, output } = drawHead(d, target, from.shape, last);
  // Errors of what may be near 0 are known by its name.
  const named = form === "list" && (target.loss.signed || d.chance(0.7));
  const layer = named ? { ...spec, name: outputNames[index] } : spec;
  const { name } = graph.add({ layer, of: from.name })[0]!;
  return { name, output: { ...output, name: named ? outputNames[index] : undefined } };
}

/** What comes out between inputs and heads, as an output too; none where it is large, or is one already. */
function intermediate(
  d: Draw,
  graph: CallsDraw,
  ends: readonly string[],
): { name: string; output: Output } | undefined {
  const place = d.one(graph.ends(4));
  // Two outputs of one layer would have one name.
  const taken = ends.map((end) => graph.maker(end));
  if (place.given || taken.includes(graph.maker(place.name)) || sizeOf(place.shape) > 12) return undefined;
  const output: Output = {
    name: undefined,
    loss: drawPlainLoss(d),
    measured: true,
    head: false,
    classes: place.shape.at(-1)!,
    steps: place.shape.slice(0, -1),
    form: "plain",
  };
  return { name: place.name, output };
}
