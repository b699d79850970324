/** The plan as text: one line a kernel, with its loops, what it computes and where that goes. */
import { formatExtent, formatShape } from "../core/index.ts";
import type { Affine, LoopVar } from "./affine.ts";
import type { Kernel, MatmulOperand, Plan, Storage } from "./plan.ts";
import type { Value } from "./value.ts";

const nameOf = (s: Storage) =>
  `${s.role === "temporary" ? "t" : s.role}${s.role === "temporary" || s.role === "literal" ? s.id : s.index}`;
function printAffine(a: Affine): string {
  const parts = a.terms.map(
    (t) => `${t.coefficient === 1 && !t.symbolic ? "" : `${t.coefficient}${t.symbolic ? "n" : ""}·`}${t.atom.key}`,
  );
  if (a.perBatch) parts.push(`${a.perBatch}n`);
  if (a.constant !== 0 || parts.length === 0) parts.push(String(a.constant));
  return parts.join("+");
}
function printValue(v: Value, plan: Plan, depth = 0): string {
  if (depth > 12) return "…";
  const sub = (x: Value) => printValue(x, plan, depth + 1);
  switch (v.kind) {
    case "constant":
      return String(v.value);
    case "extent":
      return formatExtent(v.extent);
    case "index":
      return `index(${printAffine(v.index)})`;
    case "load": {
      const s = plan.storageOf.get(v.source);
      return `${s ? nameOf(s) : `?${v.source.id}`}[${printAffine(v.at)}]`;
    }
    case "random":
      return `random(${printAffine(v.at)})`;
    case "apply":
      return `${v.fn}(${v.args.map(sub).join(", ")})`;
    case "guard":
      return `guard(${sub(v.inside)}, ${sub(v.outside)})`;
  }
}
function printKernel(kernel: Kernel, plan: Plan, indent: string): string[] {
  switch (kernel.kind) {
    case "loops": {
      const loops = kernel.loops
        .map((l) => `${l.key}<${formatExtent(l.extent)}${l === kernel.vector ? "*" : ""}`)
        .join(" ");
      return [
        `${indent}${kernel.mode} [${loops}]`,
        ...kernel.items.flatMap((item) =>
          item.instances.map((i) => {
            const value = i.factors
              ? `${printValue(i.factors[0], plan)} × ${printValue(i.factors[1], plan)}`
              : printValue(i.value, plan);
            const fold = item.reduce ? `${item.reduce.fn} over ${item.reduce.over.map((v) => v.key).join(" ")}: ` : "";
            return `${indent}  ${item.level === "epilogue" ? "then " : ""}${nameOf(item.target)}[${printAffine(i.at)}] = ${fold}${value}`;
          }),
        ),
      ];
    }
    case "matmul": {
      const shape = (vars: readonly LoopVar[]) => formatShape(vars.map((v) => v.extent));
      const side = (o: MatmulOperand) => `${shape(o.free)}${shape(o.k)} ${printValue(o.value, plan)}`;
      return [
        `${indent}matmul ${shape(kernel.batch)}: ${nameOf(kernel.target)} = ${side(kernel.left)} × ${side(kernel.right)}`,
      ];
    }
    case "scatter":
      return [
        `${indent}scatter ${nameOf(kernel.target)}[${printValue(kernel.index, plan)}] += ${printValue(kernel.update, plan)}`,
      ];
    case "cumulate":
    case "sort": {
      const how =
        kernel.kind === "sort"
          ? `${formatExtent(kernel.count)} places${kernel.descending ? " descending" : ""} of`
          : `${kernel.fn}${kernel.reverse ? " reversed" : ""} of`;
      const lines = [...kernel.lines, kernel.along].map((l) => `${l.key}<${formatExtent(l.extent)}`).join(" ");
      return [
        `${indent}${kernel.kind} [${lines}] ${nameOf(kernel.target)}[${printAffine(kernel.at)}] = ${how} ${printValue(kernel.value, plan)}`,
      ];
    }
    case "scan":
      return [
        `${indent}scan ${kernel.node.length}${kernel.node.reverse ? " reversed" : ""}: ${kernel.bindings.map((b) => `${nameOf(b.inner)}=${nameOf(b.outer)}${b.sliced ? "[t]" : ""}`).join(" ")}`,
        ...kernel.body.kernels.flatMap((k) => printKernel(k.kernel, kernel.body, `${indent}  `)),
      ];
    case "cond":
      return [
        `${indent}cond ${nameOf(kernel.predicate)}`,
        ...kernel.branches.flatMap((b, i) => [
          `${indent}${i === 0 ? "then" : "else"}`,
          ...b.plan.kernels.flatMap((k) => printKernel(k.kernel, b.plan, `${indent}  `)),
        ]),
      ];
  }
}
export function printPlan(plan: Plan): string {
  const storages = plan.storages.filter((s) => !s.bytes).map((s) => `${nameOf(s)}: ${s.dtype}${formatShape(s.shape)}`);
  return [storages.join("  "), ...plan.kernels.flatMap((k) => printKernel(k.kernel, plan, ""))].join("\n");
}
