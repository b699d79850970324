/**
 * Writes docs/coverage/keras-tests.md: how many of Keras's own tests tacet is held against, and why not against the
 * others. `npm run coverage`.
 */
import { writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { families, readFamily, type Family, type Observed } from "./facts.ts";
import { sorted } from "./sorted.ts";

export const pageFile = resolve(import.meta.dirname, "../../docs/coverage/keras-tests.md");

function row({ family, taken: all, left: none }: Observed): string {
  const { taken, left, apart } = sorted({ family, keras: "", taken: all, left: none });
  const facts = taken.reduce((sum, test) => sum + test.facts.length, 0);
  return `| ${family} | ${taken.length + left.length + apart.length} | ${taken.length} | ${facts} | ${apart.length} | ${left.length} |`;
}

/** How many tests have each reason, the most frequent first. */
function reasons(family: Family): string[] {
  const counts = new Map<string, number>();
  for (const { why } of sorted(readFamily(family)).left) counts.set(why, (counts.get(why) ?? 0) + 1);
  const lines = [...counts].sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1)).map(([why, n]) => `| ${n} | ${why} |`);
  return [`## ${family}`, "", "| tests | left because |", "| --- | --- |", ...lines, ""];
}

export function page(): string {
  const all = families.map(readFamily);
  const differing = all.flatMap((observed) => sorted(observed).apart);
  return [
    "# Keras's own tests in tacet",
    "",
    "Written by `npm run coverage`; do not edit.",
    "",
    `Keras ${all[0]!.keras} comes with unit tests. \`conformance/generate/observed\` runs them in real Keras and writes down what they expect: an object with its options, what it is given, which numbers (or shapes, or counts) must come of it, and how near. \`conformance/kerasTests.test.ts\` wants the same of tacet, within the same tolerances, compiled to WebAssembly.`,
    "",
    "| family | tests of Keras | taken | facts | differ | left |",
    "| --- | --- | --- | --- | --- | --- |",
    ...all.map(row),
    "",
    "Of tests that assert several things, the facts are those that have numbers. The layers are all but those that preprocess, and ConvLSTM1D, 2D and 3D, of which only the cell's tests are among them; [layers.md](layers.md) counts their goldens.",
    "",
    "## Where tacet differs",
    "",
    ...(differing.length === 0 ? ["Nowhere."] : ["| test | what and why |", "| --- | --- |"]),
    ...differing.map(({ test, why }) => `| ${test} | ${why} |`),
    "",
    ...families.flatMap(reasons),
  ].join("\n");
}

if (process.argv[1] === fileURLToPath(import.meta.url)) writeFileSync(pageFile, page());
