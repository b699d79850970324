/** The network of a variant, and what its hidden layers compute once it is trained. */
import { layers, regularizers, sequential, type Regularizer, type Sequential, type Tensor } from "tacet";
import { INPUTS, setting } from "./data.ts";
import { klSparsity, type Penalty, type Variant } from "./variants.ts";

/** One regularizer for each penalized layer. */
const penalties: Readonly<Record<Penalty, (coefficient: number) => Regularizer>> = {
  l1: (coefficient) => regularizers.l1(coefficient),
  l2: (coefficient) => regularizers.l2(coefficient),
  l1l2: (coefficient) => regularizers.l1l2(coefficient, coefficient),
  kl_sparsity: (weight) => regularizers.klSparsity({ target: klSparsity.target, weight }),
};

export function buildNetwork(variant: Variant): Sequential {
  const { hidden, activation, placement, penalizedLayers, regularizer, coefficient, kernelL2 } = variant;
  const model = sequential();
  for (const [i, units] of hidden.entries()) {
    const activityRegularizer =
      regularizer !== null && i < penalizedLayers ? penalties[regularizer](coefficient) : undefined;
    const kernelRegularizer = i === 0 && kernelL2 > 0 ? regularizers.l2(kernelL2) : undefined;
    const shared = { units, activityRegularizer, kernelRegularizer, inputDim: i === 0 ? INPUTS : undefined };
    if (activityRegularizer && placement === "before") {
      model.add(layers.dense({ ...shared, activation: "linear" }));
      model.add(layers.activation({ activation }));
    } else {
      model.add(layers.dense({ ...shared, activation }));
    }
  }
  model.add(layers.dense({ units: 1, activation: "sigmoid" }));
  model.compile({
    loss: "binary_crossentropy",
    optimizer: "adam",
    metrics: ["accuracy"],
    activityReduction: variant.activityReduction ?? undefined,
  });
  return model;
}

/** z of each hidden layer, row-major: by models of its first layers alone, with the trained weights. */
export async function hiddenOutputs(
  model: Sequential,
  { hidden, activation }: Variant,
  x: Tensor,
): Promise<ArrayLike<number>[]> {
  const weights = model.getWeights();
  const outputs: ArrayLike<number>[] = [];
  for (const last of hidden.keys()) {
    const probe = sequential();
    for (const [i, units] of hidden.slice(0, last + 1).entries()) {
      const inputDim = i === 0 ? INPUTS : undefined;
      probe.add(layers.dense({ units, inputDim, activation: i === last ? "linear" : activation }));
    }
    probe.setWeights(weights.slice(0, 2 * (last + 1)));
    outputs.push(await predictions(probe, x));
  }
  return outputs;
}

/** The outputs of a model that has one, row-major. */
export async function predictions(
  model: Sequential,
  x: Tensor,
  batchSize: number = setting.batchSize,
): Promise<ArrayLike<number>> {
  const y = await model.predict(x, { batchSize, verbose: 0 });
  if (Array.isArray(y)) throw new Error("a model with one output gave several");
  return y.data();
}
