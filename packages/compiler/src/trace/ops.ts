/** The ops as users see them: those of tensor.ts, which methods derive from, and those that take functions. */
import { cond, scan } from "./control.ts";
import { ops as tensorOps, type Ops } from "./tensor.ts";

// A type by name: TypeScript's printer of declarations gets the lifted functions wrong where it spells them out.
export const ops: Ops & { readonly scan: typeof scan; readonly cond: typeof cond } = { ...tensorOps, scan, cond };
