/**
 * Builds every package's dist/: a declaration for each source, and one module
 * of JavaScript for each entry that its package.json exports, because an engine
 * takes three times as long to load 200 small files. In the order of their
 * imports: each sees the declarations of those before it. The licence goes
 * along, so that each package carries it when it is packed.
 */
import { copyFileSync, readFileSync, readdirSync, rmSync } from "node:fs";
import { join, resolve } from "node:path";
import { build as bundle } from "esbuild";
import ts from "typescript";
import { packages } from "./stages.ts";

const root = resolve(import.meta.dirname, "..");
const base = ts.readConfigFile(join(root, "tsconfig.json"), (path) => ts.sys.readFile(path));

/** Writes the declarations; false where the sources have errors, which it prints. */
function declare(source: string, output: string): boolean {
  const files = readdirSync(source, { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".ts") && !file.endsWith(".test.ts"))
    .map((file) => join(source, file));
  const { options } = ts.convertCompilerOptionsFromJson(
    (base.config as { compilerOptions: object }).compilerOptions,
    root,
  );
  const program = ts.createProgram(files, {
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
async function emit(place: string, source: string, output: string): Promise<void> {
  const { exports } = JSON.parse(readFileSync(join(place, "package.json"), "utf8")) as {
    exports: Record<string, { source: string }>;
  };
  await bundle({
    entryPoints: Object.values(exports).map((entry) => join(place, entry.source)),
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
  if (!declare(source, output)) process.exit(1);
  await emit(place, source, output);
  copyFileSync(join(root, "LICENSE"), join(root, "packages", folder, "LICENSE"));
  console.log(`built packages/${folder}/dist`);
}
