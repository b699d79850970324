/**
 * Colours and type of the plots. Each colour is named once with its counterpart on a dark page: an SVG follows the
 * reader's colour scheme, a PNG is light.
 */
import type { Config } from "vega";

export const colors = {
  paper: { light: "#ffffff", dark: "#15191f" },
  ink: { light: "#1d2430", dark: "#e6e9ee" },
  muted: { light: "#5b6573", dark: "#a3adba" },
  grid: { light: "#e3e7ec", dark: "#2e353f" },
  // blue and orange stay apart for every kind of colour blindness
  first: { light: "#1f6fb4", dark: "#6db3f2" },
  second: { light: "#d4570a", dark: "#ff9a4d" },
} as const;
export type ColorName = keyof typeof colors;

export const light = Object.fromEntries(Object.entries(colors).map(([name, c]) => [name, c.light])) as {
  readonly [K in ColorName]: string;
};

export const fontFamily = "DejaVu Sans";
/** Where a reader's machine has no DejaVu, the nearest in width. */
export const font = `${fontFamily}, Verdana, sans-serif`;

export const config: Config = {
  background: light.paper,
  axis: {
    labelFont: font,
    titleFont: font,
    labelFontSize: 12,
    titleFontSize: 13,
    titleFontWeight: "normal",
    labelColor: light.muted,
    titleColor: light.muted,
    gridColor: light.grid,
    domainColor: light.grid,
    ticks: false,
    labelPadding: 6,
    titlePadding: 8,
  },
  title: { font, fontSize: 14, color: light.ink, anchor: "start", fontWeight: "bold", offset: 8 },
  text: { font, fontSize: 12 },
};
