/**
 * One run of the case study: the network of "How to reduce overfitting with activity regularization", trained for
 * one variant and one seed. Keras 3.15 on JAX, given the same seed, follows the same curve; over thousands of epochs
 * rounding may set them a few examples apart.
 */
import { datasets, layers, regularizers, sequential, setRandomSeed, type Sequential, type Tensor } from "tacet";
import { activityStatistics, type ActivityStatistics } from "./activity.ts";
import type { RunCurves } from "./curves.ts";
import type { Run } from "./results.ts";
import type { Variant } from "./variants.ts";

export const setting = { hiddenUnits: 500, batchSize: 32, trainRows: 30, testRows: 70 } as const;

export interface CaseStudyData {
  readonly x: Tensor;
  readonly y: Tensor;
  readonly xTrain: Tensor;
  readonly yTrain: Tensor;
  readonly xTest: Tensor;
  readonly yTest: Tensor;
}

export function caseStudyData(): CaseStudyData {
  const { trainRows, testRows } = setting;
  const { x, y } = datasets.makeCircles({ nSamples: trainRows + testRows, noise: 0.1, randomState: 1 });
  return {
    x,
    y,
    xTrain: x.slice(0, trainRows),
    yTrain: y.slice(0, trainRows),
    xTest: x.slice(trainRows),
    yTest: y.slice(trainRows),
  };
}

export interface Trained {
  readonly run: Run;
  readonly curves: RunCurves;
  /** `fit` alone. */
  readonly trainingSeconds: number;
}

/** @throws the signal's reason, when it aborts */
export async function train(
  variant: Variant,
  seed: number,
  { epochs, signal }: { readonly epochs: number; readonly signal?: AbortSignal | undefined },
  { xTrain, yTrain, xTest, yTest }: CaseStudyData,
): Promise<Trained> {
  setRandomSeed(seed);
  const model = buildModel(variant);
  const begin = performance.now();
  const { history } = await model.fit(xTrain, yTrain, {
    validationData: [xTest, yTest],
    epochs,
    batchSize: setting.batchSize,
    verbose: 0,
    signal,
  });
  const trainingSeconds = (performance.now() - begin) / 1000;
  const testAccuracies = history.val_accuracy!;
  const best = testAccuracies.reduce((a, b) => Math.max(a, b));
  const run: Run = {
    seed,
    train: await score(model, xTrain, yTrain),
    test: await score(model, xTest, yTest),
    peak: { accuracy: best, epoch: testAccuracies.indexOf(best) + 1 },
    activation: await hiddenActivity(model, xTrain),
  };
  const curves: RunCurves = {
    seed,
    trainCorrect: history.accuracy!.map((a) => Math.round(a * setting.trainRows)),
    testCorrect: testAccuracies.map((a) => Math.round(a * setting.testRows)),
  };
  return { run, curves, trainingSeconds };
}

function buildModel({ placement, coefficient, activityReduction }: Variant): Sequential {
  const units = setting.hiddenUnits;
  const activityRegularizer = placement === null ? undefined : regularizers.l1(coefficient);
  const model = sequential();
  if (placement === "before") {
    model.add(layers.dense({ units, inputDim: 2, activation: "linear", activityRegularizer }));
    model.add(layers.activation({ activation: "relu" }));
  } else {
    model.add(layers.dense({ units, inputDim: 2, activation: "relu", activityRegularizer }));
  }
  model.add(layers.dense({ units: 1, activation: "sigmoid" }));
  model.compile({
    loss: "binary_crossentropy",
    optimizer: "adam",
    metrics: ["accuracy"],
    activityReduction: activityReduction ?? undefined,
  });
  return model;
}

async function score(model: Sequential, x: Tensor, y: Tensor): Promise<{ loss: number; accuracy: number }> {
  const { loss, accuracy } = await model.evaluate(x, y, { batchSize: setting.batchSize, verbose: 0 });
  return { loss: loss!, accuracy: accuracy! };
}

/** The hidden layer's activity after relu, by a model of that layer alone with the trained weights. */
async function hiddenActivity(model: Sequential, x: Tensor): Promise<ActivityStatistics> {
  const probe = sequential();
  probe.add(layers.dense({ units: setting.hiddenUnits, inputDim: 2, activation: "relu" }));
  probe.setWeights(model.getWeights().slice(0, 2));
  const activations = await probe.predict(x, { batchSize: setting.batchSize, verbose: 0 });
  if (Array.isArray(activations)) throw new Error("a model with one output gave several");
  return activityStatistics(await activations.data(), setting.hiddenUnits);
}
