/**
 * One run of the case study: a variant's network, trained from one seed on one draw of the points. Keras 3.15 on JAX,
 * given the same seed, follows the same curve; over thousands of epochs rounding may set them a few examples apart.
 */
import { callbacks, setRandomSeed, type Sequential } from "tacet";
import { activityStatistics } from "./activity.ts";
import { boundaryOf, type Boundary } from "./boundary.ts";
import type { RunCurves } from "./curves.ts";
import { caseStudyData, freshData, setting, type Rows } from "./data.ts";
import { histogramOf, type Histogram } from "./histogram.ts";
import { buildNetwork, hiddenOutputs } from "./network.ts";
import type { Run, Score } from "./results.ts";
import type { Variant } from "./variants.ts";

export interface Job {
  readonly variant: Variant;
  readonly seed: number;
  readonly epochs: number;
  /** Which hundred points. */
  readonly randomState: number;
}

export interface Trained {
  readonly run: Run;
  /** null where the test rows were not looked at in each epoch. */
  readonly curves: RunCurves | null;
  readonly histogram: Histogram;
  readonly boundary: Boundary;
  /** `fit` alone. */
  readonly trainingSeconds: number;
}

/** @throws the signal's reason, when it aborts */
export async function train({ variant, seed, epochs, randomState }: Job, signal?: AbortSignal): Promise<Trained> {
  const data = caseStudyData(randomState);
  const { stopping } = variant;
  setRandomSeed(seed);
  const model = buildNetwork(variant);
  const begin = performance.now();
  const watch = stopping
    ? {
        validationSplit: stopping.heldOutRows / setting.trainRows,
        callbacks: [
          callbacks.earlyStopping({ monitor: "val_loss", patience: stopping.patience, restoreBestWeights: true }),
        ],
      }
    : { validationData: [data.test.x, data.test.y] as [typeof data.test.x, typeof data.test.y] };
  const { history } = await model.fit(data.train.x, data.train.y, {
    ...watch,
    epochs,
    batchSize: setting.batchSize,
    verbose: 0,
    signal,
  });
  const trainingSeconds = (performance.now() - begin) / 1000;
  const [accuracies, validationLosses] = [history.val_accuracy!, history.val_loss!];
  const [best, least] = [first(accuracies, Math.max), first(validationLosses, Math.min)];
  const hidden = await hiddenOutputs(model, variant, data.train.x);
  const run: Run = {
    seed,
    train: await score(model, data.train),
    test: await score(model, data.test),
    peak: stopping ? null : { accuracy: best.value, epoch: best.epoch },
    activation: activityStatistics(hidden, variant),
    fresh: { accuracy: (await score(model, freshData(), FRESH_BATCH)).accuracy },
    leastValidationLoss: { loss: least.value, epoch: least.epoch },
    epochs: validationLosses.length,
  };
  const curves = stopping
    ? null
    : {
        seed,
        trainCorrect: history.accuracy!.map((a) => Math.round(a * setting.trainRows)),
        testCorrect: accuracies.map((a) => Math.round(a * setting.testRows)),
      };
  const [histogram, boundary] = [histogramOf(hidden[0]!, variant), await boundaryOf(model)];
  return { run, curves, histogram, boundary, trainingSeconds };
}

/** The extreme of the values, and the epoch, from 1, that was the first to reach it. */
function first(values: readonly number[], extreme: (a: number, b: number) => number): { value: number; epoch: number } {
  const value = values.reduce((a, b) => extreme(a, b));
  return { value, epoch: values.indexOf(value) + 1 };
}

/** Only the accuracy is read there, and that does not depend on the batch. */
const FRESH_BATCH = 1000;
async function score(model: Sequential, { x, y }: Rows, batchSize: number = setting.batchSize): Promise<Score> {
  const { loss, accuracy } = await model.evaluate(x, y, { batchSize, verbose: 0 });
  return { loss: loss!, accuracy: accuracy! };
}
