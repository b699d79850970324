/** How targets, predictions and weights of unlike rank meet. Source: keras/src/losses/loss.py. */
import { formatShape, sameShape, TacetError, type Tensor } from "@tacet/compiler";

/**
 * Where ranks differ by one and the longer shape ends in 1: rank 1 against 2
 * becomes (n, 1), other pairs lose the last axis.
 */
export function toSameRank(a: Tensor, b: Tensor): [Tensor, Tensor] {
  if (a.rank === b.rank + 1 && a.shape[a.rank - 1] === 1)
    return b.rank === 1 ? [a, b.expandDims(-1)] : [a.squeeze(-1), b];
  if (b.rank === a.rank + 1 && b.shape[b.rank - 1] === 1)
    return a.rank === 1 ? [a.expandDims(-1), b] : [a, b.squeeze(-1)];
  return [a, b];
}

/** @throws TacetError where targets and predictions have unlike shapes. */
export function requireSameShape(name: string, yTrue: Tensor, yPred: Tensor, fix: string): void {
  if (sameShape(yTrue.shape, yPred.shape)) return;
  throw new TacetError(
    `Loss "${name}": expected targets of the output's shape ${formatShape(yPred.shape)}, received ${formatShape(yTrue.shape)}. ${fix}`,
  );
}
