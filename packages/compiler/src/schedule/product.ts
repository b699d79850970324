/** A matrix product's loops and operands, and how much of them is packed at a time. */
import { extentAt, sizeOf, type Shape } from "../core/index.ts";
import { build, type ContractNode, type Node } from "../ir/index.ts";
import { loopVar, variable, zero, type Affine, type LoopVar } from "./affine.ts";
import { inMemoryOrder, operandOf } from "./axes.ts";
import type { MatmulKernel } from "./plan.ts";
import { packedBytes } from "./tile.ts";
import { loadsOf, type Expander, type Value } from "./value.ts";

export interface Product extends Pick<MatmulKernel, "batch" | "left" | "right" | "keepsRight"> {
  readonly leftBytes: (n: number) => number;
  readonly rightBytes: (n: number) => number;
}

/** `fixed` are the nodes that hold the same in every run of the plan. */
export function productOf(node: ContractNode, expander: Expander, fixed: ReadonlySet<Node>): Product {
  const { spec, dtype } = node;
  const [x, y] = node.inputs as [Node, Node];
  const { leftFree, rightFree } = build.freeAxes(x.shape.length, y.shape.length, spec);
  const vars = (of: Node, axes: readonly number[], hint: string) => axes.map((a) => loopVar(of.shape[a]!, hint));
  const [m, n] = [vars(x, leftFree, "m"), vars(y, rightFree, "n")];
  const [b, k] = [spec.batch, spec.contract].map((pairs, i) =>
    vars(
      x,
      pairs.map(([l]) => l),
      "bk"[i]!,
    ),
  ) as [LoopVar[], LoopVar[]];
  const at = (v: LoopVar): Affine => (v.extent === 1 ? zero : variable(v));
  const factors = expander.factors(node, [...b, ...m, ...n].map(at), k.map(at));
  const inOrder = inMemoryOrder(k, factors);
  const keepsRight = fixed.size > 0 && loadsOnly(factors[1], fixed);
  const size = (of: readonly LoopVar[], rows: number) => extentAt(sizeOf(of.map((v): Shape[number] => v.extent)), rows);
  return {
    batch: b.filter((v) => v.extent !== 1),
    left: operandOf(factors[0], m, inOrder),
    right: operandOf(factors[1], n, inOrder),
    keepsRight,
    leftBytes: (rows) => packedBytes(dtype, "left", size(m, rows), size(k, rows)),
    rightBytes: (rows) =>
      keepsRight
        ? size(b, rows) * packedBytes(dtype, "all of right", size(n, rows), size(k, rows))
        : packedBytes(dtype, "right", size(n, rows), size(k, rows)),
  };
}
function loadsOnly(value: Value, sources: ReadonlySet<Node>): boolean {
  let only = true;
  loadsOf(value, (load) => (only &&= sources.has(load.source)));
  return only;
}
