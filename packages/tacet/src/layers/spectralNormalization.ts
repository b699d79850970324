/**
 * A layer whose kernel has its largest singular value, about, for unit: what bounds the slopes of a discriminator.
 * Source: keras/src/layers/normalization/spectral_normalization.py; Miyato et al. 2018.
 */
import { formatShape, ops, Variable, type Shape, type Tensor } from "@tacet/compiler";
import { TruncatedNormal } from "../initializers/random.ts";
import { wholeFrom, type Kinds } from "../options.ts";
import type { CallOptions, Layer } from "./layer.ts";
import { layerOptions } from "./options.ts";
import type { Weight } from "./weight.ts";
import { assignWithin } from "./within.ts";
import { Wrapper, wrapperKinds, type WrapperOptions } from "./wrapper.ts";

export interface SpectralNormalizationOptions extends WrapperOptions<Layer> {
  /** Steps of power iteration in a call. Default 1. */
  powerIterations?: number | undefined;
}

const kinds: Kinds<SpectralNormalizationOptions> = { ...wrapperKinds, powerIterations: wholeFrom(1) };

/**
 * In training, the layer inside computes with its kernel over σ = v · kernel · u, where u and v come from power iteration
 * and no gradient goes through them; u persists from step to step. The gradient of the kernel is that through the
 * division, penalties are of the divided kernel, and the optimizer moves the kernel as it was: the division itself is
 * not kept, as in Keras on JAX. Outside of training the kernel is used as it stands. A kernel of zeros is left alone.
 * @throws TacetError where the layer inside has no kernel and no embeddings
 */
export class SpectralNormalization extends Wrapper<Tensor, Tensor, Layer> {
  readonly powerIterations: number;
  /** The left singular vector found so far, [1, units]. */
  vectorU: Variable | undefined;
  #kernel: Variable | undefined;

  constructor(options: SpectralNormalizationOptions) {
    super(layerOptions("SpectralNormalization", options, kinds));
    this.powerIterations = options.powerIterations ?? 1;
  }
  override get className(): string {
    return "SpectralNormalization";
  }
  /** The weight that is divided: one of the layer inside. */
  get kernel(): Variable | undefined {
    return this.#kernel;
  }
  override build(shape: Shape): void {
    super.build(shape);
    const { kernel, embeddings } = this.layer as { readonly kernel?: unknown; readonly embeddings?: unknown };
    const weight = kernel ?? embeddings;
    if (!(weight instanceof Variable) || weight.shape.length === 0)
      throw this.fail(
        "a layer with a kernel or embeddings",
        `"${this.layer.name}" (${this.layer.className}), built for ${formatShape(shape)}`,
        "Wrap a layer such as dense.",
      );
    this.vectorU = this.addWeight({
      name: "vector_u",
      shape: [1, weight.shape.at(-1)!],
      initializer: new TruncatedNormal({ stddev: 0.02 }),
      dtype: weight.dtype,
      trainable: false,
    });
    this.#kernel = weight;
  }
  /** The kernel counts as the wrapper's own too, as in Keras: it comes first among its weights. */
  override get ownWeights(): readonly Weight[] {
    const kernel = this.layer.ownWeights.filter((w) => w.variable === this.#kernel);
    return [...kernel.map((w) => (this.layer.trainable ? w : { ...w, trainable: false })), ...super.ownWeights];
  }
  call(x: Tensor, { training }: CallOptions): Tensor {
    if (training) this.#normalize(this.#kernel!, this.vectorU!);
    return this.layer.apply(x);
  }
  #normalize(kernel: Variable, vectorU: Variable): void {
    const weights = kernel.tensor.reshape([-1, kernel.shape.at(-1)!]);
    const fixed = ops.stopGradient(weights);
    let [u, v] = [vectorU.tensor, vectorU.tensor];
    for (let i = 0; i < this.powerIterations; i++) {
      v = unit(ops.matmul(u, fixed.transpose()));
      u = unit(ops.matmul(v, fixed));
    }
    const zeros = ops.all(ops.equal(fixed, 0));
    const sigma = ops.matmul(ops.matmul(v, weights), u.transpose()).reshape([]);
    vectorU.assign(ops.where(zeros, vectorU.tensor, u));
    assignWithin(kernel, kernel.tensor.div(ops.where(zeros, 1, sigma)));
  }
}

/** Of length 1, all elements together. */
const unit = (x: Tensor): Tensor => x.mul(ops.minimum(ops.rsqrt(x.square().sum()), 1e7));
