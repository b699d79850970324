/** What stands in the box of a layer or an op, and how large the box has to be for it. */
import { activations, Layer, type Functional, type Shape } from "tacet";
import { textWidth } from "../plots/textWidth.ts";

export type ModelGraph = Functional["graph"];
/** A layer, or an op between layers. */
export type Operation = ModelGraph["operations"][number];
/** A call on symbolic tensors. */
export type Call = ModelGraph["levels"][number][number];

export interface LabelOptions {
  readonly showShapes: boolean;
  readonly showDtype: boolean;
  readonly showLayerNames: boolean;
  readonly showLayerActivations: boolean;
  readonly showTrainable: boolean;
}
/** A line of a box, or several below each other where a layer takes or gives several tensors. */
export interface BoxRow {
  readonly label: string;
  readonly values: readonly string[];
  /** Whether it ought to catch the eye. */
  readonly stressed: boolean;
}
export interface Box {
  readonly kind: "input" | "layer" | "op";
  /** In bold letters, before `suffix` in others. */
  readonly title: string;
  readonly suffix: string;
  readonly rows: readonly BoxRow[];
}

export function makeBox(operation: Operation, call: Call | undefined, options: LabelOptions): Box {
  const { name, className } = operation;
  const kind = !(operation instanceof Layer) ? "op" : className === "InputLayer" ? "input" : "layer";
  const rows: BoxRow[] = [];
  const row = (label: string, values: readonly string[], stressed = false): void =>
    void rows.push({ label, values, stressed });
  const each = (tensors: Call["inputs"] | undefined, show: (t: Call["inputs"][number]) => string): string[] =>
    tensors?.map(show) ?? ["?"];
  const activation = options.showLayerActivations ? activationOf(operation) : undefined;
  if (activation !== undefined) row("activation", [activation]);
  if (options.showShapes) {
    if (kind !== "input") row("input", each(call?.inputs, showShape));
    row("output", each(call?.outputs, showShape));
  }
  if (options.showDtype) row("dtype", [...new Set(each(call?.outputs, (t) => t.dtype))]);
  if (options.showTrainable && operation instanceof Layer && operation.weights.length > 0) {
    row("trainable", [operation.trainable ? "yes" : "no"], !operation.trainable);
  }
  return options.showLayerNames
    ? { kind, title: name, suffix: ` (${className})`, rows }
    : { kind, title: className, suffix: "", rows };
}

/** As Python prints it: (None, 4). */
function showShape({ shape }: { readonly shape: Shape }): string {
  const extents = shape.map((extent) => (typeof extent === "number" ? String(extent) : "None"));
  return `(${extents.join(", ")}${extents.length === 1 ? "," : ""})`;
}

/** The name of a layer's activation; undefined for what has none. */
function activationOf(operation: Operation): string | undefined {
  if (!("activation" in operation)) return undefined;
  const { activation } = operation;
  if (typeof activation === "function") {
    const [known] = Object.entries(activations).find(([, f]) => f === activation) ?? [activation.name];
    return known || "a function";
  }
  return activation instanceof Layer ? activation.name : undefined;
}

/** Lengths of a box, in pixels. */
export const boxStyle = {
  titleSize: 13,
  textSize: 12,
  padding: 12,
  header: 30,
  line: 19,
  gap: 8,
  labelGap: 12,
} as const;

/** Where a box's lines begin, from its left edge and its top. */
export interface BoxSize {
  readonly width: number;
  readonly height: number;
  /** Where values begin. */
  readonly values: number;
}
export function sizeOf({ title, suffix, rows }: Box): BoxSize {
  const { titleSize, textSize, padding, header, line, gap, labelGap } = boxStyle;
  const widest = (texts: readonly string[]): number => Math.max(0, ...texts.map((text) => textWidth(text, textSize)));
  const values = padding + widest(rows.map((row) => row.label)) + labelGap;
  const body = rows.length > 0 ? values + widest(rows.flatMap((row) => row.values)) + padding : 0;
  const head = textWidth(title, titleSize, "bold") + textWidth(suffix, titleSize) + 2 * padding;
  const lines = rows.reduce((sum, row) => sum + Math.max(1, row.values.length), 0);
  return {
    width: Math.ceil(Math.max(64, body, head)),
    height: header + (lines > 0 ? lines * line + gap : 0),
    values: Math.ceil(values),
  };
}
