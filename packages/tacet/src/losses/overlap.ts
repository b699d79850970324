/** Losses of how far targets and predictions overlap, for segmentation. Source: keras/src/losses/losses.py. */
import { ops } from "@tacet/compiler";
import { finite, oneOrMore, orNull, whole } from "../options.ts";
import { EPSILON } from "../floatx.ts";
import { formula, lossClass } from "./formula.ts";

export interface DiceOptions {
  /** What is summed over; `null` for the whole batch, which gives one number. Default null. */
  readonly axis?: number | readonly number[] | null | undefined;
}
export interface TverskyOptions extends DiceOptions {
  /** The weight of what is in the target only. Default 0.5. */
  readonly alpha?: number | undefined;
  /** The weight of what is in the prediction only. Default 0.5. */
  readonly beta?: number | undefined;
}

/** 1 - 2 Σ t p / (Σ t + Σ p + 1e-7). */
export const dice = formula<DiceOptions>({ axis: null }, (t, p, { axis }) => {
  const both = t.mul(p).sum(axis);
  return ops.subtract(1, both.mul(2).div(t.sum(axis).add(p.sum(axis)).add(EPSILON)));
});
/** 1 - Σ t p / (Σ t p + alpha Σ t (1 - p) + beta Σ (1 - t) p + 1e-7). */
export const tversky = formula<TverskyOptions>({ axis: null, alpha: 0.5, beta: 0.5 }, (t, p, { axis, alpha, beta }) => {
  const both = t.mul(p).sum(axis);
  const missed = ops.subtract(1, p).mul(t).sum(axis);
  const added = ops.subtract(1, t).mul(p).sum(axis);
  return ops.subtract(1, both.div(both.add(missed.mul(alpha)).add(added.mul(beta)).add(EPSILON)));
});

const axis = orNull(oneOrMore(whole));
export const Dice = lossClass("Dice", "dice", dice, { axis });
export const Tversky = lossClass("Tversky", "tversky", tversky, { axis, alpha: finite, beta: finite });
