/** Turns a Vega specification into an SVG that follows the reader's colour scheme, and into a PNG. */
import { Resvg } from "@resvg/resvg-js";
import { parse, View, type Spec } from "vega";
import { fontFiles } from "./textWidth.ts";
import { colors, config, fontFamily } from "./theme.ts";

export interface Plot {
  /** What the picture shows, for who cannot see it. */
  readonly alt: string;
  readonly width: number;
  readonly height: number;
  readonly svg: string;
}

/** Pixels of the PNG for one of the SVG: sharp on a screen of twice the density. */
const PNG_SCALE = 2;

export async function renderPlot(spec: Spec, alt: string): Promise<Plot> {
  const view = new View(parse(spec, config), { renderer: "none" });
  const drawn = await view.toSVG();
  view.finalize();
  const [, width, height] = /width="(\d+)" height="(\d+)"/.exec(drawn) ?? [];
  if (width === undefined || height === undefined) throw new Error("the drawing has no size");
  // roles of single marks are noise to a screen reader: the picture has one description
  const plain = drawn.replace(/ (?:aria-[a-z]+|role)="[^"]*"/g, "");
  const head = `<title>${escapeText(alt)}</title><style>${darkStyle}</style>`;
  const svg = plain.replace(/^<svg ([^>]*)>/, (_, attributes: string) => `<svg ${attributes} role="img">${head}`);
  return { alt, width: Number(width), height: Number(height), svg };
}

/** A PNG in light colours; its letters come from a font that travels with the lab, for a machine may have none. */
export function renderPng({ svg }: Pick<Plot, "svg">): Uint8Array {
  const image = new Resvg(svg.replace(/<style>.*?<\/style>/, ""), {
    fitTo: { mode: "zoom", value: PNG_SCALE },
    font: {
      loadSystemFonts: false,
      fontFiles: Object.values(fontFiles),
      defaultFontFamily: fontFamily,
      sansSerifFamily: fontFamily,
    },
  });
  return image.render().asPng();
}

/** Exchanges each colour of the theme for its counterpart on a dark page. */
export const darkStyle = `@media (prefers-color-scheme: dark) { ${Object.values(colors)
  .flatMap(({ light, dark }) => [`[fill="${light}"] { fill: ${dark} }`, `[stroke="${light}"] { stroke: ${dark} }`])
  .join(" ")} }`;

/** Text between two tags of XML, which has no way to write most control characters. */
export const escapeText = (text: string): string =>
  text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replace(/[^\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]/gu, "\ufffd");
