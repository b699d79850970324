/**
 * Compiles every package's sources to dist/, JavaScript with declarations,
 * in the order of their imports: each sees the declarations of those before it.
 * The licence goes along, so that each package carries it when it is packed.
 */
import { copyFileSync, readdirSync, rmSync } from "node:fs";
import { join, resolve } from "node:path";
import ts from "typescript";
import { packages } from "./stages.ts";

const root = resolve(import.meta.dirname, "..");
const base = ts.readConfigFile(join(root, "tsconfig.json"), (path) => ts.sys.readFile(path));

function build(folder: string): boolean {
  const source = join(root, "packages", folder, "src");
  const output = join(root, "packages", folder, "dist");
  rmSync(output, { recursive: true, force: true });
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

for (const folder of Object.keys(packages)) {
  if (!build(folder)) process.exit(1);
  copyFileSync(join(root, "LICENSE"), join(root, "packages", folder, "LICENSE"));
  console.log(`built packages/${folder}/dist`);
}
