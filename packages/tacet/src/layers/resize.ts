/**
 * Weights that resize an axis: each output position is a mix of input positions.
 * Source: jax/_src/image/scale.py (`compute_weight_mat`), which resizes for Keras.
 */
export const interpolations = ["nearest", "bilinear", "bicubic", "lanczos3", "lanczos5"] as const;
export type Interpolation = (typeof interpolations)[number];

const lanczos = (radius: number) => (x: number) => {
  if (x > radius) return 0;
  return x > 1e-3 ? (radius * Math.sin(Math.PI * x) * Math.sin((Math.PI * x) / radius)) / (Math.PI * x) ** 2 : 1;
};
/** By distance in input positions. */
const kernels: Readonly<Record<Exclude<Interpolation, "nearest">, (x: number) => number>> = {
  bilinear: (x) => Math.max(0, 1 - x),
  // Keys 1981, a = -1/2
  bicubic: (x) => {
    if (x >= 2) return 0;
    return x >= 1 ? ((-0.5 * x + 2.5) * x - 4) * x + 2 : (1.5 * x - 2.5) * x * x + 1;
  },
  lanczos3: lanczos(3),
  lanczos5: lanczos(5),
};

/** [input, output], row-major: what each input position gives to each output position. */
export function resizeWeights(input: number, output: number, method: Exclude<Interpolation, "nearest">): number[] {
  const weights = Array<number>(input * output).fill(0);
  for (let o = 0; o < output; o++) {
    const at = ((o + 0.5) * input) / output - 0.5;
    const column = Array.from({ length: input }, (_, i) => kernels[method](Math.abs(at - i)));
    const total = column.reduce((a, b) => a + b, 0);
    column.forEach((w, i) => (weights[i * output + o] = w / total));
  }
  return weights;
}
