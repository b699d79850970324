/**
 * Where each variant's networks change their mind: the line of each seed, the region that most seeds give to the inner
 * circle, the line of the best possible classifier, and the points that were trained on.
 */
import type { Data, EncodeEntry, Mark, Spec } from "vega";
import { light } from "../../plots/theme.ts";
import { square, type Boundary } from "../study/boundary.ts";
import type { DataPoint } from "./dataPlot.ts";
import { legendRow, overview, single, type Panel } from "./panels.ts";

export interface BoundaryPanel {
  readonly title: string;
  /** One of each seed. */
  readonly boundaries: readonly Boundary[];
}

const SIDE = 230;
const size = { width: SIDE, height: SIDE } as const;
const margin = { left: 44, right: 16, top: 70, bottom: 34 } as const;
const gap = { x: 48, y: 62 } as const;
const COLUMNS = 4;

export const boundarySpec = (panel: BoundaryPanel, points: readonly DataPoint[], idealRadius: number): Spec =>
  single(panelOf(panel, points, idealRadius), size, { ...margin, top: 92 }, legend(panel.boundaries.length, 2));
export const boundariesSpec = (
  panels: readonly BoundaryPanel[],
  points: readonly DataPoint[],
  idealRadius: number,
): Spec =>
  overview(
    panels.map((panel) => panelOf(panel, points, idealRadius)),
    size,
    margin,
    { columns: COLUMNS, gap, legend: legend(panels[0]?.boundaries.length ?? 0, 4) },
  );

const { points: side, reach } = square;

function panelOf({ title, boundaries }: BoundaryPanel, points: readonly DataPoint[], idealRadius: number): Panel {
  const share = (k: number) => boundaries.filter((odds) => odds[k]! > 0).length / boundaries.length;
  const votes = Array.from({ length: side ** 2 }, (_, k) => share(k));
  const trained = points
    .filter(({ split }) => split === "train")
    .map(({ x, y, label }) => ({ x, y, ...(label === 0 ? outer : inner) }));
  return {
    title,
    data: [
      ...contours("votes", [votes], 0.5),
      ...contours(
        "lines",
        boundaries.map((odds) => Array.from(odds)),
        0,
      ),
      { name: "trained", values: trained },
    ],
    scales: [
      { name: "x", type: "linear", domain: [-reach, reach], range: [0, SIDE], zero: false },
      { name: "y", type: "linear", domain: [-reach, reach], range: [SIDE, 0], zero: false },
    ],
    axes: [
      { scale: "x", orient: "bottom", values: [-1, 0, 1] },
      { scale: "y", orient: "left", values: [-1, 0, 1] },
    ],
    marks: [
      clipped([
        contourMark("votes", { fill: { value: light.second }, fillOpacity: { value: 0.18 } }),
        contourMark("lines", {
          stroke: { value: light.ink },
          strokeOpacity: { value: 0.5 },
          strokeWidth: { value: 0.8 },
        }),
      ]),
      idealCircle(idealRadius),
      {
        type: "symbol",
        from: { data: "trained" },
        encode: {
          enter: {
            x: { scale: "x", field: "x" },
            y: { scale: "y", field: "y" },
            shape: { field: "shape" },
            size: { value: 42 },
            fill: { field: "color" },
          },
        },
      },
    ],
  };
}

const outer = { color: light.first, shape: "circle" } as const;
const inner = { color: light.second, shape: "diamond" } as const;

/** Each field's region above the threshold, in pixels. A picture has its top row first. */
function contours(name: string, fields: readonly (readonly number[])[], threshold: number): Data[] {
  const scale = SIDE / (side - 1);
  const topFirst = (values: readonly number[]): number[] =>
    Array.from({ length: side }, (_, row) => values.slice((side - 1 - row) * side, (side - row) * side)).flat();
  return [
    {
      name: `${name}-fields`,
      values: fields.map((values) => ({ width: side, height: side, values: topFirst(values) })),
    },
    {
      name,
      source: `${name}-fields`,
      transform: [
        // a field's value stands in the middle of its cell
        { type: "isocontour", thresholds: [threshold], scale, translate: [-scale / 2, -scale / 2], zero: false },
      ],
    },
  ];
}
const contourMark = (data: string, style: EncodeEntry): Mark => ({
  type: "path",
  from: { data },
  encode: { enter: style },
  transform: [{ type: "geopath", field: "datum.contour" }],
});

/** Without the frame, along which a region that reaches it would be outlined. */
const clipped = (marks: Mark[]): Mark => ({
  type: "group",
  encode: {
    enter: {
      x: { value: 1 },
      y: { value: 1 },
      width: { value: SIDE - 2 },
      height: { value: SIDE - 2 },
      clip: { value: true },
    },
  },
  marks,
});

const idealCircle = (radius: number): Mark => ({
  type: "symbol",
  encode: {
    enter: {
      x: { scale: "x", value: 0 },
      y: { scale: "y", value: 0 },
      shape: { value: "circle" },
      // a symbol's size is its area: of the square around a circle, by its diameter
      size: { value: ((radius * SIDE) / reach) ** 2 },
      stroke: { value: light.muted },
      strokeWidth: { value: 1.5 },
      strokeDash: { value: [5, 4] },
      fill: { value: "transparent" },
    },
  },
});

/** In rows of `perRow` entries, above the title. */
function legend(seeds: number, perRow: number): Mark[] {
  const entries = [
    { name: seeds === 1 ? "the network" : `${seeds} seeds`, color: light.ink, swatch: "line" },
    { name: "best possible", color: light.muted, swatch: "dashed line" },
    { name: "inner circle", color: light.second, swatch: "diamond" },
    { name: "outer circle", color: light.first, swatch: "circle" },
  ] as const;
  const rows = Math.ceil(entries.length / perRow);
  return entries.flatMap((entry, i) =>
    legendRow([{ ...entry, left: (i % perRow) * 125 }], (Math.floor(i / perRow) - rows) * 22 - 24),
  );
}
