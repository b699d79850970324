/**
 * Contractions read their operands through any axis order, and those that add
 * nothing up are products of maps.
 */
import { build, type ContractSpec, type Node } from "../ir/index.ts";
import type { Rule } from "./rewrite.ts";

type Side = 0 | 1;
const sides: readonly Side[] = [0, 1];
const ascending = (list: readonly number[]): boolean => list.every((a, i) => i === 0 || a > list[i - 1]!);
const mapSide = (spec: ContractSpec, side: Side, change: (axis: number) => number): ContractSpec => {
  const pair = ([l, r]: readonly [number, number]): [number, number] => (side === 0 ? [change(l), r] : [l, change(r)]);
  return { batch: spec.batch.map(pair), contract: spec.contract.map(pair) };
};
const free = (inputs: readonly Node[], spec: ContractSpec, side: Side): number[] => {
  const { leftFree, rightFree } = build.freeAxes(inputs[0]!.shape.length, inputs[1]!.shape.length, spec);
  return side === 0 ? leftFree : rightFree;
};
const withSide = (inputs: readonly Node[], side: Side, operand: Node): [Node, Node] =>
  side === 0 ? [operand, inputs[1]!] : [inputs[0]!, operand];

/** A permuted operand is read in its own order, where the result keeps its axes. */
const absorbPermute: Rule<"contract"> = (node) => {
  for (const side of sides) {
    const x = node.inputs[side]!;
    if (x.kind !== "permute" || !ascending(free(node.inputs, node.spec, side).map((a) => x.order[a]!))) continue;
    const [left, right] = withSide(node.inputs, side, x.inputs[0]!);
    return build.contract(
      left,
      right,
      mapSide(node.spec, side, (a) => x.order[a]!),
    );
  }
  return undefined;
};

/** An operand repeated along an axis of the result: contract once, repeat the result. */
const pullBroadcast: Rule<"contract"> = (node) => {
  for (const side of sides) {
    const x = node.inputs[side]!;
    if (x.kind !== "broadcast") continue;
    const own = free(node.inputs, node.spec, side);
    const repeated = own.filter((a) => !x.axes.includes(a) && x.shape[a] !== 1);
    if (repeated.length === 0) continue;
    const kept = [...x.shape.keys()].filter((a) => !repeated.includes(a));
    const smaller = build.broadcast(
      x.inputs[0]!,
      kept.map((a) => x.shape[a]!),
      x.axes.map((a) => kept.indexOf(a)),
    );
    const [left, right] = withSide(node.inputs, side, smaller);
    const at = node.spec.batch.length + (side === 0 ? 0 : free(node.inputs, node.spec, 0).length);
    const dropped = repeated.map((a) => at + own.indexOf(a));
    const axes = [...node.shape.keys()].filter((a) => !dropped.includes(a));
    return build.broadcast(
      build.contract(
        left,
        right,
        mapSide(node.spec, side, (a) => kept.indexOf(a)),
      ),
      node.shape,
      axes,
    );
  }
  return undefined;
};

/** Nothing is added up: a product of the operands, spread over each other's axes. */
const outerProduct: Rule<"contract"> = (node) => {
  const { batch, contract } = node.spec;
  if (!contract.every(([l]) => node.inputs[0]!.shape[l] === 1)) return undefined;
  const spread = (side: Side): Node => {
    const own = free(node.inputs, node.spec, side);
    const x = node.inputs[side]!;
    const order = [...batch.map((p) => p[side]), ...own, ...contract.map((p) => p[side])];
    const at = batch.length + (side === 0 ? 0 : free(node.inputs, node.spec, 0).length);
    const shape = [...batch.map((p) => x.shape[p[side]]!), ...own.map((a) => x.shape[a]!)];
    return build.broadcast(build.reshape(build.permute(x, order), shape), node.shape, [
      ...batch.keys(),
      ...own.map((_, i) => at + i),
    ]);
  };
  return build.map("mul", [spread(0), spread(1)]);
};

export const contractionRules = { contract: [outerProduct, absorbPermute, pullBroadcast] };
