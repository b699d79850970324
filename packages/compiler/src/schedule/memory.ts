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

/** A stretch of the arena, and from the first to the last kernel that touches it. */
interface Block {
  readonly storages: Storage[];
  readonly bytes: number;
  readonly first: number;
  last: number;
}
const overlap = (a: Block, b: Block): boolean => a.first <= b.last && b.first <= a.last;

export function planMemory(plan: Plan, n: number): MemoryPlan {
  const blocks = blocksOf(plan, n);
  const at = new Map<Block, number>();
  let bytes = 0;
  // The largest first: each takes the lowest gap left by those it overlaps in time.
  for (const block of [...blocks].sort((a, b) => b.bytes - a.bytes)) {
    const rivals = [...at].filter(([other]) => overlap(block, other)).sort((a, b) => a[1] - b[1]);
    let start = 0;
    for (const [other, from] of rivals) {
      if (start + block.bytes <= from) break;
      start = Math.max(start, from + other.bytes);
    }
    at.set(block, start);
    bytes = Math.max(bytes, start + block.bytes);
  }
  const alive = plan.kernels.map((_, k) => blocks.reduce((s, b) => s + (b.first <= k && b.last >= k ? b.bytes : 0), 0));
  const offsets = new Map([...at].flatMap(([block, start]) => block.storages.map((s) => [s, start] as const)));
  return { offsets, bytes, bound: Math.max(0, ...alive) };
}

/** One block for each temporary, or for several that take each other's place. */
function blocksOf(plan: Plan, n: number): Block[] {
  const last = new Map<Storage, number>();
  plan.kernels.forEach(({ reads, writes }, k) => [...reads, ...writes].forEach((s) => last.set(s, k)));
  const blockOf = new Map<Storage, Block>();
  plan.kernels.forEach(({ reads, writes, inPlace }, k) => {
    for (const s of [...reads, ...writes]) {
      if (s.role !== "temporary" || blockOf.has(s)) continue;
      // Once taken, the operand's block lasts longer than this kernel, and nobody else gets it.
      const taken = inPlace.find((p) => p.result === s && last.get(s)! > k && blockOf.get(p.operand)?.last === k);
      const block = (taken && blockOf.get(taken.operand)) ?? {
        storages: [],
        bytes: aligned(storageBytes(s, n)),
        first: s.kept ? 0 : k,
        last: k,
      };
      block.storages.push(s);
      block.last = s.kept ? plan.kernels.length - 1 : last.get(s)!;
      blockOf.set(s, block);
    }
  });
  return [...new Set(blockOf.values())];
}
