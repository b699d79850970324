/** Gradients made smaller before they are used. Source: keras/src/optimizers/base_optimizer.py. */
import { ops, type Tensor } from "@tacet/compiler";

/** What clips; one at most is above 0. */
export interface Clips {
  readonly clipnorm: number | null;
  readonly clipvalue: number | null;
  readonly globalClipnorm: number | null;
}

export function clip(gradients: readonly Tensor[], { clipnorm, clipvalue, globalClipnorm }: Clips): readonly Tensor[] {
  if (clipnorm) return gradients.map((g) => g.mul(clipnorm).div(g.square().sum().sqrt().maximum(clipnorm)));
  if (globalClipnorm) {
    const norm = ops
      .stack(gradients.map((g) => g.square().sum()))
      .sum()
      .sqrt();
    const scale = ops.minimum(ops.divide(1, norm), 1 / globalClipnorm).mul(globalClipnorm);
    // norm - norm is NaN where the norm is infinite: no gradient is used then.
    const checked = scale.add(norm.sub(norm));
    return gradients.map((g) => g.mul(checked));
  }
  return clipvalue ? gradients.map((g) => ops.clip(g, -clipvalue, clipvalue)) : gradients;
}
