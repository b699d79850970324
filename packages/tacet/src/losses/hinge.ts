/** Losses of margins: [n, ..., d] to [n, ...]. Source: keras/src/losses/losses.py. */
import { ops, type Tensor } from "@tacet/compiler";
import { formula, lossClass } from "./formula.ts";

/** Targets of -1 and 1: where a whole batch has 0 and 1 only, these are read as such. */
function signs(t: Tensor): Tensor {
  const binary = t.equal(0).logicalOr(t.equal(1)).all();
  return ops.where(binary, t.mul(2).sub(1), t);
}
const missing = (t: Tensor, p: Tensor): Tensor => ops.subtract(1, signs(t).mul(p)).maximum(0);

/** The mean of max(1 - t p, 0) along the last axis. Targets are -1 and 1, or 0 and 1. */
export const hinge = formula({}, (t, p) => missing(t, p).mean(-1));
/** The mean of max(1 - t p, 0)² along the last axis. Targets are -1 and 1, or 0 and 1. */
export const squaredHinge = formula({}, (t, p) => missing(t, p).square().mean(-1));
/** max(neg - pos + 1, 0) for one-hot targets: pos is the prediction at the target, neg the largest of the others'. */
export const categoricalHinge = formula({}, (t, p) => {
  const positive = t.mul(p).sum(-1);
  const negative = ops.subtract(1, t).mul(p).max(-1);
  return negative.sub(positive).add(1).maximum(0);
});

export const Hinge = lossClass("Hinge", "hinge", hinge, {});
export const SquaredHinge = lossClass("SquaredHinge", "squared_hinge", squaredHinge, {});
export const CategoricalHinge = lossClass("CategoricalHinge", "categorical_hinge", categoricalHinge, {});
