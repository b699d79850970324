/**
 * The coverage tables as pages of the documentation: what of Keras is there and how many goldens hold it, what is absent
 * and why. Narrow tables and lists, which a phone shows whole.
 */
import { families, last, type Family, type Row } from "./families.ts";
import { letters, names } from "./names.ts";
import { missingOptions } from "./options.ts";

const code = (name: string): string => `\`${name}\``;
/** In a table: a long name may break before its capitals and after its underscores. */
const cell = (name: string): string =>
  name.length < 13
    ? code(name)
    : `<code>${name.replace(/(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])|(?<=[_.])/g, "<wbr>")}</code>`;
const heading = (title: string): string[] => [
  "---",
  `title: ${title}`,
  "---",
  "",
  `# ${title}`,
  "",
  "<!-- Written by `npm run coverage`; do not edit. -->",
  "",
];
const fileOf = (family: Family): string => `${family.name}.md`;
const titleOf = (family: Family): string => `${family.title} of Keras`;
const there = (family: Family): number => family.rows.filter(({ ours }) => ours !== undefined).length;

/** A list with the entries of each group in one item. */
function grouped(pairs: readonly (readonly [group: string, entry: string])[]): string[] {
  const groups = new Map<string, string[]>();
  for (const [group, entry] of pairs) groups.set(group, [...(groups.get(group) ?? []), code(entry)]);
  return [...groups].map(
    ([group, entries]) => `- ${group.charAt(0).toUpperCase()}${group.slice(1)}: ${entries.join(", ")}.`,
  );
}
const section = (title: string, lines: readonly string[]): string[] =>
  lines.length === 0 ? [] : [`## ${title}`, "", ...lines, ""];

/** Keras's names of a thing: those that differ from tacet's in more than capitals and underscores, or the first. */
function kerasNames({ name, also }: Row): string {
  const further = also.filter((other) => letters(other) !== letters(name));
  return [name, ...further].map(cell).join(" ");
}
function presentTable(family: Family): string[] {
  const prefix = `${family.name}.`;
  const elsewhere = new Set(Object.values(family.elsewhere ?? {}).flatMap((list) => list.split(" ")));
  const shown = (ours: string, goldens: number | undefined): string =>
    goldens === undefined ? "base class" : elsewhere.has(last(ours)) ? "tests" : `${goldens}`;
  const short = (path: string): string => (path.startsWith(prefix) ? path.slice(prefix.length) : path);
  const rows = family.rows.flatMap((row) =>
    row.ours === undefined
      ? []
      : [`| ${kerasNames(row)} | ${cell(short(row.ours))} | ${shown(row.ours, row.goldens)} |`],
  );
  const head = family.name === "utils" ? "tacet" : `tacet's \`${prefix}\``;
  return rows.length === 0 ? [] : [`| Keras | ${head} | goldens |`, "| --- | --- | ---: |", ...rows];
}

export function familyPage(family: Family): string {
  const absent = family.rows.filter(({ ours }) => ours === undefined);
  const options = family.rows.flatMap((row) =>
    missingOptions(family, row).map(({ option, reason }) => [reason ?? "?", `${row.name}(${option})`] as const),
  );
  return [
    ...heading(titleOf(family)),
    `Of the ${family.rows.length} ${family.things} of \`${family.keras}\` ${names.keras}, tacet has ${there(family)}. A golden is a case that real Keras computed and tacet's tests compare with. [What of Keras is there](./overview.md) has the other families.`,
    "",
    ...section("There", presentTable(family)),
    ...section(
      "Where they differ",
      (family.differences ?? []).map((line) => `- ${line}`),
    ),
    ...section("Options that are absent", grouped(options)),
    ...section("Absent", grouped(absent.map(({ name }) => [family.reasons.get(name) ?? "?", name] as const))),
    ...section(
      "Not in Keras",
      family.own.map(({ ours, goldens }) => `- ${code(ours)}${goldens > 0 ? `, ${goldens} goldens` : ""}`),
    ),
  ]
    .join("\n")
    .trimEnd()
    .concat("\n");
}

export function overviewPage(): string {
  const rows = families.map(
    (family) => `| [${family.title}](./${fileOf(family)}) | ${family.rows.length} | ${there(family)} |`,
  );
  const [front, title, ...rest] = heading("What of Keras is there");
  return [
    front,
    title,
    "children:",
    ...families.map((family) => `  - ./${fileOf(family)}`),
    ...rest,
    `The public names of Keras ${names.keras}, family by family: its classes, each with the function of the same name, and its functions. Each page says what tacet calls them, how many numbers of real Keras hold them, which options are absent, and why what is absent is.`,
    "",
    "| | Keras | tacet |",
    "| --- | ---: | ---: |",
    ...rows,
    "",
  ].join("\n");
}

/** Every page, by file. */
export const pages = (): ReadonlyMap<string, string> =>
  new Map([["overview.md", overviewPage()], ...families.map((f) => [fileOf(f), familyPage(f)] as const)]);
