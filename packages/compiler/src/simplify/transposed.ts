/**
 * dX[h] = Σ_k G[(h - k·d) / s] · W[k], an overlap-add of a contraction, as
 * contractions over windows of G with the kernel flipped.
 *
 * With stride s, the positions h that are equal modulo s meet the same taps k.
 * Each such phase is a convolution of stride 1 of G with those taps; the phases
 * are then interleaved. Nothing is multiplied by a zero put between strides.
 */
import type { Shape } from "../core/index.ts";
import { build, type ContractNode, type Node, type WindowAxis } from "../ir/index.ts";

/** The part of the result that is wanted. */
export interface Target {
  readonly start: readonly number[];
  readonly shape: Shape;
}

/** The overlap-add of `values` where these are sums of contractions of something at positions with something at offsets. */
export function transposed(values: Node, windows: readonly WindowAxis[], target: Target): Node | undefined {
  if (values.kind === "map" && (values.fn === "add" || values.fn === "sub" || values.fn === "neg")) {
    const parts = values.inputs.map((i) => transposed(i, windows, target));
    return parts.every((p) => p !== undefined) ? build.map(values.fn, parts) : undefined;
  }
  let order = [...values.shape.keys()];
  let source = values;
  while (source.kind === "permute") {
    const inner = source.order;
    order = order.map((a) => inner[a]!);
    source = source.inputs[0]!;
  }
  if (source.kind !== "contract") return undefined;
  const plan = analyse(source, order, windows, target.shape.length);
  return plan && interleave(plan, windows, target);
}

type Side = 0 | 1;
/** Where result axis i of the contraction comes from: an axis of one operand, or of the left for the batch. */
interface Origin {
  readonly side: Side | "batch";
  readonly axis: number;
}
interface Plan {
  readonly contract: ContractNode;
  /** The operand with the positions, and the axis of each window in it. */
  readonly side: Side;
  readonly positions: readonly number[];
  /** The axis of each window's offsets in the other operand. */
  readonly offsets: readonly number[];
  /** Where each axis of the result comes from. */
  readonly origins: readonly Origin[];
}

function analyse(
  contract: ContractNode,
  order: readonly number[],
  windows: readonly WindowAxis[],
  rank: number,
): Plan | undefined {
  const [left, right] = contract.inputs as [Node, Node];
  const { leftFree, rightFree } = build.freeAxes(left.shape.length, right.shape.length, contract.spec);
  const all: Origin[] = [
    ...contract.spec.batch.map(([l]): Origin => ({ side: "batch", axis: l })),
    ...leftFree.map((axis): Origin => ({ side: 0, axis })),
    ...rightFree.map((axis): Origin => ({ side: 1, axis })),
  ];
  const origins = order.map((a) => all[a]!);
  const side = origins[windows[0]!.axis]!.side;
  if (side === "batch") return undefined;
  const fits = windows.every((w, i) => origins[w.axis]!.side === side && origins[rank + i]!.side === 1 - side);
  if (!fits || windows.some((w) => contract.inputs[side]!.shape[origins[w.axis]!.axis] === 0)) return undefined;
  return {
    contract,
    side,
    origins: origins.slice(0, rank),
    positions: windows.map((w) => origins[w.axis]!.axis),
    offsets: windows.map((_, i) => origins[rank + i]!.axis),
  };
}

/** The taps of one phase along one axis: `count` from `first`, `step` apart, reading positions from `from` on, `dilation` apart going back. */
interface Phase {
  readonly first: number;
  readonly step: number;
  readonly count: number;
  readonly from: number;
  readonly dilation: number;
}
/** The taps that meet positions h ≡ r (mod stride), for the first such h. */
function phase(w: WindowAxis, h: number): Phase | undefined {
  const step = w.stride / gcd(w.stride, w.dilation);
  for (let k = 0; k < Math.min(step, w.size); k++) {
    if (mod(h - k * w.dilation, w.stride) !== 0) continue;
    // p = (h - k·d)/s, and a tap `step` further on reads d·step/s positions back.
    return {
      first: k,
      step,
      count: Math.ceil((w.size - k) / step),
      from: (h - k * w.dilation) / w.stride,
      dilation: (w.dilation * step) / w.stride,
    };
  }
  return undefined;
}
const gcd = (a: number, b: number): number => (b === 0 ? a : gcd(b, a % b));
const mod = (a: number, n: number): number => ((a % n) + n) % n;

/** All phases of the axes from `axis` on, those before it given. */
function interleave(plan: Plan, windows: readonly WindowAxis[], target: Target): Node {
  const counts = windows.map((w) => Math.ceil((target.shape[w.axis] as number) / w.stride));
  const shape = target.shape.map((e, a) => {
    const i = windows.findIndex((w) => w.axis === a);
    return i < 0 ? e : counts[i]!;
  });
  const phasesFrom = (chosen: readonly (Phase | undefined)[]): Node => {
    const i = chosen.length;
    if (i === windows.length) {
      const phases = chosen.filter((p) => p !== undefined);
      return phases.length === i
        ? convolve(plan, phases, counts)
        : build.fill(build.constant(0, plan.contract.dtype), shape);
    }
    const w = windows[i]!;
    const parts = [...Array(w.stride).keys()].map((r) => phasesFrom([...chosen, phase(w, target.start[w.axis]! + r)]));
    return parts.length === 1 ? parts[0]! : weave(parts, w.axis, target.shape[w.axis] as number);
  };
  return phasesFrom([]);
}
/** Elements of the parts in turn along an axis, cut to an extent. */
function weave(parts: readonly Node[], axis: number, extent: number): Node {
  const shape = parts[0]!.shape;
  const apart = [...shape.slice(0, axis + 1), 1, ...shape.slice(axis + 1)];
  const stacked = build.concat(
    parts.map((p) => build.reshape(p, apart)),
    axis + 1,
  );
  const woven = shape.map((e, a) => (a === axis ? (e as number) * parts.length : e));
  return build.slice(
    build.reshape(stacked, woven),
    woven.map(() => 0),
    woven.map((e, a) => (a === axis ? extent : e)),
  );
}

/** One phase: windows of stride 1 over the padded positions, against the taps in reverse. */
function convolve(plan: Plan, phases: readonly Phase[], counts: readonly number[]): Node {
  const { contract, side, positions, offsets, origins } = plan;
  const moving = contract.inputs[side]!;
  const kernel = contract.inputs[1 - side]!;

  // Result q reads positions from + q - t·dilation for tap t: from low = from - (count-1)·dilation to from + counts - 1.
  const span = positions.map((axis, i) => {
    const p = phases[i]!;
    const begin = p.from - (p.count - 1) * p.dilation;
    const end = p.from + counts[i]! - 1;
    return { axis, begin, end, extent: moving.shape[axis] as number };
  });
  const along = (of: (s: (typeof span)[number]) => number): number[] =>
    moving.shape.map((_, a) => {
      const s = span.find((v) => v.axis === a);
      return s ? of(s) : 0;
    });
  const zero = build.constant(0, contract.dtype);
  const padded = build.pad(
    moving,
    zero,
    along((s) => Math.max(0, -s.begin)),
    along((s) => Math.max(0, s.end + 1 - s.extent)),
  );
  const start = along((s) => Math.max(0, s.begin));
  const size = padded.shape.map((e, a) => {
    const s = span.find((v) => v.axis === a);
    return s ? s.end - s.begin + 1 : e;
  });
  const windowed = build.window(
    build.slice(padded, start, size),
    positions.map((axis, i) => ({ axis, size: phases[i]!.count, stride: 1, dilation: phases[i]!.dilation })),
  );
  const at = (otherwise: (axis: number) => number, of: (p: Phase) => number): number[] =>
    kernel.shape.map((_, a) => {
      const i = offsets.indexOf(a);
      return i < 0 ? otherwise(a) : of(phases[i]!);
    });
  const taps = build.slice(
    kernel,
    at(
      () => 0,
      (p) => p.first,
    ),
    kernel.shape.map((e, a) => (offsets.includes(a) ? phases[offsets.indexOf(a)]!.count : e)),
    at(
      () => 1,
      (p) => p.step,
    ),
  );
  const reversed = build.flip(taps, offsets);

  const rank = moving.shape.length;
  const pair = (m: number, k: number): [number, number] => (side === 0 ? [m, k] : [k, m]);
  const spec = {
    batch: contract.spec.batch,
    contract: [...offsets.map((k, i) => pair(rank + i, k)), ...contract.spec.contract],
  };
  const [left, right] = side === 0 ? [windowed, reversed] : [reversed, windowed];
  const product = build.contract(left, right, spec);
  const { leftFree, rightFree } = build.freeAxes(left.shape.length, right.shape.length, spec);
  const place = (o: Origin): number => {
    const batch = spec.batch.length;
    if (o.side === "batch") return spec.batch.findIndex(([l]) => l === o.axis);
    return o.side === 0 ? batch + leftFree.indexOf(o.axis) : batch + leftFree.length + rightFree.indexOf(o.axis);
  };
  return build.permute(product, origins.map(place));
}
