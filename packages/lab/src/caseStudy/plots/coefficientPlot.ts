/** How strong a penalty should be: accuracy on fresh points against the coefficient, before and after relu. */
import type { Mark, Spec } from "vega";
import { light } from "../../plots/theme.ts";
import { legendRow, schema, textAt } from "./panels.ts";

export interface CoefficientPoint {
  readonly placement: "before" | "after";
  readonly coefficient: number;
  readonly accuracy: number;
  /** Half of its interval. */
  readonly half: number;
}

const size = { width: 520, height: 340 } as const;
/** Zero has no place on a logarithmic axis: it stands a step left of the least coefficient. */
const ZERO_STEP = 10;
export const placements = {
  before: { name: "L1 before relu, sum", color: light.first, shape: "circle" },
  after: { name: "L1 after relu, sum", color: light.second, shape: "diamond" },
} as const;

export function coefficientSpec(points: readonly CoefficientPoint[], ideal: number): Spec {
  const positive = points.map((p) => p.coefficient).filter((c) => c > 0);
  const [least, most] = [Math.min(...positive), Math.max(...positive)];
  const zero = least / ZERO_STEP;
  const values = points.map(({ placement, coefficient, accuracy, half }) => ({
    at: coefficient === 0 ? zero : coefficient,
    accuracy,
    low: accuracy - half,
    high: accuracy + half,
    placement,
    ...placements[placement],
    nudge: placement === "before" ? -3 : 3,
  }));
  const decades = Array.from({ length: Math.round(Math.log10(most / least)) + 1 }, (_, i) => least * 10 ** i);
  return {
    $schema: schema,
    ...size,
    autosize: "none",
    padding: { left: 68, right: 24, top: 60, bottom: 54 },
    data: [
      { name: "points", values },
      ...Object.keys(placements).map((placement) => ({
        name: placement,
        values: values.filter((v) => v.placement === placement),
      })),
    ],
    scales: [
      { name: "x", type: "log", domain: [zero / 1.5, most * 1.5], range: "width" },
      { name: "y", type: "linear", domain: [0.48, 0.87], range: "height", zero: false },
    ],
    axes: [
      {
        scale: "x",
        orient: "bottom",
        values: [zero, ...decades],
        title: "coefficient",
        encode: {
          labels: { update: { text: { signal: `datum.value < ${least / 2} ? '0' : format(datum.value, '.0e')` } } },
        },
      },
      { scale: "y", orient: "left", grid: true, tickCount: 5, format: ".2f", title: "accuracy on fresh points" },
    ],
    marks: [
      ...idealRule(ideal, size.width),
      ...Object.keys(placements).flatMap((placement) => seriesMarks(placement as keyof typeof placements)),
      ...legendRow(
        Object.values(placements).map(({ name, color }, i) => ({
          name,
          color,
          left: i * 190,
          swatch: "line" as const,
        })),
        -42,
      ),
      textAt("mean of the seeds; bar: 95 % interval over seeds and points", 0, -20, light.muted),
    ],
  };
}

/** A dashed line where the best of all classifiers would be. */
export const idealRule = (ideal: number, width: number): Mark[] => [
  {
    type: "rule",
    encode: {
      enter: {
        x: { value: 0 },
        x2: { value: width },
        y: { scale: "y", value: ideal },
        stroke: { value: light.muted },
        strokeDash: { value: [5, 4] },
      },
    },
  },
  {
    type: "text",
    encode: {
      enter: {
        x: { value: width - 4 },
        y: { scale: "y", value: ideal, offset: -8 },
        text: { value: `best possible: ${ideal.toFixed(3)}` },
        align: { value: "right" },
        fill: { value: light.muted },
      },
    },
  },
];

function seriesMarks(data: keyof typeof placements): Mark[] {
  const { color } = placements[data];
  const x = { scale: "x", field: "at", offset: { field: "nudge" } };
  return [
    {
      type: "line",
      from: { data },
      encode: {
        enter: { x, y: { scale: "y", field: "accuracy" }, stroke: { value: color }, strokeWidth: { value: 1.8 } },
      },
    },
    {
      type: "rule",
      from: { data },
      encode: {
        enter: { x, y: { scale: "y", field: "low" }, y2: { scale: "y", field: "high" }, stroke: { value: color } },
      },
    },
    {
      type: "symbol",
      from: { data },
      encode: {
        enter: {
          x,
          y: { scale: "y", field: "accuracy" },
          shape: { field: "shape" },
          size: { value: 50 },
          fill: { value: color },
        },
      },
    },
  ];
}
