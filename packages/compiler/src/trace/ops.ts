/** The ops as users see them: those of tensor.ts, which methods derive from, and those that take functions. */
import { cond, scan } from "./control.ts";
import { ops as tensorOps } from "./tensor.ts";

export const ops = { ...tensorOps, scan, cond };
