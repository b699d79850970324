/** Rough running times of kernels, by which calls decide where to stop: nanoseconds, corrected while running. */
import { extentAt, sizeOf } from "../core/index.ts";
import { matmulTile, type Kernel, type Scheduled, type Value } from "../schedule/index.ts";

const perInstruction = 0.15;
const perFlop = 1 / 40;

function weightOf(values: readonly Value[]): number {
  const seen = new Set<string>();
  const count = (v: Value): number => {
    if (seen.has(v.key)) return 0;
    seen.add(v.key);
    switch (v.kind) {
      case "apply":
        return 1 + v.args.reduce((s, a) => s + count(a), 0);
      case "random":
        return 100;
      case "guard":
        return 4 + count(v.inside) + count(v.outside);
      default:
        return 1;
    }
  };
  return values.reduce((sum, v) => sum + count(v), 0);
}

/** Nanoseconds for a batch of n rows; of one block for a product, of one iteration for a loop. */
export function kernelCost(kernel: Kernel, n: number): number {
  const size = (vars: readonly { readonly extent: Parameters<typeof extentAt>[0] }[]) =>
    extentAt(sizeOf(vars.map((v) => v.extent)), n);
  switch (kernel.kind) {
    case "loops":
      return (
        size(kernel.loops) *
        weightOf(kernel.items.flatMap((i) => i.instances.flatMap((x) => x.factors ?? [x.value]))) *
        perInstruction
      );
    case "matmul": {
      const tile = matmulTile(kernel.dtype);
      return (
        2 * Math.min(tile.blockM, size(kernel.m)) * size(kernel.n) * Math.min(tile.blockK, size(kernel.k)) * perFlop
      );
    }
    case "scatter":
      return (
        size(kernel.indices) * size(kernel.row) * (1 + weightOf([kernel.update])) * 8 * perInstruction +
        kernel.rows * size(kernel.row) * perInstruction
      );
    case "scan":
      return planCost(kernel.body.kernels, n);
    case "cond":
      return Math.max(...kernel.branches.map((b) => planCost(b.plan.kernels, n)));
  }
}
export function planCost(kernels: readonly Scheduled[], n: number): number {
  return kernels.reduce((sum, { kernel }) => sum + kernelCost(kernel, n) * repeats(kernel, n), 0);
}
function repeats(kernel: Kernel, n: number): number {
  if (kernel.kind === "scan") return kernel.node.length;
  if (kernel.kind !== "matmul") return 1;
  const tile = matmulTile(kernel.dtype);
  const size = (vars: readonly { readonly extent: Parameters<typeof extentAt>[0] }[]) =>
    extentAt(sizeOf(vars.map((v) => v.extent)), n);
  return size(kernel.batch) * Math.max(1, size(kernel.k) / tile.blockK) * Math.max(1, size(kernel.m) / tile.blockM);
}
