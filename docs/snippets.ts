/**
 * The programs of the guide: every `ts` block of a page, one after the other as one module, and beside it what the page
 * says that a block prints (the `text` block that follows it).
 */
import { readFileSync } from "node:fs";

export interface Snippet {
  readonly code: string;
  /** The line of the page where the code begins, from 1. */
  readonly line: number;
  /** What the page shows as the snippet's output; undefined where it shows none. */
  readonly output: string | undefined;
}

/** The `ts` blocks of a page, in order. A block that begins with "// elsewhere:" is a fragment of another program, and is left out. */
export function snippetsOf(path: string): Snippet[] {
  const lines = readFileSync(path, "utf8").split("\n");
  const snippets: { code: string; line: number; output: string | undefined }[] = [];
  for (let i = 0; i < lines.length; i++) {
    const fence = /^```(\w*)/.exec(lines[i]!);
    if (!fence) continue;
    const begin = i + 1;
    while (++i < lines.length && !lines[i]!.startsWith("```"));
    const body = lines.slice(begin, i).join("\n");
    if (fence[1] === "ts" && !body.startsWith("// elsewhere:")) {
      snippets.push({ code: body, line: begin + 1, output: undefined });
    } else if (fence[1] === "text" && snippets.length > 0) {
      snippets.at(-1)!.output ??= body;
    }
  }
  return snippets;
}

/** What begins the output of a snippet in what a page's module prints. */
export const markOf = (index: number): string => `@snippet ${index}`;

/** The page as one module, which prints a mark before each snippet. */
export const moduleOf = (snippets: readonly Snippet[]): string =>
  snippets.map(({ code }, i) => `console.log("${markOf(i)}");\n${code}\n`).join("\n") + "export {};\n";
