/**
 * Imports point one way, and never round in a circle. Reads every import of
 * the packages' sources (type-only and dynamic ones too) and fails on an
 * import against the order in stages.ts, on a cycle of files, on a relative
 * path out of a package and on a dependency that package.json does not name.
 */
import { readdirSync, readFileSync, existsSync } from "node:fs";
import { builtinModules } from "node:module";
import { dirname, join, relative, resolve } from "node:path";
import ts from "typescript";
import { packageNames, packages, parts, type PartialOrder } from "./stages.ts";

const root = resolve(import.meta.dirname, "..");
const problems: string[] = [];

/** The specifiers that a source file imports, re-exports or names in a type. */
function importsOf(path: string): string[] {
  const source = ts.createSourceFile(path, readFileSync(path, "utf8"), ts.ScriptTarget.Latest);
  const found: string[] = [];
  const visit = (node: ts.Node): void => {
    const specifier =
      ts.isImportDeclaration(node) || ts.isExportDeclaration(node)
        ? node.moduleSpecifier
        : ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)
          ? node.argument.literal
          : ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword
            ? node.arguments[0]
            : undefined;
    if (specifier && ts.isStringLiteralLike(specifier)) found.push(specifier.text);
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

/** Whether `to` is `from` or stands left of it. */
function mayImport(order: PartialOrder, from: string, to: string): boolean {
  return from === to || (order[from] ?? []).some((left) => mayImport(order, left, to));
}

interface Source {
  readonly path: string;
  readonly package: string;
  readonly part: string;
  readonly test: boolean;
}
function describe(path: string): Source {
  const [, name = "", , part = ""] = relative(root, path).split("/");
  return { path, package: name, part, test: path.endsWith(".test.ts") };
}
const show = (path: string): string => relative(root, path);

function checkInside(from: Source, to: Source): void {
  if (from.package !== to.package) {
    problems.push(`${show(from.path)} reaches into ${to.package} by path: import it by its name`);
  } else if (to.test) {
    problems.push(`${show(from.path)} imports the test ${show(to.path)}`);
  } else {
    const order = parts[from.package];
    if (order && !from.test && !mayImport(order, from.part, to.part)) {
      problems.push(`${show(from.path)} imports ${show(to.path)}: ${to.part} is not left of ${from.part}`);
    }
  }
}

const declared = new Map<string, ReadonlySet<string>>();
const rootDependencies = dependenciesOf(root);
function dependenciesOf(folder: string): ReadonlySet<string> {
  const manifest = JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as Record<string, object | undefined>;
  return new Set(
    ["dependencies", "peerDependencies", "devDependencies"].flatMap((kind) => Object.keys(manifest[kind] ?? {})),
  );
}

function checkOutside(from: Source, specifier: string): void {
  if (specifier.startsWith("node:") || builtinModules.includes(specifier)) return;
  const name = specifier
    .split("/")
    .slice(0, specifier.startsWith("@") ? 2 : 1)
    .join("/");
  const ours = Object.keys(packageNames).find((folder) => packageNames[folder] === name);
  if (ours !== undefined) {
    if (!mayImport(packages, from.package, ours) || ours === from.package) {
      problems.push(`${show(from.path)} imports ${name}: it is not left of ${packageNames[from.package]}`);
    }
  }
  const folder = join(root, "packages", from.package);
  const known = declared.get(folder) ?? dependenciesOf(folder);
  declared.set(folder, known);
  // The test tools are the workspace's, for tests and what helps them.
  const helpsTests = from.test || from.part === "testing";
  if (!known.has(name) && !(helpsTests && rootDependencies.has(name))) {
    problems.push(`${show(from.path)} imports ${name}, which packages/${from.package}/package.json does not name`);
  }
}

const edges = new Map<string, string[]>();
function checkFile(path: string): void {
  const from = describe(path);
  const order = parts[from.package];
  if (order && !from.test && !(from.part in order)) {
    problems.push(`${show(path)}: scripts/stages.ts does not say where ${from.part} stands`);
    return;
  }
  const targets: string[] = [];
  for (const specifier of importsOf(path)) {
    if (!specifier.startsWith(".")) {
      checkOutside(from, specifier);
      continue;
    }
    const target = resolve(dirname(path), specifier);
    if (!existsSync(target)) problems.push(`${show(path)} imports ${specifier}, which does not exist`);
    targets.push(target);
    checkInside(from, describe(target));
  }
  edges.set(path, targets);
}

/** Reports each cycle once: a depth-first walk that meets a file still being walked. */
function checkCycles(): void {
  const done = new Set<string>();
  const walk = (path: string, trail: readonly string[]): void => {
    const at = trail.indexOf(path);
    if (at >= 0) problems.push(`cycle: ${[...trail.slice(at), path].map(show).join(" → ")}`);
    if (at >= 0 || done.has(path)) return;
    for (const next of edges.get(path) ?? []) walk(next, [...trail, path]);
    done.add(path);
  };
  for (const path of edges.keys()) walk(path, []);
}

for (const folder of readdirSync(join(root, "packages"))) {
  const source = join(root, "packages", folder, "src");
  if (!(folder in packages)) problems.push(`packages/${folder}: scripts/stages.ts does not say where it stands`);
  for (const file of readdirSync(source, { recursive: true, encoding: "utf8" })) {
    if (file.endsWith(".ts")) checkFile(join(source, file));
  }
}
checkCycles();

for (const problem of problems) console.error(problem);
console.log(`imports: ${edges.size} files, ${problems.length} problems`);
process.exitCode = problems.length > 0 ? 1 : 0;
