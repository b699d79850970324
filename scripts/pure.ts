/**
 * Tells bundlers what a package's `sideEffects` says of its modules, statement by statement: what a constant is made of
 * has no effect beside it. A package has one module for many sources, and without this a bundler would keep of it
 * every constant that a call makes or that spreads another, with all that these reach, used or not.
 */
import { readFileSync } from "node:fs";
import type { Plugin } from "esbuild";
import ts from "typescript";

/** Whether bundlers see by themselves that an expression has no effect. */
function isPlain(e: ts.Expression): boolean {
  if (ts.isAsExpression(e) || ts.isSatisfiesExpression(e) || ts.isParenthesizedExpression(e))
    return isPlain(e.expression);
  if (ts.isArrayLiteralExpression(e)) return e.elements.every(isPlain);
  if (ts.isObjectLiteralExpression(e))
    return e.properties.every((p) =>
      ts.isPropertyAssignment(p)
        ? !ts.isComputedPropertyName(p.name) && isPlain(p.initializer)
        : ts.isShorthandPropertyAssignment(p) || ts.isMethodDeclaration(p),
    );
  if (ts.isPrefixUnaryExpression(e)) return isPlain(e.operand);
  return ts.isFunctionLike(e) || ts.isLiteralExpression(e) || ts.isIdentifier(e) || e.kind === ts.SyntaxKind.TrueKeyword || e.kind === ts.SyntaxKind.FalseKeyword; // prettier-ignore
}

/** The source, with each constant of the module that is made by more than plain expressions made by a pure call. */
export function marked(path: string, source: string): string {
  const file = ts.createSourceFile(path, source, ts.ScriptTarget.Latest, true);
  const made = file.statements
    .filter(ts.isVariableStatement)
    .flatMap(({ declarationList }) => [...declarationList.declarations])
    .flatMap(({ name, initializer }) =>
      initializer && ts.isIdentifier(name) && !isPlain(initializer) && !ts.isClassExpression(initializer)
        ? [initializer]
        : [],
    );
  return made.reduceRight(
    (text, e) =>
      `${text.slice(0, e.getStart())}/* @__PURE__ */ (() => (${text.slice(e.getStart(), e.end)}))()${text.slice(e.end)}`,
    source,
  );
}

export const markPure: Plugin = {
  name: "mark pure constants",
  setup: (bundler) => {
    bundler.onLoad({ filter: /\.ts$/ }, ({ path }) => ({
      contents: marked(path, readFileSync(path, "utf8")),
      loader: "ts",
    }));
  },
};
