/**
 * Plants a defect: bundles the comparison with one of tacet's sources replaced, in memory, and runs it in a process of
 * its own. The sources on disk stay as they are.
 */
import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import { build, type Plugin } from "esbuild";
import type { Defect } from "./defect.ts";
import { modelsPath } from "./models.ts";

const root = resolve(import.meta.dirname, "../..");

/** The source with the defect in it. @throws where the text to replace is not there exactly once */
export function planted({ name, file, find, replace }: Defect): string {
  const source = readFileSync(join(root, file), "utf8");
  const places = source.split(find).length - 1;
  if (places === 1) return source.replace(find, () => replace);
  throw new Error(`Defect "${name}": expected its text once in ${file}, found it ${places} times:\n${find}`);
}
const pluginFor = (defect: Defect): Plugin => ({
  name: "defect",
  setup: (bundler) => {
    const path = join(root, defect.file);
    const contents = planted(defect);
    bundler.onLoad({ filter: /\.ts$/ }, (args) => (args.path === path ? { contents, loader: "ts" } : undefined));
  },
});

export interface Found {
  /** Models run until one came out otherwise than Keras's. */
  readonly models: number;
  /** The seed of that model, and what was off; undefined where none did. */
  readonly seed?: number;
  readonly why?: string;
}

/** Runs the stored models, in their order, until one disagrees. Without a defect, none does. */
export async function findDefect(defect: Defect | undefined): Promise<Found> {
  const folder = mkdtempSync(join(tmpdir(), "tacet-defect-"));
  try {
    const { outputFiles } = await build({
      entryPoints: [join(import.meta.dirname, "search.ts")],
      bundle: true,
      format: "esm",
      platform: "node",
      conditions: ["source"],
      plugins: defect ? [pluginFor(defect)] : [],
      write: false,
      logLevel: "error",
    });
    const script = join(folder, "search.mjs");
    writeFileSync(script, outputFiles[0]!.contents);
    const { stdout } = await promisify(execFile)(process.execPath, [script, modelsPath], { maxBuffer: 2 ** 24 });
    return JSON.parse(stdout) as Found;
  } finally {
    rmSync(folder, { recursive: true });
  }
}
