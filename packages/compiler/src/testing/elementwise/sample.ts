/** What the check of an elementwise op needs beside its formula. */
export type Interval = readonly [low: number, high: number];
export interface Sample {
  /** The function in double precision, in plain JavaScript. */
  readonly reference: (...x: number[]) => number;
  /** Per operand, where the check samples: inside the domain, off the kinks where `kinks` names them. */
  readonly domain: readonly Interval[];
  /** Points that the check keeps away from. */
  readonly kinks?: readonly number[];
}

export const wide: Interval = [-8, 8];
export const positive: Interval = [0.05, 8];
export const open: Interval = [-0.98, 0.98];
