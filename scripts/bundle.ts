/** tacet as a browser gets it: one minified module, and its size on the wire. */
import { resolve } from "node:path";
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
    stdin: { contents, resolveDir: folder },
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
/** Bytes, gzipped. */
export const bundleSize = async (): Promise<number> => gzipped(await bundle());
