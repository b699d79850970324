/** Loop code as text, for dumps. */
import { formatType } from "./builder.ts";
import type { Expr, LoopModule, Statement } from "./loop.ts";

function expr(e: Expr): string {
  switch (e.kind) {
    case "constant":
    case "size":
      return String(e.value);
    case "local":
      return e.name;
    case "load":
      return `${formatType(e.type)}[${expr(e.address)}${e.offset ? `+${e.offset}` : ""}]`;
    case "apply":
      return `${e.fn}(${e.args.map(expr).join(", ")})`;
    case "cast":
    case "bitcast":
    case "splat":
      return `${e.kind}.${formatType(e.type)}(${expr(e.value)})`;
    case "lanes":
      return `lanes(${e.values.map(expr).join(", ")})`;
    case "extract":
      return `${expr(e.value)}.${e.lane}`;
  }
}
function statement(s: Statement, indent: string): string[] {
  const inner = (body: readonly Statement[]) => body.flatMap((x) => statement(x, `${indent}  `));
  switch (s.kind) {
    case "let":
    case "var":
      return [`${indent}${s.kind} ${s.local.name}: ${formatType(s.local.type)} = ${expr(s.value)}`];
    case "set":
      return [`${indent}${s.local.name} = ${expr(s.value)}`];
    case "store":
      return [`${indent}[${expr(s.address)}${s.offset ? `+${s.offset}` : ""}] = ${expr(s.value)}`];
    case "for":
      return [
        `${indent}for ${s.variable.name} = ${expr(s.from)} to ${expr(s.to)} by ${expr(s.step)}`,
        ...inner(s.body),
      ];
    case "while":
      return [`${indent}while ${expr(s.condition)}`, ...inner(s.body)];
    case "if":
      return [
        `${indent}if ${expr(s.condition)}`,
        ...inner(s.then),
        ...(s.otherwise.length > 0 ? [`${indent}else`, ...inner(s.otherwise)] : []),
      ];
    case "call":
      return [`${indent}${s.result ? `${s.result.name} = ` : ""}${s.fn}(${s.args.map(expr).join(", ")})`];
    case "return":
      return [`${indent}return${s.value ? ` ${expr(s.value)}` : ""}`];
  }
}
export function printLoop(module: LoopModule): string {
  return module.functions
    .flatMap((f) => [
      `${f.name}(${f.parameters.map((p) => p.name).join(", ")})`,
      ...f.body.flatMap((s) => statement(s, "  ")),
    ])
    .join("\n");
}
