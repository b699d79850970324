/**
 * Builds every package's dist/: a declaration for each source that its entries
 * reach, and few modules of JavaScript, because an engine takes three times as
 * long to load 200 small files.
 * In the order of their imports: each sees the declarations of those before it.
 * The licence goes along, so that each package carries it when it is packed.
 */
import { copyFileSync, existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join, relative, resolve } from "node:path";
import { build as bundle, type Plugin } from "esbuild";
import ts from "typescript";
import { markPure } from "./pure.ts";
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
/** The sources that a package's entries begin with, those that one pattern stands for together. */
function entriesOf(place: string): string[][] {
  const { exports } = JSON.parse(readFileSync(join(place, "package.json"), "utf8")) as { exports: Entry };
  return sourcesOf(exports).map((source) => {
    // "./src/*/all.ts": that of each folder which has one.
    const [before, after] = source.split("*") as [string, string?];
    if (after === undefined) return [join(place, source)];
    const each = readdirSync(join(place, before)).map((name) => join(place, `${before}${name}${after}`));
    return each.filter((path) => existsSync(path));
  });
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

/**
 * What the entries of a pattern export, in one module: each by a name of its own, and by entry a module that gives its
 * names back. As entries of their own they would be cut into a module for each set of them that shares something.
 */
async function together(
  entries: readonly string[],
  source: string,
): Promise<{ all: string; each: [string, string][] }> {
  const { metafile } = await bundle({
    entryPoints: [...entries],
    outbase: source,
    outdir: source,
    bundle: true,
    packages: "external",
    format: "esm",
    write: false,
    metafile: true,
  });
  const exported = Object.values(metafile.outputs).map(({ entryPoint, exports }, entry) => {
    const path = relative(source, resolve(entryPoint!));
    return { path, names: exports.map((name) => ({ name, own: `${name}_${entry}` })) };
  });
  return {
    all: exported
      .map(
        ({ path, names }) => `export { ${names.map((n) => `${n.name} as ${n.own}`).join(", ")} } from "./${path}";\n`,
      )
      .join(""),
    each: exported.map(({ path, names }) => [
      path.replace(/ts$/u, "js"),
      `export { ${names.map((n) => `${n.own} as ${n.name}`).join(", ")} } from "../together.js";\n`,
    ]),
  };
}

/** Writes the modules; what several entries use goes into one that they share. */
async function emit(groups: readonly (readonly string[])[], source: string, output: string): Promise<void> {
  const single = groups.filter((entries) => entries.length === 1).flat();
  const several = groups.filter((entries) => entries.length > 1).flat();
  const { all, each } = several.length > 0 ? await together(several, source) : { all: "", each: [] };
  const virtual: Plugin = {
    name: "entries together",
    setup(bundler) {
      // None is imported for its effects alone.
      bundler.onResolve({ filter: /^@tacet\// }, ({ path }) => ({ path, external: true, sideEffects: false }));
      bundler.onResolve({ filter: /^together$/ }, ({ path }) => ({ path, namespace: "together" }));
      bundler.onLoad({ filter: /./, namespace: "together" }, () => ({ contents: all, resolveDir: source }));
    },
  };
  await bundle({
    entryPoints: [
      ...single.map((path) => ({ in: path, out: relative(source, path).replace(/\.ts$/u, "") })),
      ...(several.length > 0 ? [{ in: "together", out: "together" }] : []),
    ],
    outdir: output,
    bundle: true,
    packages: "external",
    splitting: true,
    format: "esm",
    target: "es2022",
    plugins: [virtual, markPure],
    logLevel: "warning",
  });
  for (const [path, text] of each) writeFileSync(join(output, path), text);
}

for (const folder of Object.keys(packages)) {
  const place = join(root, "packages", folder);
  const [source, output] = [join(place, "src"), join(place, "dist")];
  rmSync(output, { recursive: true, force: true });
  const entries = entriesOf(place);
  if (!declare(entries.flat(), source, output)) process.exit(1);
  await emit(entries, source, output);
  copyFileSync(join(root, "LICENSE"), join(root, "packages", folder, "LICENSE"));
  console.log(`built packages/${folder}/dist`);
}
