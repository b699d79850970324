/** A loop taken apart, to be changed and put together again. */
import { build, topological, type Node, type ParameterNode, type ScanNode } from "../ir/index.ts";
import { substitute } from "./rewrite.ts";

export interface Carry {
  readonly parameter: ParameterNode;
  readonly initial: Node;
  next: Node;
  readonly index: number;
}
export interface Argument {
  readonly parameter: ParameterNode;
  readonly input: Node;
}
export interface Output {
  value: Node;
  readonly index: number;
}

export class LoopDraft {
  readonly scan: ScanNode;
  carries: Carry[];
  slices: Argument[];
  invariants: Argument[];
  outputs: Output[];
  /** Results found to be something outside the loop. */
  readonly known = new Map<number, Node>();
  /** Outputs that are equal to another, by index. */
  readonly equal = new Map<number, number>();
  changed = false;

  constructor(scan: ScanNode) {
    this.scan = scan;
    const { parameters, results } = scan.body;
    const args = parameters.map((parameter, i) => ({ parameter, input: scan.inputs[i]! }));
    this.carries = args
      .slice(0, scan.carries)
      .map((a, i) => ({ parameter: a.parameter, initial: a.input, next: results[i]!, index: i }));
    this.slices = args.slice(scan.carries, scan.carries + scan.slices);
    this.invariants = args.slice(scan.carries + scan.slices);
    this.outputs = results.slice(scan.carries).map((value, i) => ({ value, index: scan.carries + i }));
  }

  get roots(): Node[] {
    return [...this.carries.map((c) => c.next), ...this.outputs.map((o) => o.value)];
  }
  nodes(): Node[] {
    return topological(this.roots);
  }
  /** Puts other nodes for some of the body's. */
  replace(map: ReadonlyMap<Node, Node>): void {
    if (map.size === 0) return;
    this.changed = true;
    const roots = substitute(this.roots, (node) => map.get(node));
    this.carries.forEach((c, i) => (c.next = roots[i]!));
    this.outputs.forEach((o, i) => (o.value = roots[this.carries.length + i]!));
  }
  /** The body nodes that depend on one of the arguments. */
  dependents(args: readonly { readonly parameter: ParameterNode }[]): Set<Node> {
    const found = new Set<Node>(args.map((a) => a.parameter));
    for (const node of this.nodes()) if (node.inputs.some((i) => found.has(i))) found.add(node);
    return found;
  }

  /** The results by their old index; undefined where nothing has changed. */
  finish(): (Node | undefined)[] | undefined {
    if (!this.changed) return undefined;
    const out: (Node | undefined)[] = [];
    for (const [index, node] of this.known) out[index] = node;
    if (this.carries.length + this.outputs.length === 0) return out; // and so nothing is equal to one
    const projections = build.scan(
      {
        parameters: [...this.carries, ...this.slices, ...this.invariants].map((a) => a.parameter),
        results: this.roots,
      },
      [
        ...this.carries.map((c) => c.initial),
        ...this.slices.map((s) => s.input),
        ...this.invariants.map((v) => v.input),
      ],
      {
        length: this.scan.length,
        carries: this.carries.length,
        slices: this.slices.length,
        reverse: this.scan.reverse,
        checkpoint: this.scan.checkpoint,
      },
    );
    [...this.carries, ...this.outputs].forEach((r, i) => (out[r.index] = projections[i]!));
    for (const [index, other] of this.equal) out[index] = out[other];
    return out;
  }
}
