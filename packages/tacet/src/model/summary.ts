/** A table of a model's layers, as Keras prints it. Source: keras/src/utils/summary_utils.py. */
import { bytesOf, formatExtent, isStatic, type Shape, type Variable } from "@tacet/compiler";
import { say, terminalColumns } from "../callbacks/print.ts";
import { Layer, type AnyLayer } from "../layers/layer.ts";
import type { Operation } from "../layers/symbolic.ts";
import { callable, checkOptions, flag, wholeFrom, type Kinds } from "../options.ts";
import type { ModelGraph } from "./graph.ts";

export interface SummaryOptions {
  /** The width of the table in characters. Default: the terminal's less 4, at most 88 (108 with connections, 12 more with `showTrainable`). */
  lineLength?: number | undefined;
  /** Takes the text a line at a time. Default: standard output. */
  print?: ((line: string) => void) | undefined;
  /** Whether layers inside models are listed too. Default false. */
  expandNested?: boolean | undefined;
  /** Whether a column says which layers are trainable. Default false. */
  showTrainable?: boolean | undefined;
}
const kinds: Kinds<SummaryOptions> = {
  lineLength: wholeFrom(20),
  print: callable,
  expandNested: flag,
  showTrainable: flag,
};
export interface SummaryRow {
  readonly layer: Operation;
  readonly depth: number;
}
export interface SummarySource {
  readonly name: string;
  readonly rows: readonly SummaryRow[];
  /** Of a functional model. */
  readonly graph: ModelGraph | undefined;
  readonly trainable: readonly Variable[];
  readonly nonTrainable: readonly Variable[];
  readonly optimizer: readonly Variable[];
}

const count = (variables: readonly Variable[]): number => variables.reduce((sum, v) => sum + v.size, 0);
const bytes = (variables: readonly Variable[]): number =>
  variables.reduce((sum, v) => sum + v.size * bytesOf(v.dtype), 0);
function readable(size: number): string {
  const units = ["B", "KB", "MB", "GB", "TB"];
  let unit = 0;
  while (size >= 1024 && unit < units.length - 1) {
    size /= 1024;
    unit++;
  }
  return `${size.toFixed(2)} ${units[unit]}`;
}
const grouped = (n: number): string => n.toLocaleString("en-US");
const showShape = (shape: Shape): string =>
  `(${shape.map((e) => (isStatic(e) ? formatExtent(e) : "None")).join(", ")})`;
function showOutput(layer: Operation): string {
  const shapes = layer instanceof Layer ? (layer as AnyLayer).outputShapes : layer.inboundNodes[0]!.outputs.map((t) => t.shape); // prettier-ignore
  if (!shapes) return "?";
  return shapes.length === 1 ? showShape(shapes[0]!) : `[${shapes.map(showShape).join(", ")}]`;
}
function showParams(layer: Operation): string {
  if (!(layer instanceof Layer)) return "0";
  const counted = layer as AnyLayer;
  return counted.built || counted.weights.length > 0 || counted.outputShapes
    ? grouped(counted.countParams())
    : "0 (unbuilt)";
}
function showTrainability(layer: Operation): string {
  if (!(layer instanceof Layer) || layer.weights.length === 0) return "-";
  return layer.trainable ? "Y" : "N";
}

/** The calls of a graph that is no mere row of layers. Source: print_summary's `sequential_like`. */
function connections(graph: ModelGraph | undefined): ReadonlySet<object> | undefined {
  if (!graph) return undefined;
  const row = graph.levels.every(([node, ...others]) => others.length === 0 && node!.inputs.length <= 1);
  const shared = graph.operations.length < graph.levels.length;
  return row && !shared ? undefined : new Set(graph.levels.flat());
}
/** Where a layer's inputs come from: "dense[0][0]" is the first output of the first call of dense. */
function showSources(layer: Operation, nodes: ReadonlySet<object>, { stand }: ModelGraph): string {
  const sources = layer.inboundNodes
    .filter((node) => nodes.has(node))
    .flatMap((node) => node.inputs.map(stand).map((t) => `${t.source.operation.name}[${t.source.index}][${t.index}]`));
  return sources.join(", ") || "-";
}

/** The lines of the summary. */
export function summaryLines(source: SummarySource, options?: SummaryOptions): string[] {
  const { showTrainable = false, lineLength } = checkOptions("summary", options, kinds);
  const nodes = connections(source.graph);
  const usual = (nodes ? 108 : 88) + (showTrainable ? 12 : 0);
  const width = lineLength ?? Math.min(usual, terminalColumns() - 4);
  const places = nodes ? [0.3, 0.56, 0.74, 1] : [0.45, 0.8, 1];
  const stops = showTrainable ? [...places.map((p) => p * 0.9), 1] : places;
  const widths: number[] = [];
  let end = 0;
  for (const stop of stops) {
    widths.push(Math.trunc(stop * width) - end);
    end += widths.at(-1)!;
  }
  const header = [
    "Layer (type)",
    "Output Shape",
    "Param #",
    ...(nodes ? ["Connected to"] : []),
    ...(showTrainable ? ["Trainable"] : []),
  ];
  const align = [left, left, right, ...(nodes ? [left] : []), centre];
  // The frame and a space on each side of a column come out of the widths, in equal parts.
  let excess = 3 * widths.length + 1;
  const inner = widths.map((w, i) => {
    const part = roundHalfEven(excess / (widths.length - i));
    excess -= part;
    return Math.max(1, w - part);
  });
  const rule = (a: string, line: string, b: string, c: string): string =>
    a + inner.map((w) => line.repeat(w + 2)).join(b) + c;
  const row = (cells: readonly string[], bar: string): string[] => {
    const wrapped = cells.map((cell, i) => wrap(cell, inner[i]!));
    const height = Math.max(...wrapped.map((lines) => lines.length));
    return Array.from(
      { length: height },
      (_, k) => `${bar}${wrapped.map((lines, i) => ` ${align[i]!(lines[k] ?? "", inner[i]!)} `).join(bar)}${bar}`,
    );
  };
  const body = source.rows.map(({ layer, depth }) => [
    `${depth > 0 ? `${"   ".repeat(depth)}└ ` : ""}${layer.name} (${layer.className})`,
    showOutput(layer),
    showParams(layer),
    ...(nodes ? [showSources(layer, nodes, source.graph!)] : []),
    ...(showTrainable ? [showTrainability(layer)] : []),
  ]);
  const lines = [`Model: "${source.name}"`, rule("┏", "━", "┳", "┓"), ...row(header, "┃"), rule("┡", "━", "╇", "┩")];
  body.forEach((cells, i) => {
    if (i > 0) lines.push(rule("├", "─", "┼", "┤"));
    lines.push(...row(cells, "│"));
  });
  lines.push(rule("└", "─", "┴", "┘"));
  const all = [...source.trainable, ...source.nonTrainable, ...source.optimizer];
  const total = (label: string, variables: readonly Variable[]): string =>
    ` ${label} params: ${grouped(count(variables))} (${readable(bytes(variables))})`;
  lines.push(total("Total", all), total("Trainable", source.trainable), total("Non-trainable", source.nonTrainable));
  if (source.optimizer.length > 0) lines.push(total("Optimizer", source.optimizer));
  return lines;
}

export function printSummary(source: SummarySource, options: SummaryOptions = {}): void {
  const print = options.print ?? say;
  for (const line of summaryLines(source, options)) print(line);
}

const left = (text: string, width: number): string => text.padEnd(width);
const right = (text: string, width: number): string => text.padStart(width);
const centre = (text: string, width: number): string => {
  const before = Math.floor((width - text.length) / 2);
  return text.padStart(text.length + Math.max(0, before)).padEnd(width);
};
const roundHalfEven = (x: number): number => (x % 1 === 0.5 ? 2 * Math.round(x / 2) : Math.round(x));
/** Breaks at spaces; a word that is too long by itself loses its end. */
function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of text.match(/\s*\S+/g) ?? [""]) {
    if ((line + word).length <= width) {
      line += word;
      continue;
    }
    if (line) lines.push(line);
    line = word.trimStart();
    if (line.length > width) line = `${line.slice(0, width - 1)}…`;
  }
  return [...lines, line];
}
