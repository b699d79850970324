/** The plot of the data: both circles, and which points are for training. */
import type { EncodeEntry, Mark, Spec } from "vega";
import { light } from "../../plots/theme.ts";

export interface DataPoint {
  readonly x: number;
  readonly y: number;
  readonly label: number;
  readonly split: "train" | "test";
}

const SIZE = 350;
const classes = [
  { name: "outer circle (class 0)", color: light.first, shape: "circle" },
  { name: "inner circle (class 1)", color: light.second, shape: "diamond" },
] as const;

export function dataPlotSpec(points: readonly DataPoint[]): Spec {
  const count = (split: DataPoint["split"]) => points.filter((p) => p.split === split).length;
  const legend = [
    ...classes.map(({ name, color, shape }) => ({ name, color, shape, fill: color })),
    { name: `${count("train")} to train: filled`, color: light.muted, shape: "circle", fill: light.muted },
    { name: `${count("test")} to test: hollow`, color: light.muted, shape: "circle", fill: "transparent" },
  ].map((entry, i) => ({ ...entry, left: (i % 2) * 190, top: Math.floor(i / 2) * 20 - 52 }));
  const values = points.map(({ x, y, label, split }) => {
    const { color, shape } = classes[label === 0 ? 0 : 1];
    return { x, y, color, shape, fill: split === "train" ? color : "transparent" };
  });
  const largest = Math.ceil(Math.max(...points.flatMap((p) => [Math.abs(p.x), Math.abs(p.y)])) * 5) / 5;
  return {
    $schema: "https://vega.github.io/schema/vega/v6.json",
    width: SIZE,
    height: SIZE,
    autosize: "none",
    padding: { left: 68, right: 24, top: 72, bottom: 52 },
    data: [
      { name: "points", values },
      { name: "legend", values: legend },
    ],
    scales: [
      { name: "x", type: "linear", domain: [-largest, largest], range: "width" },
      { name: "y", type: "linear", domain: [-largest, largest], range: "height" },
    ],
    axes: [
      { scale: "x", orient: "bottom", grid: true, tickCount: 5, title: "first feature" },
      { scale: "y", orient: "left", grid: true, tickCount: 5, title: "second feature" },
    ],
    marks: [
      symbols("points", { x: { scale: "x", field: "x" }, y: { scale: "y", field: "y" } }),
      symbols("legend", { x: { field: "left", offset: 6 }, y: { field: "top" } }),
      {
        type: "text",
        from: { data: "legend" },
        encode: {
          enter: {
            x: { field: "left", offset: 18 },
            y: { field: "top" },
            text: { field: "name" },
            baseline: { value: "middle" },
            fill: { value: light.ink },
          },
        },
      },
    ],
  };
}

function symbols(data: string, position: EncodeEntry): Mark {
  return {
    type: "symbol",
    from: { data },
    encode: {
      enter: {
        ...position,
        shape: { field: "shape" },
        size: { value: 60 },
        fill: { field: "fill" },
        stroke: { field: "color" },
        strokeWidth: { value: 1.5 },
      },
    },
  };
}
