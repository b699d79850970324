/**
 * The gradient of a loop is a loop the other way.
 *
 * The forward loop is made again with the residuals as further stacked outputs;
 * simplify merges the two, so that it runs once. A gradient of a loop invariant
 * is not carried along where it is a sum that can be taken afterwards: for a
 * weight, what its contraction in the body needs is stacked, and one contraction
 * over time and batch follows the loop.
 */
import { isFloating } from "../core/index.ts";
import {
  build,
  topological,
  type ContractNode,
  type MapNode,
  type Node,
  type ParameterNode,
  type ScanNode,
} from "../ir/index.ts";
import type { Context, Seed } from "./context.ts";
import { copyOver, edges, ordered } from "./copy.ts";
import { chooseResiduals } from "./residuals.ts";

/** A value after the loop, made once the stacked [length, ...] value of each body node can be had. */
type Later = (stacked: (node: Node) => Node, last: (node: Node) => Node) => Node;

export function scanRule(
  node: ScanNode,
  cotangents: readonly (Node | undefined)[],
  wanted: readonly boolean[],
  context: Context,
): (Node | undefined)[] {
  const { body, length, carries, slices } = node;
  const parameters = body.parameters;
  const active = activeParameters(node, wanted, context);
  const leaves = parameters.filter((_, i) => active[i]);

  // What arrives: the cotangents of the carries after the step, and of the outputs at the step.
  const arriving: ParameterNode[] = [];
  const carried: { parameter: ParameterNode; initial: Node; index: number }[] = [];
  const outputs: { parameter: ParameterNode; stack: Node }[] = [];
  const seeds: Seed[] = [];
  body.results.forEach((result, i) => {
    const given = cotangents[i];
    if (i < carries ? !active[i] : given === undefined) return;
    const parameter = build.parameter("argument", `d${i}`, result.shape, result.dtype);
    arriving.push(parameter);
    seeds.push([result, parameter]);
    if (i < carries) carried.push({ parameter, initial: given ?? zeros(result), index: i });
    else outputs.push({ parameter, stack: given! });
  });
  const gradients = context.backward(seeds, leaves);
  const found = new Map(leaves.map((leaf, i) => [leaf, gradients[i]] as const));
  const late = lateNodes(gradients, arriving);

  const plan = new Plan(node, late);
  const results = new Map<number, Later>();
  parameters.forEach((p, i) => {
    const gradient = found.get(p);
    if (i < carries || !gradient || !wanted[i]) return;
    results.set(i, i < carries + slices ? plan.perStep(gradient) : plan.total(gradient));
  });
  const nextCarried = carried.map((c) => found.get(parameters[c.index]!) ?? zeros(c.parameter));

  // The forward loop again, its residuals stacked.
  const residuals = chooseResiduals(
    [...nextCarried, ...plan.lateStacked, ...plan.accumulated],
    plan.earlyStacked,
    late,
    node,
  );
  const forward = build.scan({ parameters, results: [...body.results, ...residuals.added] }, node.inputs, node);
  const earlyStack = (early: Node): Node => {
    const at = parameters.indexOf(early as ParameterNode);
    return at >= carries && at < carries + slices ? node.inputs[at]! : forward[residuals.index.get(early)!]!;
  };

  // The loop back, over copies of what the gradients read.
  const scanned: { inside: Node; outside: Node }[] = outputs.map((o) => ({ inside: o.parameter, outside: o.stack }));
  for (const early of [...parameters.slice(carries, carries + slices), ...residuals.index.keys()])
    scanned.push({ inside: early, outside: earlyStack(early) });
  const invariants = parameters.map((inside, i) => ({ inside, outside: node.inputs[i]! })).slice(carries + slices);
  const sums = plan.accumulated.map((term) => ({
    term,
    parameter: build.parameter("argument", "sum", term.shape, term.dtype),
  }));
  const copies = new Map<Node, Node>();
  const argument = (inside: Node): ParameterNode => {
    const copy = build.parameter(
      "argument",
      inside.kind === "parameter" ? inside.name : "residual",
      inside.shape,
      inside.dtype,
    );
    copies.set(inside, copy);
    return copy;
  };
  const backArguments = [
    ...carried.map((c) => argument(c.parameter)),
    ...sums.map((s) => s.parameter),
    ...scanned.map((s) => argument(s.inside)),
    ...invariants.map((v) => argument(v.inside)),
  ];
  const steps = copyOver([...nextCarried, ...plan.accumulated, ...plan.lateStacked], copies);
  const next = carried.length + sums.length;
  sums.forEach((s, i) => (steps[carried.length + i] = build.map("add", [s.parameter, steps[carried.length + i]!])));
  const backward = build.scan(
    { parameters: backArguments, results: steps },
    [
      ...carried.map((c) => c.initial),
      ...sums.map((s) => zeros(s.term)),
      ...scanned.map((s) => s.outside),
      ...invariants.map((v) => v.outside),
    ],
    { length, carries: next, slices: scanned.length, reverse: !node.reverse, checkpoint: node.checkpoint },
  );

  const stacked = (inside: Node): Node =>
    late.has(inside) ? backward[next + plan.lateStacked.indexOf(inside)]! : earlyStack(inside);
  const last = (term: Node): Node => backward[carried.length + plan.accumulated.indexOf(term)]!;
  const out: (Node | undefined)[] = parameters.map((_, i) => (wanted[i] ? results.get(i)?.(stacked, last) : undefined));
  carried.forEach((c, k) => (out[c.index] = wanted[c.index] ? backward[k] : undefined));
  return out;
}

const zeros = (like: Node): Node => build.fill(build.constant(0, like.dtype), like.shape);

/** Which arguments of the body a gradient flows to: those wanted, and the carries that come to depend on one. */
function activeParameters(node: ScanNode, wanted: readonly boolean[], context: Context): boolean[] {
  const { parameters, results } = node.body;
  const active = parameters.map((p, i) => wanted[i]! && isFloating(p.dtype));
  for (let changed = true; changed;) {
    changed = false;
    const reached = context.dependents(
      results.slice(0, node.carries),
      parameters.filter((_, i) => active[i]),
    );
    for (let i = 0; i < node.carries; i++) {
      if (active[i] || !isFloating(parameters[i]!.dtype) || !reached.has(results[i]!)) continue;
      active[i] = changed = true;
    }
  }
  return active;
}

/** The nodes that depend on a cotangent, so belong to the loop back. */
function lateNodes(roots: readonly (Node | undefined)[], arriving: readonly Node[]): Set<Node> {
  const late = new Set<Node>(arriving);
  for (const node of ordered(roots.filter((r) => r !== undefined)))
    if (edges(node).some((i) => late.has(i))) late.add(node);
  return late;
}

/** Decides what the loop back stacks, sums up along the way, and leaves for afterwards. */
class Plan {
  readonly lateStacked: Node[] = [];
  readonly earlyStacked: Node[] = [];
  readonly accumulated: Node[] = [];
  readonly #late: ReadonlySet<Node>;
  readonly #invariant: ReadonlyMap<Node, Node>;
  /** Sums are taken along the way: no step is kept for afterwards. */
  readonly #checkpoint: boolean;
  constructor(node: ScanNode, late: ReadonlySet<Node>) {
    this.#late = late;
    this.#checkpoint = node.checkpoint;
    const first = node.carries + node.slices;
    this.#invariant = new Map(node.body.parameters.slice(first).map((p, i) => [p, node.inputs[first + i]!]));
  }

  /** The values of each step; what multiplies an invariant is multiplied after the loop, all steps at once. */
  perStep(value: Node): Later {
    if (value.kind === "contract" && value.spec.batch.length === 0) {
      const [left, right] = value.inputs as [Node, Node];
      const weight = this.#invariant.get(right);
      if (weight && this.#late.has(left)) {
        const spec = { batch: [], contract: value.spec.contract.map(([l, r]): [number, number] => [l + 1, r]) };
        this.#stack(left);
        return (stacked) => build.contract(stacked(left), weight, spec);
      }
    }
    this.#stack(value);
    return (stacked) => stacked(value);
  }

  /** The sum over all steps. */
  total(term: Node): Later {
    if (this.#checkpoint || !this.#late.has(term)) return this.#accumulate(term);
    switch (term.kind) {
      case "map":
        return this.#totalOfMap(term);
      case "permute": {
        const inner = this.total(term.inputs[0]!);
        return (...made) => build.permute(inner(...made), term.order);
      }
      case "reshape": {
        const inner = this.total(term.inputs[0]!);
        return (...made) => build.reshape(inner(...made), term.shape);
      }
      case "reduce": {
        const operand = term.inputs[0]!;
        if (term.fn !== "add") return this.#accumulate(term);
        this.#stack(operand);
        return (stacked) => build.reduce("add", stacked(operand), [0, ...term.axes.map((a) => a + 1)]);
      }
      case "contract":
        return this.#totalOfContract(term);
      default:
        return this.#accumulate(term);
    }
  }
  #totalOfMap(term: MapNode): Later {
    const [a, b] = term.inputs as [Node, Node | undefined];
    if ((term.fn !== "add" && term.fn !== "sub" && term.fn !== "neg") || !term.inputs.every((i) => this.#late.has(i)))
      return this.#accumulate(term);
    const parts = [a, b].filter((p) => p !== undefined).map((p) => this.total(p));
    return (...made) =>
      build.map(
        term.fn,
        parts.map((p) => p(...made)),
      );
  }
  #totalOfContract(term: ContractNode): Later {
    const [left, right] = term.inputs as [Node, Node];
    if (this.#isFixed(left) || this.#isFixed(right)) return this.#accumulate(term);
    this.#stack(left);
    this.#stack(right);
    const shift = (pairs: readonly (readonly [number, number])[]): [number, number][] =>
      pairs.map(([l, r]) => [l + 1, r + 1]);
    const spec = { batch: shift(term.spec.batch), contract: [[0, 0] as const, ...shift(term.spec.contract)] };
    return (stacked) => build.contract(stacked(left), stacked(right), spec);
  }
  /** The same at every step: nothing to stack. */
  #isFixed(node: Node): boolean {
    return !this.#late.has(node) && topological([node]).every((n) => n.kind !== "parameter" || this.#invariant.has(n));
  }
  #stack(node: Node): void {
    const list = this.#late.has(node) ? this.lateStacked : this.earlyStacked;
    if (!list.includes(node)) list.push(node);
  }
  #accumulate(term: Node): Later {
    if (!this.accumulated.includes(term)) this.accumulated.push(term);
    return (_, last) => last(term);
  }
}
