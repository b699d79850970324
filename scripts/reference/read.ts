/**
 * What a family of factories (`layers`, `losses`, …) takes, read from the types and docstrings of tacet's sources by the
 * TypeScript compiler: they are the one list of options that there is.
 */
import { join, resolve } from "node:path";
import ts from "typescript";
import { described } from "./described.ts";
import { piecesOf, type Context, type Piece } from "./types.ts";

export interface Option {
  readonly name: string;
  readonly optional: boolean;
  readonly type: readonly Piece[];
  /** What it is, and the default that its docstring names. */
  readonly text: string;
  readonly default: string;
  /** The interface that declares it. */
  readonly owner: string;
}
export interface Factory {
  readonly name: string;
  /** Other names of the same function. */
  readonly also: readonly string[];
  /** As it is called: "padSequences(sequences, options?)". */
  readonly call: string;
  readonly texts: readonly string[];
  /** What its docstrings say of arguments that are no options, what it gives, and what it throws. */
  readonly tags: readonly { readonly name: string; readonly text: string }[];
  readonly options: readonly Option[];
}
export interface Family {
  readonly name: string;
  readonly factories: readonly Factory[];
}
export interface Reference {
  readonly families: readonly Family[];
  /** What options of several families take, by family: `RegularizerLike` and its like. */
  readonly shared: ReadonlyMap<string, ReadonlyMap<string, string>>;
  /** What has no docstring. */
  readonly missing: readonly string[];
}

const root = resolve(import.meta.dirname, "../..");
const sources = join(root, "packages/tacet/src");

function programOf(path: string): ts.Program {
  const { config } = ts.readConfigFile(join(root, "tsconfig.json"), (file) => ts.sys.readFile(file)) as {
    config: { compilerOptions: object };
  };
  return ts.createProgram([path], ts.convertCompilerOptionsFromJson(config.compilerOptions, root).options);
}

const onOneLine = (parts: readonly ts.SymbolDisplayPart[]): string =>
  ts
    .displayPartsToString([...parts])
    .replaceAll(/\s*\n\s*/g, " ")
    .trim();
const sameLetters = (a: string, b: string): boolean => a.toLowerCase() === b.toLowerCase();
/** Whether a text begins with all that another says. */
const says = (text: string, other: string): boolean => text.startsWith(other.replace(/\.$/, ""));

interface Parameter {
  /** With "?" where it may be left out, and "..." before a list of arguments. */
  readonly name: string;
  readonly type: ts.Type;
}

/** @param names the exported objects of factories */
export function readReference(names: readonly string[]): Reference {
  const index = join(sources, "index.ts");
  const program = programOf(index);
  const checker = program.getTypeChecker();
  const file = program.getSourceFile(index)!;
  const exported = new Map(
    checker.getExportsOfModule(checker.getSymbolAtLocation(file)!).map((symbol) => [symbol.name, real(symbol)]),
  );
  const shared = new Map(names.map((name) => [name, new Map<string, string>()]));
  const missing: string[] = [];
  const context: Context = {
    checker,
    isExported: (name) => exported.has(name),
    linkTo(alias) {
      const family = names.find((name) => fileOf(alias)?.startsWith(join(sources, name) + "/"));
      if (family === undefined || !alias.name.endsWith("Like")) return undefined;
      shared.get(family)!.set(alias.name, textOf(alias));
      return family;
    },
  };

  function real(symbol: ts.Symbol): ts.Symbol {
    return symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
  }
  function fileOf(symbol: ts.Symbol): string | undefined {
    return symbol.declarations?.[0]?.getSourceFile().fileName;
  }
  function textOf(symbol: ts.Symbol): string {
    return onOneLine(symbol.getDocumentationComment(checker));
  }
  const isInternal = (symbol: ts.Symbol): boolean =>
    symbol.getJsDocTags(checker).some(({ name }) => name === "internal");

  /** The class that a factory makes an instance of; undefined for other functions. */
  function classOf(factory: ts.Symbol): ts.Symbol | undefined {
    const declaration = factory.declarations?.[0];
    if (!declaration) return undefined;
    const value =
      ts.isPropertyAssignment(declaration) || ts.isVariableDeclaration(declaration)
        ? declaration.initializer
        : undefined;
    const body = value && ts.isArrowFunction(value) ? value.body : value;
    const made = body && ts.isNewExpression(body) ? body.expression : body;
    if (!made || !(ts.isIdentifier(made) || ts.isPropertyAccessExpression(made))) return undefined;
    const symbol = checker.getSymbolAtLocation(made);
    return symbol && real(symbol);
  }

  const isOptions = (type: ts.Type): boolean =>
    (type.flags & (ts.TypeFlags.Object | ts.TypeFlags.Intersection)) !== 0 &&
    !type.isClass() &&
    !checker.isArrayLikeType(type) &&
    type.getCallSignatures().length === 0 &&
    type.getStringIndexType() === undefined &&
    type.getProperties().length > 0 &&
    type.getProperties().every((p) => {
      const declaration = p.declarations?.[0];
      return (
        declaration !== undefined &&
        (ts.isPropertySignature(declaration) || ts.isMethodSignature(declaration)) &&
        declaration.getSourceFile().fileName.startsWith(sources)
      );
    });
  const optionTypes = (type: ts.Type): readonly ts.Type[] => (type.isUnion() ? type.types : [type]).filter(isOptions);

  function optionOf(path: string, symbol: ts.Symbol): Option {
    const text = textOf(symbol);
    const declaration = symbol.declarations![0]! as ts.PropertySignature | ts.MethodSignature;
    const owner = ts.isInterfaceDeclaration(declaration.parent) ? declaration.parent.name.text : "";
    if (described(text).text === "") missing.push(`${owner || path}.${symbol.name}`);
    return {
      name: symbol.name,
      optional: (symbol.flags & ts.SymbolFlags.Optional) !== 0,
      type: piecesOf(symbol, context),
      ...described(text),
      owner,
    };
  }

  /** The parameters of a factory: of the constructor, where the factory is typed as taking what that takes. */
  function parametersOf(factory: ts.Symbol, constructor: ts.Signature | undefined): readonly Parameter[] {
    const [signature] = checker.getTypeOfSymbol(factory).getCallSignatures();
    const isRest = (p: ts.Symbol): boolean =>
      p.declarations?.some((d) => ts.isParameter(d) && !!d.dotDotDotToken) === true;
    const rest = signature === undefined || signature.parameters.some(isRest);
    const parameters = (rest ? constructor?.parameters.slice(0, 1) : undefined) ?? signature?.parameters ?? [];
    return parameters.flatMap((p): Parameter | readonly Parameter[] => {
      const { valueDeclaration } = p;
      const type = checker.getTypeOfSymbol(p);
      const parameter = valueDeclaration && ts.isParameter(valueDeclaration) ? valueDeclaration : undefined;
      if (isRest(p) && parameter?.type && ts.isTupleTypeNode(parameter.type)) {
        return parameter.type.elements.filter(ts.isNamedTupleMember).map((member) => ({
          name: `${member.dotDotDotToken ? "..." : ""}${member.name.text}`,
          type: checker.getTypeAtLocation(member.type),
        }));
      }
      const optional = parameter !== undefined && checker.isOptionalParameter(parameter);
      const name = p.name === "given" ? "options" : p.name;
      return { name: `${isRest(p) ? "..." : ""}${name}${optional ? "?" : ""}`, type };
    });
  }

  function factoryOf(path: string, name: string, symbol: ts.Symbol, also: readonly string[]): Factory {
    const made = classOf(symbol);
    const madeType = made && checker.getTypeOfSymbol(made);
    const [constructor] = madeType?.getConstructSignatures() ?? [];
    const parameters = parametersOf(symbol, constructor);
    const options = parameters
      .filter(({ name: parameter }) => /^(options|hooks)\b/.test(parameter))
      .flatMap(({ type }) => optionTypes(type).flatMap((t) => t.getProperties()));
    const documented = [symbol, ...(made ? [made] : [])];
    const texts = documented
      .map(textOf)
      .filter((text, i, all) => text !== "" && !all.slice(0, i).some((t) => says(t, text)));
    if (texts.length === 0) missing.push(`${path}.${name}`);
    return {
      name,
      also,
      call: `${path}.${name}(${parameters.map((p) => p.name).join(", ")})`,
      texts,
      tags: documented.flatMap((s) =>
        s.getJsDocTags(checker).map((tag) => ({ name: tag.name, text: onOneLine(tag.text ?? []) })),
      ),
      options: options.map((option) => optionOf(`${path}.${name}`, option)),
    };
  }

  function familyOf(path: string): Family {
    const symbol = exported.get(path);
    if (!symbol) throw new Error(`tacet exports no "${path}".`);
    const type = checker.getTypeOfSymbol(symbol);
    const members =
      symbol.flags & ts.SymbolFlags.ValueModule ? checker.getExportsOfModule(symbol) : type.getProperties();
    const groups: { symbol: ts.Symbol; names: string[] }[] = [];
    for (const member of members) {
      const target = real(member);
      const called = /^[a-z]/.test(member.name) && checker.getTypeOfSymbol(target).getCallSignatures().length > 0;
      if (!called || isInternal(target)) continue;
      // Aliases are the same function, or the same letters in another case, which go without saying.
      const known = groups.find(({ symbol: s, names: [name] }) => s === target || sameLetters(name!, member.name));
      if (!known) groups.push({ symbol: target, names: [member.name] });
      else if (known.symbol === target) known.names.push(member.name);
    }
    const factories = groups.map(({ symbol: target, names: all }) => {
      // The name it is declared by, but `get` for `getLoss`, which serves the registry.
      const names = all.filter((n) => !/^get[A-Z]/.test(n));
      const name = names.find((n) => n === target.name) ?? names[0] ?? all[0]!;
      const others = names.filter((n) => n !== name);
      return factoryOf(path, name, target, others);
    });
    return { name: path, factories: factories.sort((a, b) => a.name.localeCompare(b.name)) };
  }

  const families = names.map(familyOf);
  return { families, shared, missing: [...new Set(missing)] };
}
