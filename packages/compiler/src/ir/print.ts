/**
 * The graph as text, for dumps and failing tests: one line a node, numbered in
 * the order they are computed, bodies of scans and branches indented.
 * Constants stand where they are used. Equal structure prints equally.
 */
import { formatExtent, formatShape, type Extent } from "../core/index.ts";
import { graphRoots, topological, type Graph, type Node, type Subgraph } from "./graph.ts";

class Printer {
  readonly lines: string[] = [];
  readonly #names = new Map<Node, string>();
  #next = 0;

  name(node: Node): string {
    if (node.kind === "constant") return node.dtype === "bool" ? String(node.value !== 0) : formatNumber(node.value);
    return this.#names.get(node) ?? "%?";
  }
  /** Numbers the node, and writes its line (constants have none, parameters where they are declared). */
  define(node: Node, indent: string): void {
    if (node.kind === "constant" || this.#names.has(node)) return;
    this.#names.set(node, `%${this.#next++}`);
    const operands = node.inputs.map((i) => this.name(i)).join(", ");
    this.lines.push(
      `${indent}${this.name(node)} = ${operation(node)}(${operands})${attributes(node)}: ${node.dtype}${formatShape(node.shape)}`,
    );
    for (const [label, body] of bodies(node)) this.body(label, body, `${indent}  `);
  }
  body(label: string, body: Subgraph, indent: string): void {
    this.lines.push(`${indent}${label}`);
    for (const node of [...body.parameters, ...topological(body.results)]) this.define(node, `${indent}  `);
    this.lines.push(`${indent}  return ${body.results.map((r) => this.name(r)).join(", ")}`);
  }
}

/** The graph, or what some nodes reach, as lines of text. */
export function printGraph(graph: Graph | readonly Node[]): string {
  const printer = new Printer();
  const nodes = isGraph(graph)
    ? [...graph.states, ...graph.inputs, ...topological(graphRoots(graph))]
    : topological(graph);
  for (const node of nodes) printer.define(node, "");
  const outputs = isGraph(graph) ? graph.outputs : graph;
  printer.lines.push(`return ${outputs.map((o) => printer.name(o)).join(", ")}`);
  if (isGraph(graph))
    for (const { state, value } of graph.updates)
      printer.lines.push(`update ${printer.name(state)} "${state.name}" to ${printer.name(value)}`);
  return printer.lines.join("\n");
}
const isGraph = (graph: Graph | readonly Node[]): graph is Graph => "outputs" in graph;

function operation(node: Node): string {
  if (node.kind === "parameter") return `${node.role} ${JSON.stringify(node.name)}`;
  if (node.kind === "map") return node.fn;
  return "fn" in node ? `${node.kind} ${node.fn}` : node.kind;
}
function bodies(node: Node): [string, Subgraph][] {
  if (node.kind === "scan") return [["body:", node.body]];
  return node.kind === "cond"
    ? [
        ["then:", node.then],
        ["otherwise:", node.otherwise],
      ]
    : [];
}

/** Shown elsewhere: in the head of the line, or below it. */
const shownElsewhere: ReadonlySet<string> = new Set([
  "id",
  "kind",
  "inputs",
  "shape",
  "dtype",
  "fn",
  "role",
  "name",
  "body",
  "then",
  "otherwise",
]);
function attributes(node: Node): string {
  const parts = Object.entries(node)
    .filter(([key]) => !shownElsewhere.has(key))
    .map(([key, value]) => `${key} ${formatAttribute(value)}`);
  return parts.length === 0 ? "" : ` ${parts.join(", ")}`;
}
function formatAttribute(value: unknown): string {
  if (ArrayBuffer.isView(value)) {
    const data = value as Float64Array;
    const shown = Array.from(data.subarray(0, 6), formatNumber).join(", ");
    return `[${shown}${data.length > 6 ? `, … ${data.length} in all` : ""}]`;
  }
  if (typeof value === "object" && value !== null && "batch" in value && !("contract" in value))
    return formatExtent(value as Extent);
  return JSON.stringify(value).replaceAll('"', "");
}
const formatNumber = (x: number): string =>
  Object.is(x, -0) ? "-0" : Number.isInteger(x) ? String(x) : String(Number(x.toPrecision(9)));
