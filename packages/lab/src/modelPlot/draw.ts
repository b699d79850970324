/** Draws a picture whose parts have their places: SVG that follows the reader's colour scheme. */
import { darkStyle, escapeText } from "../plots/render.ts";
import { font, light } from "../plots/theme.ts";
import { boxStyle, type Box } from "./box.ts";
import type { Layout } from "./layout.ts";
import { HEAD } from "./routes.ts";

const { titleSize, textSize, padding, header, line, gap } = boxStyle;
const RADIUS = 6;

const headers: Readonly<Record<Box["kind"], { readonly fill: string; readonly text: string }>> = {
  input: { fill: light.muted, text: light.paper },
  layer: { fill: light.first, text: light.paper },
  op: { fill: light.grid, text: light.ink },
};

/** @param alt what the picture shows, for who cannot see it */
export function drawLayout({ width, height, boxes, groups, arrows }: Layout, alt: string): string {
  const size = `width="${width}" height="${height}"`;
  const head = `<marker id="head" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="${HEAD}" markerHeight="${HEAD}" markerUnits="userSpaceOnUse" orient="auto"><path d="M0 0L8 4L0 8z" fill="${light.muted}"/></marker>`;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" ${size} viewBox="0 0 ${width} ${height}" role="img" font-family="${font}">`,
    `<title>${escapeText(alt)}</title><style>${darkStyle}</style><defs>${head}</defs>`,
    `<rect ${size} fill="${light.paper}"/>`,
    ...groups.map(drawGroup),
    ...arrows.map(drawArrow),
    ...groups.map(({ title, titleX, titleY }) =>
      text(title, titleX, titleY, textSize, `fill="${light.muted}" font-weight="bold"`),
    ),
    ...boxes.map(drawBox),
    "</svg>",
  ].join("\n");
}

function drawArrow({ x, y, path, head }: Layout["arrows"][number]): string {
  const end = head ? ` marker-end="url(#head)"` : "";
  return `<path transform="translate(${round(x)} ${round(y)})" d="${path}" fill="none" stroke="${light.muted}" stroke-width="1.5"${end}/>`;
}

function drawGroup({ x, y, width, height }: Layout["groups"][number]): string {
  const corner = `x="${round(x - width / 2)}" y="${round(y - height / 2)}"`;
  return `<rect ${corner} width="${round(width)}" height="${round(height)}" rx="${2 * RADIUS}" fill="${light.muted}" fill-opacity="0.06" stroke="${light.muted}" stroke-dasharray="5 4"/>`;
}

function drawBox({ kind, title, suffix, rows, x, y, width, height, values }: Layout["boxes"][number]): string {
  const [left, top] = [round(x - width / 2), round(y - height / 2)];
  const { fill, text: ink } = headers[kind];
  const frame = `x="${left}" y="${top}" width="${width}" height="${height}" rx="${RADIUS}"`;
  const band =
    rows.length === 0
      ? `<rect ${frame} fill="${fill}"/>`
      : `<path d="M${left} ${top + header}v${RADIUS - header}a${RADIUS} ${RADIUS} 0 0 1 ${RADIUS} ${-RADIUS}h${width - 2 * RADIUS}a${RADIUS} ${RADIUS} 0 0 1 ${RADIUS} ${RADIUS}v${header - RADIUS}z" fill="${fill}"/>`;
  const name = `<tspan font-weight="bold">${escapeText(title)}</tspan>${escapeText(suffix)}`;
  const parts = [
    `<rect ${frame} fill="${light.paper}"/>`,
    band,
    `<rect ${frame} fill="none" stroke="${kind === "op" ? light.muted : fill}"/>`,
    textOf(name, round(x), top + header / 2, titleSize, `fill="${ink}" text-anchor="middle"`),
  ];
  let middle = top + header + gap / 2 + line / 2;
  for (const { label, values: shown, stressed } of rows) {
    parts.push(text(label, left + padding, middle, textSize, `fill="${light.muted}"`));
    for (const value of shown) {
      parts.push(text(value, left + values, middle, textSize, `fill="${stressed ? light.second : light.ink}"`));
      middle += line;
    }
  }
  return `<g>${parts.join("")}</g>`;
}

/** Text whose capitals stand in the middle of `y`. */
const textOf = (content: string, x: number, y: number, size: number, attributes: string): string =>
  `<text x="${x}" y="${round(y + 0.36 * size)}" font-size="${size}" xml:space="preserve" ${attributes}>${content}</text>`;
const text = (content: string, x: number, y: number, size: number, attributes: string): string =>
  textOf(escapeText(content), round(x), y, size, attributes);
const round = (x: number): number => Math.round(x * 10) / 10;
