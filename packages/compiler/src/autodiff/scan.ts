/** The gradient of a loop is a loop the other way. */
import { CompilerError } from "../core/index.ts";
import type { Node, ScanNode } from "../ir/index.ts";
import type { Context } from "./reverse.ts";

export function scanRule(_node: ScanNode, _cotangents: readonly (Node | undefined)[], _wanted: readonly boolean[], _context: Context): (Node | undefined)[] {
  throw new CompilerError("gradients: of a scan");
}
