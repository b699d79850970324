/**
 * Builds every package's dist/: a declaration for each source that its entries
 * reach, and one module of JavaScript for each entry that its package.json
 * exports, because an engine takes three times as long to load 200 small files.
 * In the order of their imports: each sees the declarations of those before it.
 * The licence goes along, so that each package carries it when it is packed.
 */
import { copyFileSync, readFileSync, rmSync } from "node:fs";
import { join, resolve } from "node:path";
import { build as bundle } from "esbuild";
import ts from "typescript";
import { packages } from "./stages.ts";

const root = resolve(import.meta.dirname, "..");
const base = ts.readConfigFile(join(root, "tsconfig.json"), (path) => ts.sys.readFile(path));

/** What an entry is, by condition: a file, or further conditions. */
type Entry = string | { readonly [condition: string]: Entry };
/** The sources that an entry begins with, under every condition. */
const sourcesOf = (entry: Entry): string[] =>
  Object.entries(entry).flatMap(([condition, target]) =>
    typeof target !== "string" ? sourcesOf(target) : condition === "source" ? [target] : [],
  );
/** The sources that a package's entries begin with. */
function entriesOf(place: string): string[] {
  const { exports } = JSON.parse(readFileSync(join(place, "package.json"), "utf8")) as { exports: Entry };
  return sourcesOf(exports).map((source) => join(place, source));
}

/** Writes the declarations of what the entries reach; false where that has errors, which it prints. */
function declare(entries: readonly string[], source: string, output: string): boolean {
  const { options } = ts.convertCompilerOptionsFromJson(
    (base.config as { compilerOptions: object }).compilerOptions,
    root,
  );
  const program = ts.createProgram(entries, {
    ...options,
    noEmit: false,
    noEmitOnError: true,
    declaration: true,
    emitDeclarationOnly: true,
    // Not "source": what is built against is what gets published.
    customConditions: [],
    rootDir: source,
    outDir: output,
  });
  const { diagnostics } = program.emit();
  const all = ts.sortAndDeduplicateDiagnostics([...ts.getPreEmitDiagnostics(program), ...diagnostics]);
  if (all.length === 0) return true;
  const host = {
    getCurrentDirectory: () => root,
    getNewLine: () => "\n",
    getCanonicalFileName: (name: string) => name,
  };
  console.error(ts.formatDiagnostics(all, host));
  return false;
}

/** Writes the modules; what several entries use goes into one that they share. */
async function emit(entries: readonly string[], source: string, output: string): Promise<void> {
  await bundle({
    entryPoints: [...entries],
    outbase: source,
    outdir: output,
    bundle: true,
    packages: "external",
    splitting: true,
    format: "esm",
    target: "es2022",
    logLevel: "warning",
  });
}

for (const folder of Object.keys(packages)) {
  const place = join(root, "packages", folder);
  const [source, output] = [join(place, "src"), join(place, "dist")];
  rmSync(output, { recursive: true, force: true });
  const entries = entriesOf(place);
  if (!declare(entries, source, output)) process.exit(1);
  await emit(entries, source, output);
  copyFileSync(join(root, "LICENSE"), join(root, "packages", folder, "LICENSE"));
  console.log(`built packages/${folder}/dist`);
}
