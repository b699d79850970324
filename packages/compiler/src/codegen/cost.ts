/** Rough running times of kernels, by which calls decide where to stop: nanoseconds, corrected while running. */
import { extentAt, sizeOf } from "../core/index.ts";
import {
  blockLength,
  matmulTile,
  type Kernel,
  type LoopKernel,
  type Scheduled,
  type Value,
} from "../schedule/index.ts";
import { lineCount, stepsOf, type LineKernel } from "./lines.ts";
import { hasParts, partAlignment } from "./loops.ts";

const perInstruction = 0.15;
const perFlop = 1 / 40;
/** What is decided once, for every batch, is decided for this one. */
export const nominalBatch = 128;
/** Loops that take longer (nanoseconds at the nominal batch) are run in parts that take half of it. */
const longLoops = 2e6;

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

/** Iterations of the outermost loop that run without a stop; undefined where all of them do. */
export function partExtent(kernel: LoopKernel): number | undefined {
  const cost = loopsCost(kernel, nominalBatch);
  if (cost <= longLoops || !hasParts(kernel)) return undefined;
  const extent = extentAt(kernel.loops[0]!.extent, nominalBatch);
  return partAlignment * Math.ceil((extent * longLoops) / 2 / cost / partAlignment);
}
const weights = new WeakMap<LoopKernel, number>();
function loopsCost(kernel: LoopKernel, n: number): number {
  let weight = weights.get(kernel);
  if (weight === undefined) {
    weight = weightOf(kernel.items.flatMap((i) => i.instances.flatMap((x) => x.factors ?? [x.value])));
    weights.set(kernel, weight);
  }
  return extentAt(sizeOf(kernel.loops.map((v) => v.extent)), n) * weight * perInstruction;
}

/** Steps of a kernel along lines that run without a stop; undefined where all of them do. */
export function partSteps(kernel: LineKernel): number | undefined {
  const cost = stepCost(kernel, nominalBatch);
  if (cost * stepCount(kernel, nominalBatch) <= longLoops) return undefined;
  return Math.max(1, Math.floor(longLoops / 2 / cost));
}
const lengthOf = (kernel: LineKernel, n: number): number => extentAt(kernel.along.extent, n);
const stepCount = (kernel: LineKernel, n: number): number =>
  extentAt(lineCount(kernel), n) * Math.max(1, stepsOf(kernel, lengthOf(kernel, n)));
/** A rough share of what a line costs: an element waits for the one before, or for two comparisons of floats. */
function stepCost(kernel: LineKernel, n: number): number {
  const length = lengthOf(kernel, n);
  const steps = Math.max(1, stepsOf(kernel, length));
  const own = (weightOf([kernel.value]) * length) / steps;
  return (own + (kernel.kind === "sort" ? 30 * length : (6 * length) / steps)) * perInstruction;
}

/** Nanoseconds for a batch of n rows; of one block for a product, one iteration for a scan, one part for loops run in parts. */
export function kernelCost(kernel: Kernel, n: number): number {
  const size = (vars: readonly { readonly extent: Parameters<typeof extentAt>[0] }[]) =>
    extentAt(sizeOf(vars.map((v) => v.extent)), n);
  switch (kernel.kind) {
    case "loops":
      return loopsCost(kernel, n) / repeats(kernel, n);
    case "matmul": {
      const tile = matmulTile(kernel.dtype);
      const k = size(kernel.left.k);
      return (
        2 *
        Math.min(tile.blockM, size(kernel.left.free)) *
        size(kernel.right.free) *
        Math.min(blockLength(k), k) *
        perFlop
      );
    }
    case "scatter":
      return (
        size(kernel.indices) * size(kernel.row) * (1 + weightOf([kernel.update])) * 8 * perInstruction +
        extentAt(kernel.rows, n) * size(kernel.row) * perInstruction
      );
    case "cumulate":
    case "sort":
      return (stepCost(kernel, n) * stepCount(kernel, n)) / repeats(kernel, n);
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
  if (kernel.kind === "loops") {
    const part = partExtent(kernel);
    return part === undefined ? 1 : Math.max(1, extentAt(kernel.loops[0]!.extent, n) / part);
  }
  if (kernel.kind === "cumulate" || kernel.kind === "sort") {
    const part = partSteps(kernel);
    return part === undefined ? 1 : Math.max(1, stepCount(kernel, n) / part);
  }
  if (kernel.kind !== "matmul") return 1;
  const tile = matmulTile(kernel.dtype);
  const size = (vars: readonly { readonly extent: Parameters<typeof extentAt>[0] }[]) =>
    extentAt(sizeOf(vars.map((v) => v.extent)), n);
  const k = size(kernel.left.k);
  return size(kernel.batch) * Math.max(1, k / blockLength(k)) * Math.max(1, size(kernel.left.free) / tile.blockM);
}
