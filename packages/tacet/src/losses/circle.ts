/** A loss of embeddings whose labels are alike or not. Source: keras/src/losses/losses.py; Sun et al. (2020). */
import { isStatic, ops, TacetError, type Tensor } from "@tacet/compiler";
import { finite, flag } from "../options.ts";
import { formula, FormulaLoss } from "./formula.ts";
import type { LossOptions } from "./loss.ts";

export interface CircleOptions {
  /** How much pairs that are far from their aim count more. Default 80. */
  readonly gamma?: number | undefined;
  /** How far from alike, or unlike, a pair may be. Default 0.4. */
  readonly margin?: number | undefined;
  /** Whether a row is no partner of its own. Default true. */
  readonly removeDiagonal?: boolean | undefined;
}

/** Of labels [n] or [n, 1] and embeddings [n, d] of unit length to [n], for a number of rows that is known. */
export const circle = formula<CircleOptions>(
  { gamma: 80, margin: 0.4, removeDiagonal: true },
  (yTrue, embeddings, { gamma, margin, removeDiagonal }) => {
    const rows = embeddings.shape[0];
    if (embeddings.rank !== 2 || rows === undefined || !isStatic(rows)) {
      throw new TacetError(
        "circle compares every row of a batch with every other, which grows with the square of the batch: expected concrete embeddings [rows, d], received a batch of any size. Use losses.circle().apply(labels, embeddings) on tensors; compile cannot take it.",
      );
    }
    const labels = yTrue.cast("int32");
    const alike = labels.reshape([rows, 1]).equal(labels.reshape([1, rows]));
    const self = ops.eye(rows).cast("bool");
    const distance = ops.subtract(1, embeddings.matmul(embeddings.transpose())).maximum(0);
    const worst = (mask: Tensor, weight: Tensor, aim: number, sign: number): Tensor => {
      const weighted = weight.mul(mask.cast(distance.dtype)).maximum(0);
      return ops.where(mask, weighted.mul(sign * gamma).mul(ops.subtract(aim, distance)), -Infinity).logsumexp(1);
    };
    const partners = removeDiagonal ? alike.logicalAnd(self.logicalNot()) : alike;
    const positive = worst(partners, distance.add(margin), margin, -1);
    const negative = worst(alike.logicalNot(), ops.subtract(1 + margin, distance), 1 - margin, 1);
    return positive.add(negative).softplus();
  },
);

/** Only rows that cost something count in the mean. */
export class Circle extends FormulaLoss<CircleOptions> {
  constructor(given?: CircleOptions & LossOptions) {
    super("Circle", "circle", circle, { gamma: finite, margin: finite, removeDiagonal: flag }, given);
  }
  override call(targets: Tensor, predictions: Tensor): Tensor {
    return circle(targets, predictions, this.options);
  }
  protected override valid(targets: Tensor, predictions: Tensor): Tensor {
    return this.call(targets, predictions).greater(0);
  }
}
