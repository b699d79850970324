/** Losses of distributions and counts: [n, ..., d] to [n, ...]. Source: keras/src/losses/losses.py. */
import { EPSILON } from "../floatx.ts";
import { formula, lossClass } from "./formula.ts";

/** Σ t log(t / p) along the last axis, both kept in [1e-7, 1]. */
export const klDivergence = formula({}, (targets, predictions) => {
  const [t, p] = [targets.clip(EPSILON, 1), predictions.clip(EPSILON, 1)];
  return t.mul(t.div(p).log()).sum(-1);
});
/** The mean of p - t log(p + 1e-7) along the last axis. */
export const poisson = formula({}, (t, p) => p.sub(t.mul(p.add(EPSILON).log())).mean(-1));

export const KLDivergence = lossClass("KLDivergence", "kl_divergence", klDivergence, {});
export const Poisson = lossClass("Poisson", "poisson", poisson, {});
