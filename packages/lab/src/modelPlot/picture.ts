/**
 * What the picture of a model shows, before anything has a place: a box for each layer and op, a group for each model
 * whose layers are shown, and an arrow wherever one takes what another gives.
 *
 * Source: keras/src/utils/model_visualization.py (model_to_dot). Unlike there, a layer that stands in two models has a box
 * in each.
 */
import { Functional, Sequential, type Layer } from "tacet";
import { makeBox, type Box, type Call, type LabelOptions, type ModelGraph, type Operation } from "./box.ts";

export interface PictureOptions extends LabelOptions {
  readonly expandNested: boolean;
}
/** One end of an arrow: a box or a group, and at a group which of the inner model's inputs or outputs. */
export interface End {
  readonly id: string;
  readonly port: number;
}
export interface Arrow {
  readonly from: End;
  readonly to: End;
}
/** What one model shows. */
export interface Sheet {
  readonly boxes: readonly (Box & { readonly id: string })[];
  readonly groups: readonly Group[];
  /** Each two ends at most once. */
  readonly arrows: readonly Arrow[];
  /** What takes the model's inputs, and what gives its outputs. */
  readonly inputs: readonly End[];
  readonly outputs: readonly End[];
}
export interface Group extends Sheet {
  readonly id: string;
  readonly title: string;
}

export function makeSheet(model: Operation, options: PictureOptions): Sheet {
  if (isOpen(model))
    return model instanceof Sequential ? rowSheet(model.layers, options) : graphSheet(model.graph, options);
  const [call] = model.inboundNodes;
  const { boxes, groups, end } = makeItems([[model, call]], options);
  return { boxes, groups, arrows: [], inputs: [end(model, 0)], outputs: [end(model, 0)] };
}

function rowSheet(layers: readonly Layer[], options: PictureOptions): Sheet {
  const unlike = [...new Set(layers)];
  const { boxes, groups, end } = makeItems(unlike.map((layer) => [layer, layer.inboundNodes[0]]), options); // prettier-ignore
  const arrows = layers.slice(1).map((layer, i) => ({ from: end(layers[i]!, 0), to: end(layer, 0) }));
  return {
    boxes,
    groups,
    arrows: distinct(arrows),
    inputs: [end(layers[0]!, 0)],
    outputs: [end(layers.at(-1)!, 0)],
  };
}

function graphSheet({ operations, levels, stand, inputs, outputs }: ModelGraph, options: PictureOptions): Sheet {
  const calls = levels.flat();
  const called = operations.map((operation) => [operation, calls.find((c) => c.operation === operation)] as const);
  const { boxes, groups, end } = makeItems(called, options);
  const endOf = (tensor: Call["inputs"][number]): End => end(tensor.source.operation, tensor.index);
  const arrows = calls.flatMap(({ operation, inputs: taken }) =>
    taken.map((tensor, i) => ({ from: endOf(stand(tensor)), to: end(operation, i) })),
  );
  return { boxes, groups, arrows: distinct(arrows), inputs: inputs.map(endOf), outputs: outputs.map(endOf) };
}

/** Boxes and groups for operations, each with its first call, and the ends of arrows at them. */
function makeItems(called: readonly (readonly [Operation, Call | undefined])[], options: PictureOptions) {
  const boxes: Sheet["boxes"][number][] = [];
  const groups: Group[] = [];
  const ids = new Map<Operation, string>();
  called.forEach(([operation, call], i) => {
    const open = options.expandNested && isOpen(operation);
    const id = `${open ? "group" : "box"} ${i}`;
    ids.set(operation, id);
    if (open) {
      groups.push({ id, title: `${operation.name} (${operation.className})`, ...makeSheet(operation, options) });
    } else boxes.push({ id, ...makeBox(operation, call, options) });
  });
  const end = (operation: Operation, port: number): End => {
    const id = ids.get(operation)!;
    return { id, port: groups.some((group) => group.id === id) ? port : 0 };
  };
  return { boxes, groups, end };
}

export const nameOf = ({ from, to }: Arrow): string => [from.id, from.port, to.id, to.port].join("|");
const distinct = (arrows: readonly Arrow[]): Arrow[] => [
  ...new Map(arrows.map((arrow) => [nameOf(arrow), arrow])).values(),
];

/** Whether it is a model whose layers are connected in a way that can be shown. */
const isOpen = (operation: object): operation is Functional | Sequential =>
  operation instanceof Functional || (operation instanceof Sequential && operation.layers.length > 0);
