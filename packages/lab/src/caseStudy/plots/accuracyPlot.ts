/** The plots of accuracy by epoch: one panel a variant, alone or all together. */
import type { GroupMark, Mark, Spec } from "vega";
import { light } from "../../plots/theme.ts";
import type { BandPoint, Bands } from "../study/curves.ts";

export interface Panel {
  readonly title: string;
  readonly bands: Bands;
}

const PANEL = { width: 270, height: 190 } as const;
const GAP = { x: 112, y: 92 } as const;
/** Room for titles, axes and the numbers at the ends of lines; nothing is measured, for that takes a font. */
const MARGIN = { left: 68, right: 56, top: 40, bottom: 52 } as const;
const LEGEND_HEIGHT = 54;
const COLUMNS = 3;
const series = [
  { key: "train", name: "training rows", color: light.first },
  { key: "test", name: "test rows", color: light.second },
] as const;
const schema = "https://vega.github.io/schema/vega/v6.json";

/** One variant. */
export function accuracySpec(panel: Panel, seeds: number): Spec {
  return {
    $schema: schema,
    width: PANEL.width,
    height: PANEL.height,
    autosize: "none",
    padding: { ...MARGIN, top: MARGIN.top + LEGEND_HEIGHT },
    marks: [legend(0, -LEGEND_HEIGHT - 24, seeds), panelMark(panel, 0, 0, floorOf([panel]))],
  };
}

/** All variants; the first stands alone above the legend, the others in rows of two. */
export function overviewSpec(panels: readonly Panel[], seeds: number): Spec {
  const floor = floorOf(panels);
  const [alone, ...others] = panels;
  const place = (i: number) => ({
    x: (1 + (i % (COLUMNS - 1))) * (PANEL.width + GAP.x),
    y: Math.floor(i / (COLUMNS - 1)) * (PANEL.height + GAP.y),
  });
  const rows = Math.max(1, Math.ceil(others.length / (COLUMNS - 1)));
  return {
    $schema: schema,
    width: COLUMNS * PANEL.width + (COLUMNS - 1) * GAP.x,
    height: rows * PANEL.height + (rows - 1) * GAP.y,
    autosize: "none",
    padding: MARGIN,
    marks: [
      ...(alone ? [panelMark(alone, 0, 0, floor)] : []),
      ...others.map((panel, i) => panelMark(panel, place(i).x, place(i).y, floor)),
      legend(0, PANEL.height + GAP.y, seeds),
    ],
  };
}

/** Where the axis of accuracy begins: at a tenth below everything drawn. */
function floorOf(panels: readonly Panel[]): number {
  const lows = panels.flatMap(({ bands }) => [...bands.train, ...bands.test].map((p) => p.low));
  return Math.floor(Math.min(0.6, ...lows) * 10) / 10;
}

function panelMark({ title, bands }: Panel, x: number, y: number, floor: number): GroupMark {
  const last = bands.train.at(-1)?.epoch ?? 1;
  return {
    type: "group",
    encode: {
      enter: {
        x: { value: x },
        y: { value: y },
        width: { value: PANEL.width },
        height: { value: PANEL.height },
      },
    },
    title: { text: title, frame: "group" },
    // a grid reaches as far as the signals of its own group say
    signals: [
      { name: "width", value: PANEL.width },
      { name: "height", value: PANEL.height },
    ],
    data: series.map(({ key }) => ({ name: key, values: [...bands[key]] })),
    scales: [
      { name: "x", type: "linear", domain: [0, last], range: [0, PANEL.width] },
      { name: "y", type: "linear", domain: [floor, 1], range: [PANEL.height, 0], zero: false },
    ],
    axes: [
      { scale: "x", orient: "bottom", tickCount: 4, tickMinStep: 1, title: "epoch", format: ",d" },
      { scale: "y", orient: "left", grid: true, tickCount: 5, format: ".1f", title: "accuracy" },
    ],
    marks: [...series.map(band), ...series.map(line), ...endLabels(bands, floor)],
  };
}

const along = (field: string) => ({ scale: "y", field });
const band = ({ key, color }: (typeof series)[number]): Mark => ({
  type: "area",
  from: { data: key },
  encode: {
    enter: {
      x: { scale: "x", field: "epoch" },
      y: along("low"),
      y2: along("high"),
      fill: { value: color },
      fillOpacity: { value: 0.22 },
    },
  },
});
const line = ({ key, color }: (typeof series)[number]): Mark => ({
  type: "line",
  from: { data: key },
  encode: {
    enter: {
      x: { scale: "x", field: "epoch" },
      y: along("median"),
      stroke: { value: color },
      strokeWidth: { value: 1.8 },
      strokeJoin: { value: "round" },
    },
  },
});

/** The last medians, to the right of the lines and never over each other. */
function endLabels(bands: Bands, floor: number): Mark[] {
  const lineHeight = (16 / PANEL.height) * (1 - floor);
  const end = (points: readonly BandPoint[]) => points.at(-1)?.median ?? floor;
  const [train, test] = [end(bands.train), end(bands.test)];
  const middle = (train + test) / 2;
  const apart = Math.max(lineHeight, Math.abs(train - test)) / 2;
  const up = train >= test ? 1 : -1;
  const heights = { train: middle + up * apart, test: middle - up * apart };
  return series.map(({ key, color }) => ({
    type: "text",
    encode: {
      enter: {
        x: { value: PANEL.width + 6 },
        y: { scale: "y", value: heights[key] },
        text: { value: end(bands[key]).toFixed(3) },
        baseline: { value: "middle" },
        fill: { value: color },
      },
    },
  }));
}

function legend(x: number, y: number, seeds: number): GroupMark {
  const note = seeds === 1 ? "one seed" : `line: median of ${seeds} seeds; band: lowest to highest`;
  const row = (i: number) => ({ value: i * 22 });
  return {
    type: "group",
    encode: { enter: { x: { value: x }, y: { value: y } } },
    marks: [
      ...series.flatMap(({ name, color }, i): Mark[] => [
        {
          type: "rule",
          encode: {
            enter: {
              x: { value: 0 + i * 140 },
              x2: { value: 22 + i * 140 },
              y: row(0),
              stroke: { value: color },
              strokeWidth: { value: 3 },
            },
          },
        },
        {
          type: "text",
          encode: {
            enter: {
              x: { value: 28 + i * 140 },
              y: row(0),
              text: { value: name },
              baseline: { value: "middle" },
              fill: { value: light.ink },
            },
          },
        },
      ]),
      {
        type: "text",
        encode: {
          enter: {
            x: { value: 0 },
            y: row(1),
            text: { value: note },
            baseline: { value: "middle" },
            fill: { value: light.muted },
          },
        },
      },
    ],
  };
}
