/** The static memory plan: each temporary gets an offset in one arena, sharing space with those not alive at the same time. */
import { bytesOf, extentAt, sizeOf } from "../core/index.ts";
import type { Plan, Storage } from "./plan.ts";

export interface MemoryPlan {
  readonly offsets: ReadonlyMap<Storage, number>;
  readonly bytes: number;
  /** The most that is alive at once: no plan can be smaller. */
  readonly bound: number;
}
const alignment = 64;
export const storageBytes = (s: Storage, n: number): number =>
  s.bytes ? s.bytes(n) : extentAt(sizeOf(s.shape), n) * bytesOf(s.dtype);
const aligned = (bytes: number) => Math.ceil(bytes / alignment) * alignment;

export function planMemory(plan: Plan, n: number): MemoryPlan {
  const first = new Map<Storage, number>();
  const last = new Map<Storage, number>();
  plan.kernels.forEach(({ reads, writes }, at) => {
    for (const s of [...reads, ...writes]) {
      if (s.role !== "temporary") continue;
      if (!first.has(s)) first.set(s, at);
      last.set(s, at);
    }
  });
  const sizes = new Map([...first.keys()].map((s) => [s, aligned(storageBytes(s, n))]));
  const offsets = new Map<Storage, number>();
  let bytes = 0;
  // The largest first: each takes the lowest gap left by those it overlaps in time.
  const bySize = [...first.keys()].sort((a, b) => sizes.get(b)! - sizes.get(a)! || a.id - b.id);
  const placed: Storage[] = [];
  for (const s of bySize) {
    const rivals = placed
      .filter((o) => first.get(o)! <= last.get(s)! && last.get(o)! >= first.get(s)!)
      .sort((a, b) => offsets.get(a)! - offsets.get(b)!);
    let at = 0;
    for (const o of rivals) {
      if (at + sizes.get(s)! <= offsets.get(o)!) break;
      at = Math.max(at, offsets.get(o)! + sizes.get(o)!);
    }
    offsets.set(s, at);
    placed.push(s);
    bytes = Math.max(bytes, at + sizes.get(s)!);
  }
  let bound = 0;
  plan.kernels.forEach((_, at) => {
    let alive = 0;
    for (const s of first.keys()) if (first.get(s)! <= at && last.get(s)! >= at) alive += sizes.get(s)!;
    bound = Math.max(bound, alive);
  });
  return { offsets, bytes, bound };
}
