/** Checks a plan: what is read was written before, and a state is not overwritten before its last read elsewhere. */
import { CompilerError } from "../core/index.ts";
import type { Plan, Storage } from "./plan.ts";
import { loadsOf, type Value } from "./value.ts";

export function verifyPlan(plan: Plan): void {
  const written = new Set<Storage>();
  const lastRead = new Map<Storage, number>();
  plan.kernels.forEach(({ kernel, reads, writes }, at) => {
    const own = new Set(writes);
    for (const s of reads) {
      if (s.role === "temporary" && !written.has(s) && !own.has(s))
        throw new CompilerError(`schedule: kernel ${at} reads storage ${s.id} before it is written`);
    }
    writes.forEach((s) => written.add(s));
    if (kernel.kind === "scan") verifyPlan(kernel.body);
    if (kernel.kind === "cond") kernel.branches.forEach((b) => verifyPlan(b.plan));
    if (kernel.kind !== "loops") return;
    for (const item of kernel.items)
      for (const i of item.instances)
        for (const v of i.factors ?? [i.value]) oldStateReads(v, (s) => lastRead.set(s, at), plan);
  });
  plan.kernels.forEach(({ writes }, at) => {
    for (const s of writes)
      if (s.role === "state" && (lastRead.get(s) ?? -1) > at)
        throw new CompilerError(`schedule: kernel ${at} overwrites a state that kernel ${lastRead.get(s)} still reads`);
  });
}
function oldStateReads(value: Value, visit: (s: Storage) => void, plan: Plan): void {
  loadsOf(value, (load) => {
    if (load.source.kind !== "parameter" || load.source.role !== "state") return;
    const storage = plan.storageOf.get(load.source);
    if (storage) visit(storage);
  });
}
