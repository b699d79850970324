/** Additive attention, Bahdanau's. Source: keras/src/layers/attention/additive_attention.py. */
import type { Shape, Tensor } from "@tacet/compiler";
import { layerOptions } from "../options.ts";
import { additiveKinds, Attention, pairs, type AdditiveAttentionOptions } from "./attention.ts";

/**
 * `apply([query, value])`, or `[query, value, key]`, of the shapes that `attention` takes: the score of a query and a key is
 * the sum of scale · tanh(query + key), where `scale` is a weight [d] unless `useScale` is false.
 * @throws TacetError for inputs that do not fit each other
 */
export class AdditiveAttention extends Attention {
  constructor(options?: AdditiveAttentionOptions) {
    const given = layerOptions("AdditiveAttention", options, additiveKinds);
    super({ ...given, useScale: given.useScale ?? true });
  }
  override get className(): string {
    return "AdditiveAttention";
  }
  override build([query]: readonly Shape[]): void {
    if (this.useScale) this.scale = this.addWeight({ name: "scale", shape: [query!.at(-1) as number] });
  }
  protected override scores(query: Tensor, key: Tensor): Tensor {
    const score = pairs(query, key).tanh();
    return (this.scale ? score.mul(this.scale.tensor) : score).sum(-1);
  }
}
