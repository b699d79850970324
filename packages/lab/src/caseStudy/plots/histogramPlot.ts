/** How a variant's hidden units are spread: shares of all values over the seeds, on a logarithmic axis. */
import type { Mark, Spec } from "vega";
import { light } from "../../plots/theme.ts";
import { bins } from "../study/histogram.ts";
import type { Variant } from "../study/variants.ts";
import { legendRow, overview, single, type Panel } from "./panels.ts";

export interface HistogramPanel {
  readonly title: string;
  readonly activation: Variant["activation"];
  /** Of each bin. */
  readonly shares: readonly number[];
}

const size = { width: 250, height: 150 } as const;
const margin = { left: 60, right: 16, top: 68, bottom: 50 } as const;
const COLUMNS = 4;
/** Bars begin here: one value in ten thousand. */
const LEAST = 1e-4;

export const histogramSpec = (panel: HistogramPanel): Spec => single(panelOf(panel), size, margin, legend([panel]));
export const histogramsSpec = (panels: readonly HistogramPanel[]): Spec =>
  overview(panels.map(panelOf), size, margin, {
    columns: COLUMNS,
    gap: { x: 88, y: 84 },
    legend: legend(panels),
  });

const titles: Readonly<Record<Variant["activation"], string>> = {
  relu: "z, before relu",
  sigmoid: "after the sigmoid",
};

function panelOf({ title, activation, shares }: HistogramPanel): Panel {
  const { low, width, count } = bins[activation];
  const values = shares.flatMap((share, i) => {
    const left = low + i * width;
    // the last edge below zero is a sum of rounded steps
    const silent = activation === "relu" && left + width < width / 2;
    return share > 0
      ? [{ left, right: left + width, share: Math.max(share, LEAST), color: silent ? light.muted : light.first }]
      : [];
  });
  return {
    title,
    data: [{ name: "bars", values }],
    scales: [
      { name: "x", type: "linear", domain: [low, low + count * width], range: [0, size.width], zero: false },
      { name: "y", type: "log", domain: [LEAST, 1], range: [size.height, 0] },
    ],
    axes: [
      { scale: "x", orient: "bottom", tickCount: 5, title: titles[activation] },
      { scale: "y", orient: "left", grid: true, values: [1e-4, 1e-3, 1e-2, 0.1, 1], format: "~%", title: "share" },
    ],
    marks: [bars],
  };
}

const bars: Mark = {
  type: "rect",
  from: { data: "bars" },
  encode: {
    enter: {
      x: { scale: "x", field: "left", offset: 0.5 },
      x2: { scale: "x", field: "right" },
      y: { scale: "y", field: "share" },
      y2: { scale: "y", value: LEAST },
      fill: { field: "color" },
    },
  },
};

/** Only where a relu silences something. */
function legend(panels: readonly HistogramPanel[]): Mark[] {
  if (panels.every(({ activation }) => activation === "sigmoid")) return [];
  const entries = [
    { name: "silenced by relu", color: light.muted, swatch: "square" },
    { name: "let through", color: light.first, swatch: "square" },
  ] as const;
  return legendRow(
    entries.map((entry, i) => ({ ...entry, left: 160 * i })),
    -46,
  );
}
