/** Types as short text: a union in pieces, each of which a page may link. */
import ts from "typescript";

export interface Piece {
  readonly text: string;
  /** The family whose page says what the type is. */
  readonly family?: string | undefined;
  /** Whether tacet exports it, so that the API has a page of it. */
  readonly exported?: boolean;
}
export interface Context {
  readonly checker: ts.TypeChecker;
  isExported(name: string): boolean;
  /** The family that an alias belongs to. */
  linkTo(alias: ts.Symbol): string | undefined;
}

/** The members of the union that an option's type is; what every optional one adds is left out. */
export function piecesOf(option: ts.Symbol, context: Context): readonly Piece[] {
  const declaration = option.valueDeclaration ?? option.declarations?.[0];
  if (!declaration || !ts.isPropertySignature(declaration) || !declaration.type) {
    return [{ text: shortened(declaration) }];
  }
  // What a type parameter stands for is known of the option itself, not of its declaration.
  const generic = mentions(declaration.type, (type) => type.isTypeParameter(), context.checker);
  const pieces = generic
    ? members(context.checker.getTypeOfSymbol(option)).map((type) => ({ text: context.checker.typeToString(type) }))
    : expand(declaration.type, context);
  return pieces.filter(({ text }) => text !== "undefined");
}

const members = (type: ts.Type): readonly ts.Type[] => (type.isUnion() ? type.types : [type]);
const isLiterals = (type: ts.Type): boolean => members(type).every((member) => member.isLiteral());
/** One of few words says more than the name of their list. */
const few = 8;

function mentions(node: ts.Node, test: (type: ts.Type) => boolean, checker: ts.TypeChecker): boolean {
  if (ts.isTypeReferenceNode(node) && test(checker.getTypeAtLocation(node))) return true;
  return ts.forEachChild(node, (child) => mentions(child, test, checker) || undefined) ?? false;
}

function expand(node: ts.TypeNode, context: Context): readonly Piece[] {
  const { checker } = context;
  if (ts.isUnionTypeNode(node)) return node.types.flatMap((member) => expand(member, context));
  if (ts.isParenthesizedTypeNode(node)) return expand(node.type, context);
  if (!ts.isTypeReferenceNode(node) && !ts.isIndexedAccessTypeNode(node)) return [{ text: shortened(node) }];

  const type = checker.getTypeAtLocation(node);
  if (isLiterals(type) && members(type).length <= few) {
    return members(type).map((member) => ({ text: checker.typeToString(member) }));
  }
  if (!ts.isTypeReferenceNode(node)) return [{ text: shortened(node) }];
  // Of the spellings of a name, the first.
  if (isLiterals(type) && node.typeArguments?.length === 1) return expand(node.typeArguments[0]!, context);
  const found = checker.getSymbolAtLocation(node.typeName);
  const symbol = found && found.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(found) : found;
  const text = shortened(node);
  if (!symbol || node.typeArguments) return [{ text }];
  const family = context.linkTo(symbol);
  if (family !== undefined) return [{ text, family }];
  if (context.isExported(text)) return [{ text, exported: true }];
  const alias = symbol.declarations?.find(ts.isTypeAliasDeclaration);
  return alias && !alias.typeParameters ? expand(alias.type, context) : [{ text }];
}

const shortened = (node: ts.Node | undefined): string =>
  (node?.getText() ?? "")
    .replaceAll(/\/\*.*?\*\//gs, "")
    .replaceAll(/\breadonly /g, "")
    .replaceAll(/\s+/g, " ")
    .replace(/;$/, "");
