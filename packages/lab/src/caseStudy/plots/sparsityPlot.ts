/** Whether sparser is better: accuracy on fresh points against the share of activations that are exactly zero. */
import type { Mark, Spec } from "vega";
import { light } from "../../plots/theme.ts";
import { idealRule, placements } from "./coefficientPlot.ts";
import { legendRow, schema } from "./panels.ts";

export interface SparsityPoint {
  /** Of the grid: its line; null for a variant of its own. */
  readonly placement: "before" | "after" | null;
  /** Beside the point; none on a line. */
  readonly label: string;
  readonly zeroShare: number;
  readonly accuracy: number;
}

const size = { width: 520, height: 340 } as const;

export function sparsitySpec(points: readonly SparsityPoint[], ideal: number): Spec {
  const others = points.filter((p) => p.placement === null);
  const lines = (["before", "after"] as const).map((placement) => ({
    name: placement,
    values: readable(
      points.filter((p) => p.placement === placement),
      others,
    ),
  }));
  return {
    $schema: schema,
    ...size,
    autosize: "none",
    padding: { left: 68, right: 24, top: 44, bottom: 54 },
    data: [...lines, { name: "others", values: others }],
    scales: [
      { name: "x", type: "linear", domain: [0.35, 1.06], range: "width", zero: false },
      { name: "y", type: "linear", domain: [0.48, 0.87], range: "height", zero: false },
    ],
    axes: [
      { scale: "x", orient: "bottom", tickCount: 6, format: ".0%", title: "share of zeros after relu, training rows" },
      { scale: "y", orient: "left", grid: true, tickCount: 5, format: ".2f", title: "accuracy on fresh points" },
    ],
    marks: [
      ...idealRule(ideal, size.width),
      ...lines.flatMap(({ name }) => line(name)),
      symbols("others", light.muted, "square"),
      ...legendRow(
        [
          ...Object.values(placements).map(({ name, color }, i) => ({
            name,
            color,
            left: i * 185,
            swatch: "line" as const,
          })),
          { name: "other variants", color: light.muted, left: 370, swatch: "square" as const },
        ],
        -24,
      ),
    ],
  };
}

/** Keeps the labels that do not fall on other points, or on labels before them. */
function readable(points: readonly SparsityPoint[], others: readonly SparsityPoint[]): SparsityPoint[] {
  const taken = [...others];
  const near = (a: SparsityPoint, b: SparsityPoint) =>
    Math.abs(a.zeroShare - b.zeroShare) < 0.06 && Math.abs(a.accuracy - b.accuracy) < 0.016;
  return points.map((point) => {
    if (taken.some((other) => near(point, other))) return { ...point, label: "" };
    taken.push(point);
    return point;
  });
}

const place = { x: { scale: "x", field: "zeroShare" }, y: { scale: "y", field: "accuracy" } };
const line = (placement: "before" | "after"): Mark[] => {
  const { color, shape } = placements[placement];
  return [
    {
      type: "line",
      from: { data: placement },
      encode: { enter: { ...place, stroke: { value: color }, strokeWidth: { value: 1.2 } } },
    },
    symbols(placement, color, shape),
    {
      type: "text",
      from: { data: placement },
      encode: {
        enter: {
          ...place,
          dx: { value: placement === "before" ? -8 : 8 },
          dy: { value: -8 },
          align: { value: placement === "before" ? "right" : "left" },
          text: { field: "label" },
          fill: { value: color },
          fontSize: { value: 10 },
        },
      },
    },
  ];
};
const symbols = (data: string, color: string, shape: string): Mark => ({
  type: "symbol",
  from: { data },
  encode: { enter: { ...place, shape: { value: shape }, size: { value: 48 }, fill: { value: color } } },
});
