/**
 * How wide a text is, so that boxes can be made to fit it: the advances of its letters, read from the font that travels
 * with the lab. A reader's machine without it takes one of nearly the same widths.
 *
 * Source: the OpenType specification, tables head, hhea, hmtx and cmap (format 4).
 */
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const { resolve } = createRequire(import.meta.url);
export const fontFiles = {
  normal: resolve("dejavu-fonts-ttf/ttf/DejaVuSans.ttf"),
  bold: resolve("dejavu-fonts-ttf/ttf/DejaVuSans-Bold.ttf"),
} as const;
export type FontWeight = keyof typeof fontFiles;

/** The advance of each letter in parts of the font's size; undefined where the font has no such letter. */
type Advances = (code: number) => number | undefined;

function readAdvances(file: string): Advances {
  const font = readFileSync(file);
  const tables = new Map<string, number>();
  for (let i = 0, at = 12; i < font.readUInt16BE(4); i++, at += 16) {
    tables.set(font.toString("latin1", at, at + 4), font.readUInt32BE(at + 8));
  }
  const table = (name: string): number => {
    const at = tables.get(name);
    if (at === undefined) throw new Error(`expected a table "${name}" in ${file}, found ${[...tables.keys()].join()}`);
    return at;
  };
  const unitsPerEm = font.readUInt16BE(table("head") + 18);
  const metrics = font.readUInt16BE(table("hhea") + 34);
  const hmtx = table("hmtx");
  const glyph = readGlyphs(font, table("cmap"));
  return (code) => {
    const index = glyph(code);
    return index === 0 ? undefined : font.readUInt16BE(hmtx + 4 * Math.min(index, metrics - 1)) / unitsPerEm;
  };
}

/** The number of each letter's glyph, 0 for none. */
function readGlyphs(font: Buffer, cmap: number): (code: number) => number {
  const subtables = Array.from(
    { length: font.readUInt16BE(cmap + 2) },
    (_, i) => cmap + font.readUInt32BE(cmap + 8 + 8 * i),
  );
  const at = subtables.find((subtable) => font.readUInt16BE(subtable) === 4);
  if (at === undefined) throw new Error("expected a font with a character map of format 4");
  const doubled = font.readUInt16BE(at + 6);
  const [ends, starts] = [at + 14, at + 16 + doubled];
  const [deltas, offsets] = [starts + doubled, starts + 2 * doubled];
  return (code) => {
    for (let i = 0; i < doubled; i += 2) {
      if (code > font.readUInt16BE(ends + i)) continue;
      const start = font.readUInt16BE(starts + i);
      if (code < start) return 0;
      const offset = font.readUInt16BE(offsets + i);
      const delta = font.readUInt16BE(deltas + i);
      if (offset === 0) return (code + delta) & 0xffff;
      const index = font.readUInt16BE(offsets + i + offset + 2 * (code - start));
      return index === 0 ? 0 : (index + delta) & 0xffff;
    }
    return 0;
  };
}

const read = new Map<FontWeight, Advances>();
/** The width of a line of text in the unit of `size`, without kerning, which makes it narrower. */
export function textWidth(text: string, size: number, weight: FontWeight = "normal"): number {
  const advances = read.get(weight) ?? readAdvances(fontFiles[weight]);
  read.set(weight, advances);
  // letters that the font lacks, such as Chinese ones, are about as wide as they are high
  return Array.from(text).reduce((sum, letter) => sum + (advances(letter.codePointAt(0)!) ?? 1), 0) * size;
}
