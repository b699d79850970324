/** Every program in the guide compiles without complaint, runs, and prints what its page says. */
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import { formatWithOptions } from "node:util";
import ts from "typescript";
import { afterEach, describe, expect, it, vi } from "vitest";
import { markOf, moduleOf, snippetsOf } from "./snippets.ts";

const guide = join(import.meta.dirname, "guide");
const files = [join(import.meta.dirname, "index.md"), ...readdirSync(guide).map((name) => join(guide, name))];
const made = join(import.meta.dirname, ".snippets");
const pages = files
  .map((file) => ({
    name: basename(file),
    snippets: snippetsOf(file),
    path: join(made, `${basename(file, ".md")}.ts`),
  }))
  .filter(({ snippets }) => snippets.length > 0);

rmSync(made, { recursive: true, force: true });
mkdirSync(made, { recursive: true });
for (const { path, snippets } of pages) writeFileSync(path, moduleOf(snippets));

afterEach(() => vi.restoreAllMocks());

describe.each(pages)("$name", ({ snippets, path }) => {
  it("prints what it says", async () => {
    const printed: string[] = [];
    vi.spyOn(console, "log").mockImplementation((...values: unknown[]) => {
      printed.push(formatWithOptions({ colors: false }, ...values));
    });
    await import(path);
    snippets.forEach(({ output, line }, i) => {
      if (output === undefined) return;
      const begin = printed.indexOf(markOf(i)) + 1;
      const end = i + 1 < snippets.length ? printed.indexOf(markOf(i + 1)) : printed.length;
      expect(printed.slice(begin, end).join("\n"), `the program at line ${line}`).toBe(output);
    });
  });
});

it("compiles under the strictest settings", () => {
  const root = resolve(import.meta.dirname, "..");
  const { config } = ts.readConfigFile(join(root, "tsconfig.json"), (path) => readFileSync(path, "utf8")) as {
    config: { compilerOptions: object };
  };
  const { options } = ts.convertCompilerOptionsFromJson(config.compilerOptions, root);
  const program = ts.createProgram(pages.map(({ path }) => path), { ...options, noEmit: true, noUnusedLocals: false }); // prettier-ignore
  const complaints = ts.getPreEmitDiagnostics(program).map(({ file, start, messageText }) => {
    const line = file && start !== undefined ? file.getLineAndCharacterOfPosition(start).line + 1 : 0;
    return `${basename(file?.fileName ?? "")}:${line}: ${ts.flattenDiagnosticMessageText(messageText, "\n")}`;
  });
  expect(complaints).toEqual([]);
});
