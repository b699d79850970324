/** Every name of Keras is there or has a reason, and everything that is there has goldens. */
import { readdirSync, readFileSync } from "node:fs";
import { basename, resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { families, last, type Family, type Row } from "./coverage/families.ts";
import { camelCase, names } from "./coverage/names.ts";
import { missingOptions, optionReasons, refusesUnknown } from "./coverage/options.ts";
import { pages } from "./coverage/page.ts";
import { readGolden } from "./golden.ts";
import { pageFile as kerasTestsPage } from "./keras-tests/page.ts";

const absentOf = (family: Family): string[] => family.rows.filter((row) => row.ours === undefined).map((r) => r.name);

describe.each(families)("$name", (family) => {
  it("gives each absent name a reason, and no other", () => {
    expect([...family.reasons.keys()].sort()).toEqual(absentOf(family).sort());
  });
  it("is held against Keras, or says what checks it otherwise", () => {
    const exempt = Object.values(family.elsewhere ?? {}).flatMap((list) => list.split(" "));
    const without = [...family.rows, ...family.own].filter(({ goldens }) => goldens === 0).map((r) => last(r.ours!));
    expect([...new Set(without)].sort()).toEqual(exempt.sort());
  });
  it("gives each absent option a reason", () => {
    const missing = family.rows.flatMap((row) => missingOptions(family, row).map((m) => ({ class: row.name, ...m })));
    expect(missing.filter(({ reason }) => reason === undefined)).toEqual([]);
  });
});

it("gives no reason for options that are there", () => {
  const missing = families.flatMap((f) => f.rows.flatMap((row) => missingOptions(f, row).map((m) => ({ row, ...m }))));
  const used = new Set(missing.flatMap(({ row, option }) => [option, `${row.name}.${option}`]));
  expect([...optionReasons.keys()].filter((name) => !used.has(name))).toEqual([]);
});
it("can ask every class for its options", () => {
  const asked = (row: Row): boolean => row.goldens !== undefined && row.options.length > 0;
  const silent = families.flatMap((f) => f.rows.filter((row) => asked(row) && !refusesUnknown(f, row)));
  expect(silent.map(({ name }) => name)).toEqual([]);
});
it("lists the names of the Keras that the goldens come from", () =>
  expect(names.keras).toBe(readGolden("layers").versions.keras));
it("is written into the documentation: npm run coverage", () => {
  const folder = resolve(import.meta.dirname, "../docs/coverage");
  const written = pages();
  expect(readdirSync(folder).sort()).toEqual([...written.keys(), basename(kerasTestsPage)].sort());
  for (const [file, page] of written) expect(readFileSync(resolve(folder, file), "utf8"), file).toBe(page);
});
it("spells names as tacet does", () => expect(camelCase("segment_sum")).toBe("segmentSum"));
