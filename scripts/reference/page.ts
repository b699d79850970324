/** The pages of the reference: a family each, with a table of options for each of its factories, and what they share. */
import type { Factory, Family, Option, Reference } from "./read.ts";
import type { Piece } from "./types.ts";

export interface Title {
  readonly title: string;
  /** One of them, in a sentence: "the options of every layer". */
  readonly one: string;
  /** Where they are used. */
  readonly text: string;
}
export type Titles = Readonly<Record<string, Title>>;

const code = (text: string): string => (text.includes("`") ? text : `\`${text}\``);
const inCell = (text: string): string => text.replaceAll("|", String.raw`\|`);
const heading = (title: string, children: readonly string[] = []): string[] => [
  "---",
  `title: ${title}`,
  ...(children.length > 0 ? ["children:", ...children.map((child) => `  - ./${child}`)] : []),
  "---",
  "",
  `# ${title}`,
  "",
  "<!-- Written by `npm run docs`; do not edit. -->",
  "",
];
const fileOf = (family: string): string => `${family}.md`;
const anchorOf = (title: string): string => title.toLowerCase().replaceAll(" ", "-");

function typeCell(option: Option, page: string): string {
  const shown = ({ text, family, exported }: Piece): string => {
    if (exported) return `{@link ${text}}`;
    if (family === undefined) return code(text);
    const file = family === page ? "" : `./${fileOf(family)}`;
    return `[${code(text)}](${file}#${anchorOf(text)})`;
  };
  return option.type.map(shown).join(" or ");
}
function table(options: readonly Option[], page: string): string[] {
  const rows = options.map((option) => {
    const unset = option.optional ? "" : "required";
    const cells = [
      code(option.name),
      typeCell(option, page),
      option.default ? code(option.default) : unset,
      option.text,
    ];
    return `| ${cells.map(inCell).join(" | ")} |`;
  });
  return ["| Option | Type | Default | |", "| --- | --- | --- | --- |", ...rows, ""];
}

/** The interfaces that most factories of a family take their options from. */
function sharedBy({ factories }: Family): ReadonlySet<string> {
  const counts = new Map<string, number>();
  for (const { options } of factories) {
    for (const owner of new Set(options.map((o) => o.owner))) counts.set(owner, (counts.get(owner) ?? 0) + 1);
  }
  const most = [...counts].filter(([owner, count]) => owner !== "" && count > factories.length / 2);
  return new Set(most.map(([owner]) => owner));
}
/** What a tag says, as a paragraph. */
function tagText({ name, text }: Factory["tags"][number]): string | undefined {
  if (name === "throws") return `Throws ${text.replace(/^TacetError/, code("TacetError")).replace(/\.?$/, ".")}`;
  if (name === "returns") return `Gives ${text.replace(/\.?$/, ".")}`;
  if (name !== "param") return undefined;
  return text.replace(/^(\w+) (.*?)\.?$/, (_, parameter: string, rest: string) => `${code(parameter)}: ${rest}.`);
}

function section(factory: Factory, page: string, shared: ReadonlySet<string>, all: string): string[] {
  const own = factory.options.filter(({ owner }) => !shared.has(owner));
  const link = `[${all.charAt(0).toLowerCase()}${all.slice(1)}](#${anchorOf(all)})`;
  const rest = own.length < factory.options.length ? [own.length > 0 ? `And ${link}.` : `It takes ${link}.`, ""] : [];
  const also = factory.also.length > 0 ? `, also ${factory.also.map(code).join(", ")}` : "";
  return [
    `## ${factory.name}`,
    "",
    `${code(factory.call)}${also}`,
    "",
    ...[...factory.texts, ...factory.tags.flatMap((tag) => tagText(tag) ?? [])].flatMap((text) => [text, ""]),
    ...(own.length > 0 ? table(own, page) : []),
    ...rest,
  ];
}

export function familyPage(family: Family, { title, one, text }: Title, types: ReadonlyMap<string, string>): string {
  const shared = sharedBy(family);
  const options = family.factories.flatMap((factory) => factory.options).filter(({ owner }) => shared.has(owner));
  const common = [...new Map(options.map((option) => [option.name, option])).values()];
  const all = `The options of every ${one}`;
  const lines = [
    ...heading(title),
    text,
    "",
    family.factories.map(({ name }) => `[${name}](#${anchorOf(name)})`).join(" · "),
    "",
    ...(common.length > 0 ? [`## ${all}`, "", ...table(common, family.name)] : []),
    ...family.factories.flatMap((factory) => section(factory, family.name, shared, all)),
    ...[...types].flatMap(([name, doc]) => [`## ${name}`, "", doc, ""]),
  ];
  return lines.join("\n");
}

export function overviewPage(families: readonly Family[], titles: Titles): string {
  const rows = families.map(
    ({ name, factories }) => `| [${titles[name]!.title}](./${fileOf(name)}) | ${factories.length} |`,
  );
  return [
    ...heading(
      "Every function and its options",
      families.map(({ name }) => fileOf(name)),
    ),
    "What the objects that `tacet` exports hold, with the options of each function and their defaults.",
    "",
    "| | Functions |",
    "| --- | ---: |",
    ...rows,
    "",
  ].join("\n");
}

/** Every page, by file. */
export const pages = ({ families, shared }: Reference, titles: Titles): ReadonlyMap<string, string> =>
  new Map([
    ["overview.md", overviewPage(families, titles)],
    ...families.map((f) => [fileOf(f.name), familyPage(f, titles[f.name]!, shared.get(f.name)!)] as const),
  ]);
