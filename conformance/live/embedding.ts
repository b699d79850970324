/** How layers are drawn that look up rows of a table. */
import type { Draw } from "./draw.ts";
import type { LayerDraw, Options } from "./tables.ts";
import { weight } from "./weights.ts";

const table = (d: Draw, words: number): Options => {
  const [inputDim, outputDim] = [words + d.one([0, 0, 1]), d.whole(1, 4)];
  return {
    inputDim,
    outputDim,
    ...d.maybe(0.6, () => ({ maskZero: true })),
    ...weight(d, "embeddings", { kernel: [inputDim, outputDim] }),
  };
};
const looksUp = (options: (d: Draw, words: number) => Options, weighs: number): LayerDraw => ({
  reads: "indices",
  weight: weighs,
  options: (d, _, __, words) => options(d, words),
});

export const embedding = {
  embedding: looksUp(table, 3),
  reversibleEmbedding: looksUp(
    (d, words) => ({ ...table(d, words), ...d.maybe(0.3, () => ({ tieWeights: false, logitSoftCap: 2 })) }),
    1,
  ),
} as const satisfies Readonly<Record<string, LayerDraw>>;
