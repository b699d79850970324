/** The case study: 30 rows of two noisy circles, 500 hidden units, an L1 penalty before the relu, 70 rows of validation. */
import { datasets, layers, regularizers, sequential, setRandomSeed, type Model, type Tensor } from "tacet";
import { fitMemory } from "./model.ts";
import { timed, type Training } from "./timing.ts";

interface Hooks {
  readonly onTrainEnd: () => void;
}
/** The data: 100 points on two circles. Made before anything is timed. */
export const circles = (): { x: Tensor; y: Tensor } =>
  datasets.makeCircles({ nSamples: 100, noise: 0.1, randomState: 1 });

export function caseStudy({ x, y } = circles()): {
  model: Model;
  fit: (epochs: number, callbacks?: Hooks) => Promise<void>;
} {
  setRandomSeed(1);
  const model = sequential();
  model.add(
    layers.dense({ units: 500, inputDim: 2, activation: "linear", activityRegularizer: regularizers.l1(1e-4) }),
  );
  model.add(layers.activation({ activation: "relu" }));
  model.add(layers.dense({ units: 1, activation: "sigmoid" }));
  model.compile({ loss: "binary_crossentropy", optimizer: "adam", metrics: ["accuracy"] });
  const validationData: [Tensor, Tensor] = [x.slice(30), y.slice(30)];
  const fit = async (epochs: number, callbacks?: Hooks): Promise<void> => {
    await model.fit(x.slice(0, 30), y.slice(0, 30), { validationData, epochs, verbose: 0, callbacks });
  };
  return { model, fit };
}

/** Milliseconds an epoch, history kept, in fits of 4,000 epochs of a process that has run one before. */
export async function caseStudyEpoch(): Promise<Training> {
  const { fit } = caseStudy();
  return { ...(await timed(3, 4000, () => fit(4000))), wasm: await fitMemory((callbacks) => fit(1, callbacks)) };
}

/** Milliseconds from building the first model of the process to the end of 4,000 epochs: trace and compile are in it. */
export async function caseStudyFresh(): Promise<{ firstEpoch: number; whole: number }> {
  const data = circles();
  const begin = performance.now();
  const { fit } = caseStudy(data);
  await fit(1);
  const firstEpoch = performance.now() - begin;
  await fit(3999);
  return { firstEpoch, whole: performance.now() - begin };
}
