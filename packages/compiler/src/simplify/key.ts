/**
 * What makes two nodes equal: kind, attributes, type, and the same inputs. The
 * key of a body numbers its nodes by itself, so that bodies with their own
 * parameters compare equal.
 */
import { formatExtent, formatShape, type TypedArray } from "../core/index.ts";
import {
  graphRoots,
  scalarFacts,
  topological,
  type Graph,
  type Kind,
  type Node,
  type NodeOf,
  type Subgraph,
  type WindowAxis,
} from "../ir/index.ts";

/** A small array is known by what it holds (the sign of a zero too), a large one by which it is. */
const smallArray = 64;
const arrays = new WeakMap<TypedArray, number>();
let nextArray = 0;
function arrayKey(data: TypedArray): string {
  if (data.length <= smallArray) return Array.from(data, (v) => (Object.is(v, -0) ? "-0" : String(v))).join();
  let known = arrays.get(data);
  if (known === undefined) arrays.set(data, (known = nextArray++));
  return `#${known}`;
}
const windowsKey = (windows: readonly WindowAxis[]): string =>
  windows.map((w) => `${w.axis}.${w.size}.${w.stride}.${w.dilation}`).join();

const attributes: { readonly [K in Kind]: (node: NodeOf<K>) => string } = {
  constant: (n) => (Object.is(n.value, -0) ? "-0" : String(n.value)),
  literal: (n) => arrayKey(n.data),
  parameter: (n) => String(n.id),
  extent: (n) => formatExtent(n.extent),
  iota: (n) => String(n.axis),
  random: () => "",
  map: (n) => n.fn,
  reduce: (n) => `${n.fn}${n.axes.join()}`,
  argReduce: (n) => `${n.fn}${n.axis}`,
  cumulate: (n) => `${n.fn}${n.axis}${n.reverse}`,
  argSort: (n) => `${n.axis}${n.descending}`,
  contract: (n) => `${n.spec.batch.join(" ")}/${n.spec.contract.join(" ")}`,
  reshape: () => "",
  permute: (n) => n.order.join(),
  broadcast: (n) => n.axes.join(),
  slice: (n) => `${n.start.join()}/${n.stride.join()}`,
  pad: (n) => `${n.low.join()}/${n.high.join()}/${n.interior.join()}`,
  flip: (n) => n.axes.join(),
  window: (n) => windowsKey(n.windows),
  overlapAdd: (n) => windowsKey(n.windows),
  concat: (n) => String(n.axis),
  gather: () => "",
  scatterAdd: () => "",
  scan: (n) => `${n.length}.${n.carries}.${n.slices}.${n.reverse}{${bodyKey(n.body)}}`,
  cond: (n) => `{${bodyKey(n.then)}}{${bodyKey(n.otherwise)}}`,
  project: (n) => String(n.index),
};

const byId = (node: Node): number => node.id;

/** Equal for nodes that compute the same from the same inputs, as `number` numbers them. */
export function nodeKey(node: Node, number: (input: Node) => number = byId): string {
  const attribute = attributes[node.kind] as (node: Node) => string;
  const inputs = node.inputs.map(number);
  if (node.kind === "map" && scalarFacts[node.fn].commutative && inputs[0]! > inputs[1]!) inputs.reverse();
  return `${node.kind}|${node.dtype}${formatShape(node.shape)}|${attribute(node)}|${inputs.join()}`;
}

const bodyKeys = new WeakMap<Subgraph, string>();
export function bodyKey(body: Subgraph): string {
  const known = bodyKeys.get(body);
  if (known !== undefined) return known;
  const key = resultsKey(body.parameters, body.results);
  bodyKeys.set(body, key);
  return key;
}
/** The structure of some results over the parameters they are closed over. */
export function resultsKey(parameters: readonly Node[], results: readonly Node[]): string {
  const numbers = new Map<Node, number>();
  const number = (node: Node): number => numbers.get(node)!;
  const lines: string[] = parameters.map((p, i) => {
    numbers.set(p, i);
    return `${p.dtype}${formatShape(p.shape)}`;
  });
  // Equal subexpressions get one number, whether or not they are one node.
  const seen = new Map<string, number>();
  for (const node of topological(results)) {
    if (numbers.has(node)) continue;
    const key = nodeKey(node, number);
    const known = seen.get(key);
    if (known === undefined) {
      seen.set(key, parameters.length + seen.size);
      lines.push(key);
    }
    numbers.set(node, known ?? parameters.length + seen.size - 1);
  }
  return `${lines.join(";")}→${results.map(number).join()}`;
}

/** Equal for graphs of the same structure: those that one program computes, given their states and inputs in order. */
export function graphKey(graph: Graph): string {
  const targets = graph.updates.map((u) => graph.states.indexOf(u.state));
  const ends = `${graph.states.length}.${graph.inputs.length}.${graph.outputs.length}→${targets.join()}`;
  return `${ends}|${resultsKey([...graph.states, ...graph.inputs], graphRoots(graph))}`;
}
