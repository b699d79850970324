/**
 * Which results of a kernel may take the place of an operand that it is the
 * last to read. A kernel computes all values of an iteration before it stores
 * any, and no two iterations store one element: so an operand may be
 * overwritten where each iteration reads only those of its elements that it
 * itself stores.
 */
import { bytesOf, sameExtent, sizeOf } from "../core/index.ts";
import type { InPlace, Kernel, Plan, Storage } from "./plan.ts";
import { loadsOf } from "./value.ts";

export function inPlaceOf(kernel: Kernel, storageOf: Plan["storageOf"]): readonly InPlace[] {
  if (kernel.kind !== "loops") return [];
  const own = new Set(kernel.items.map((i) => i.target));
  const read = new Map<Storage, Set<string>>();
  const late = new Set<Storage>();
  for (const item of kernel.items) {
    const seen = new Set<string>();
    for (const instance of item.instances)
      for (const value of instance.factors ?? [instance.value])
        loadsOf(
          value,
          ({ source, at }) => {
            const storage = storageOf.get(source);
            if (storage?.role !== "temporary" || storage.bytes || own.has(storage)) return;
            read.set(storage, (read.get(storage) ?? new Set()).add(at.key));
            if (item.level === "epilogue") late.add(storage);
          },
          seen,
        );
  }
  return kernel.items.flatMap((item) => {
    const result = item.target;
    if (result.role !== "temporary" || item.reduce || item.level === "epilogue") return [];
    const stored = new Set(item.instances.map((i) => i.at.key));
    return [...read].flatMap(([operand, keys]) =>
      !late.has(operand) && sameBytes(operand, result) && [...keys].every((k) => stored.has(k))
        ? [{ result, operand }]
        : [],
    );
  });
}
const sameBytes = (a: Storage, b: Storage): boolean =>
  bytesOf(a.dtype) === bytesOf(b.dtype) && sameExtent(sizeOf(a.shape), sizeOf(b.shape));
