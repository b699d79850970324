/** Plots of many small panels that share their axes: one of them alone, or all in rows. */
import type { GroupMark, Mark, Spec } from "vega";
import { light } from "../../plots/theme.ts";

export const schema = "https://vega.github.io/schema/vega/v6.json";

export interface PanelSize {
  readonly width: number;
  readonly height: number;
}
/** Room for titles, axes and legends; nothing is measured, for that takes a font. */
export interface Margin {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}
/** What stands in a panel, drawn from its top left corner. */
export interface Panel extends Required<Pick<GroupMark, "data" | "scales" | "axes" | "marks">> {
  readonly title: string;
}

/** One panel, with a legend above it. */
export const single = (panel: Panel, size: PanelSize, margin: Margin, legend: Mark[]): Spec => ({
  $schema: schema,
  ...size,
  autosize: "none",
  padding: margin,
  marks: [...legend, panelMark(panel, size, 0, 0)],
});

/** All panels, `columns` in a row, with a legend above them. */
export function overview(
  panels: readonly Panel[],
  size: PanelSize,
  margin: Margin,
  {
    columns,
    gap,
    legend,
  }: { readonly columns: number; readonly gap: { x: number; y: number }; readonly legend: Mark[] },
): Spec {
  const rows = Math.ceil(panels.length / columns);
  return {
    $schema: schema,
    width: columns * size.width + (columns - 1) * gap.x,
    height: rows * size.height + (rows - 1) * gap.y,
    autosize: "none",
    padding: margin,
    marks: [
      ...legend,
      ...panels.map((panel, i) =>
        panelMark(panel, size, (i % columns) * (size.width + gap.x), Math.floor(i / columns) * (size.height + gap.y)),
      ),
    ],
  };
}

const panelMark = (
  { title, marks, ...content }: Panel,
  { width, height }: PanelSize,
  x: number,
  y: number,
): GroupMark => ({
  type: "group",
  encode: {
    enter: {
      x: { value: x },
      y: { value: y },
      width: { value: width },
      height: { value: height },
    },
  },
  // a grid reaches as far as the signals of its own group say
  signals: [
    { name: "width", value: width },
    { name: "height", value: height },
  ],
  ...content,
  marks: [...marks, titleOf(title)],
});

/** Placed by hand: a title of the group itself would move with what is drawn in it. */
const titleOf = (title: string): Mark => ({
  type: "text",
  encode: {
    enter: {
      x: { value: 0 },
      y: { value: -12 },
      text: { value: title },
      fill: { value: light.ink },
      fontSize: { value: 14 },
      fontWeight: { value: "bold" },
    },
  },
});

export interface LegendEntry {
  readonly name: string;
  readonly color: string;
  readonly left: number;
  readonly swatch: "square" | "circle" | "diamond" | "line" | "dashed line";
}
/** A line of legend entries: a swatch and its name each. */
export const legendRow = (entries: readonly LegendEntry[], y: number): Mark[] =>
  entries.flatMap(({ name, color, left, swatch }): Mark[] => [
    swatch === "line" || swatch === "dashed line"
      ? {
          type: "rule",
          encode: {
            enter: {
              x: { value: left },
              x2: { value: left + 18 },
              y: { value: y },
              stroke: { value: color },
              strokeWidth: { value: 2 },
              ...(swatch === "dashed line" ? { strokeDash: { value: [5, 4] } } : {}),
            },
          },
        }
      : {
          type: "symbol",
          encode: {
            enter: {
              x: { value: left + 9 },
              y: { value: y },
              shape: { value: swatch },
              size: { value: swatch === "square" ? 130 : 60 },
              fill: { value: color },
            },
          },
        },
    textAt(name, left + 24, y),
  ]);

export const textAt = (text: string, x: number, y: number, color: string = light.ink): Mark => ({
  type: "text",
  encode: {
    enter: {
      x: { value: x },
      y: { value: y },
      text: { value: text },
      baseline: { value: "middle" },
      fill: { value: color },
    },
  },
});
