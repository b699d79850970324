/** tacet as a browser gets it: one minified module, and its size on the wire. */
import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";

/**
 * The module, from the built package as `folder` sees it.
 * @param contents a program to bundle with what it uses of the package; default: all that the package exports
 */
export async function bundle(
  folder: string = resolve(import.meta.dirname, ".."),
  contents = 'export * from "tacet";',
): Promise<string> {
  const { outputFiles } = await build({
    stdin: { contents, resolveDir: folder, loader: "ts" },
    bundle: true,
    minify: true,
    format: "esm",
    platform: "browser",
    write: false,
    logLevel: "error",
  });
  return outputFiles[0]?.text ?? "";
}
export const gzipped = (text: string): number => gzipSync(text, { level: 9 }).length;
/** What is weighed, under the benchmark's titles: everything, and a program that imports little. */
export const bundleFigures = {
  all: "browser bundle, minified and gzipped",
  core: 'the same, of the case study by objects from "tacet/core"',
} as const;
/** Bytes, gzipped. */
export const bundleSizes = async (): Promise<Record<keyof typeof bundleFigures, number>> => ({
  all: gzipped(await bundle()),
  core: gzipped(await bundle(undefined, readFileSync(join(import.meta.dirname, "smoke/core.ts"), "utf8"))),
});
