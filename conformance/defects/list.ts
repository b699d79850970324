/**
 * Defects to plant: what a port of Keras gets wrong easily, each by one replacement in tacet's sources. None of them
 * throws, and all leave a model that trains; the comparison with Keras has to see them.
 */
import { compiler, tacet, type Defect } from "./defect.ts";
import { layerDefects } from "./layers.ts";

export const defects: readonly Defect[] = [
  // Reductions and weights
  {
    name: "a weighted loss divides by the sum of the weights",
    file: `${tacet}/losses/loss.ts`,
    find: `case "mean":
      return weighted.mean();`,
    replace: `case "mean":
      return weight ? divideNoNaN(weighted.sum(), weight.sum()) : weighted.mean();`,
  },
  {
    name: "mean_with_sample_weight divides by the rows",
    file: `${tacet}/losses/loss.ts`,
    find: "return weight ? divideNoNaN(weighted.sum(), weight.sum()) : weighted.mean();",
    replace: "return weighted.mean();",
  },
  {
    name: "the reduction sum is a mean",
    file: `${tacet}/losses/loss.ts`,
    find: "return weighted.sum();",
    replace: "return weighted.mean();",
  },
  {
    name: "ignored classes stay in the mean",
    file: `${tacet}/losses/loss.ts`,
    find: '? ops.where(valid.cast("bool"), divideNoNaN(elements(valid, dtype), counted.sum()), 0)',
    replace: "? counted",
  },
  {
    name: "every batch weighs the same in an epoch's loss, the last smaller one too",
    file: `${tacet}/model/report.ts`,
    find: "const count = rowCount(rows, this.#dtype);",
    replace: "const count = rowCount(rows, this.#dtype).mul(0).add(1);",
  },
  {
    name: "weighted metrics ignore their weights",
    file: `${tacet}/model/measure.ts`,
    find: "weighted ? weights[output] : undefined);",
    replace: "undefined);",
  },
  {
    name: "metrics that are not weighted use the weights",
    file: `${tacet}/model/measure.ts`,
    find: "weighted ? weights[output] : undefined);",
    replace: "weights[output]);",
  },
  {
    name: "a weighted metric divides by the rows",
    file: `${tacet}/metrics/mean.ts`,
    find: "count: meanFrom(weight, 1).sum() };",
    replace: "count: values.sizeAlong(0, given.dtype) };",
  },
  {
    name: "loss weights are forgotten",
    file: `${tacet}/model/measure.ts`,
    find: `add("data_loss", weight ? value.mul(weight) : value);`,
    replace: `add("data_loss", value);`,
  },
  {
    name: "class weights weigh validation by a split too",
    file: `${tacet}/model/sides.ts`,
    find: `weigh(part), batchSize, "", order), held, order };`,
    replace: `weigh(part), batchSize, "", order), held: held && weigh(held), order };`,
  },
  {
    name: "class weights are float32 in float64",
    file: `${tacet}/model/arrays.ts`,
    find: "const data = new Float64Array(rows);",
    replace: "const data = new Float32Array(rows);",
  },
  {
    name: "the split for validation rounds up",
    file: `${tacet}/model/columns.ts`,
    find: "const at = Math.floor(rows * (1 - split));",
    replace: "const at = Math.min(rows - 1, Math.ceil(rows * (1 - split)));",
  },
  {
    name: "metrics are not reset between training and validation",
    file: `${tacet}/model/fit.ts`,
    find: `        this.#compiled.resetMetrics();
        const rewinding`,
    replace: `        const rewinding`,
  },
  // Random numbers
  {
    name: "the first fit discards no shuffle",
    file: `${tacet}/model/sides.ts`,
    find: "if (unbuilt) order?.discard();",
    replace: "void unbuilt;",
  },
  {
    name: "trainOnBatch leaves loss and metrics unbuilt",
    file: `${tacet}/model/batch.ts`,
    find: "compiled.built = true;",
    replace: "",
  },
  {
    name: 'shuffle "batch" discards a permutation of all rows',
    file: `${tacet}/model/shuffle.ts`,
    find: `this.#shuffle === "batch" ? this.order.subarray(0, Math.min(this.#rows, this.#batchSize)) : this.order,`,
    replace: "this.order,",
  },
  {
    name: "a stale seed generator: every step draws the same mask",
    file: `${tacet}/random/seedGenerator.ts`,
    find: `ops.add(key, tensor([0, 1], [2], "uint32"))`,
    replace: `ops.add(key, tensor([0, 0], [2], "uint32"))`,
  },
  {
    name: "dropout does not scale what it keeps",
    file: `${tacet}/layers/dropout.ts`,
    find: "x.mul(round(1 / keep))",
    replace: "x",
  },
  {
    name: "dropout keeps the other elements",
    file: `${tacet}/layers/dropout.ts`,
    find: ".less(keep);",
    replace: ".greaterEqual(round(rate));",
  },
  {
    name: "dropout at rate 0 draws a seed",
    file: `${tacet}/layers/dropout.ts`,
    find: "if (rate > 0) this.#generator",
    replace: "this.#generator",
  },
  {
    name: "uniform initializers round twice",
    file: `${tacet}/random/draws.ts`,
    find: "Math.max(lo, Math.fround((values[i]! - 1) * span + lo))",
    replace: "Math.max(lo, Math.fround(Math.fround((values[i]! - 1) * span) + lo))",
  },
  {
    name: "truncated normals are not rescaled by the truncation",
    file: `${tacet}/initializers/varianceScaling.ts`,
    find: "b: Math.sqrt(variance) / TRUNCATED_STDDEV,",
    replace: "b: Math.sqrt(variance),",
  },
  {
    name: "He's initializers take fan_avg",
    file: `${tacet}/initializers/varianceScaling.ts`,
    find: `preset("HeUniform", 2, "fan_in", "uniform")`,
    replace: `preset("HeUniform", 2, "fan_avg", "uniform")`,
  },
  {
    name: "biases start at a small number",
    file: `${tacet}/layers/kernel.ts`,
    find: `biasInitializer = new Zeros()`,
    replace: `biasInitializer = "random_uniform"`,
  },
  // Penalties
  {
    name: "activity penalties are a plain sum under batch_mean",
    file: `${tacet}/model/measure.ts`,
    find: `compiled.activityReduction === "batch_mean" ?`,
    replace: `compiled.activityReduction === ("never" as string) ?`,
  },
  {
    name: "activity penalties are divided under sum too",
    file: `${tacet}/model/measure.ts`,
    find: `rows !== undefined && compiled.activityReduction === "batch_mean" ?`,
    replace: `rows !== undefined ?`,
  },
  {
    name: "frozen layers pay for their kernels",
    file: `${tacet}/layers/layer.ts`,
    find: "if (!layer.trainable) return;\n      for (const weight of layer.ownWeights) {\n        if (!weight.trainable || !weight.regularizer",
    replace: "for (const weight of layer.ownWeights) {\n        if (!weight.trainable || !weight.regularizer",
  },
  {
    name: "L2 halves its square",
    file: `${tacet}/regularizers/l2.ts`,
    find: "x.square().sum()",
    replace: "x.square().sum().mul(0.5)",
  },
  {
    name: "L1 takes the mean",
    file: `${tacet}/regularizers/l1.ts`,
    find: "x.abs().sum()",
    replace: "x.abs().mean()",
  },
  // Optimizers
  {
    name: "Adam's epsilon stands under the root",
    file: `${tacet}/optimizers/moments.ts`,
    find: "v.sqrt().add(epsilon)",
    replace: "v.add(epsilon).sqrt()",
  },
  {
    name: "Adam's epsilon is PyTorch's 1e-8",
    file: `${tacet}/optimizers/moments.ts`,
    find: "defaults.epsilon ?? 1e-7",
    replace: "defaults.epsilon ?? 1e-8",
  },
  {
    name: "Adam's mean of squares is not corrected for its start",
    file: `${tacet}/optimizers/moments.ts`,
    find: "rate.mul(unbias2.sqrt()).div(unbias1)",
    replace: "rate.mul(unbias2.mul(0).add(1)).div(unbias1)",
  },
  {
    name: "AMSGrad forgets the largest mean of squares",
    file: `${tacet}/optimizers/moments.ts`,
    find: "largest.tensor.maximum(v)",
    replace: "v",
  },
  {
    name: "steps are counted from 0 in bias corrections",
    file: `${tacet}/optimizers/optimizer.ts`,
    find: "this.updates.add(1 + ahead)",
    replace: "this.updates.maximum(1).add(ahead)",
  },
  {
    name: "momentum decays the new step too",
    file: `${tacet}/optimizers/sgd.ts`,
    find: "slot.tensor.mul(this.momentum).sub(step)",
    replace: "slot.tensor.sub(step).mul(this.momentum)",
  },
  {
    name: "Nesterov looks ahead without the step",
    file: `${tacet}/optimizers/sgd.ts`,
    find: "velocity.mul(this.momentum).sub(step) : velocity",
    replace: "velocity.mul(this.momentum) : velocity",
  },
  {
    name: "RMSprop's epsilon is added to the root",
    file: `${tacet}/optimizers/rmsprop.ts`,
    find: "spread.add(this.epsilon).sqrt()",
    replace: "spread.sqrt().add(this.epsilon)",
  },
  {
    name: "a centered RMSprop subtracts the gradient's own square",
    file: `${tacet}/optimizers/rmsprop.ts`,
    find: `this.blend(this.slot(weight, "average_gradient"), gradient, this.rho).square()`,
    replace: `this.blend(this.slot(weight, "average_gradient"), gradient, this.rho).mul(gradient)`,
  },
  {
    name: "weight decay comes after the update",
    file: `${tacet}/optimizers/optimizer.ts`,
    find: `    this.beforeUpdates(weights);
    weights.forEach((weight, i) => this.updateStep(clipped[i]!, weight, rateOf(weight.dtype)));
`,
    replace: `    for (const weight of weights) {
      const share = this.decayOf(weight);
      if (share !== null) weight.assign(weight.tensor.add(weight.tensor.mul(share).mul(rateOf(weight.dtype))));
    }
    this.beforeUpdates(weights);
    weights.forEach((weight, i) => this.updateStep(clipped[i]!, weight, rateOf(weight.dtype)));
    for (const weight of weights) {
      const share = this.decayOf(weight);
      if (share !== null) weight.assign(weight.tensor.sub(weight.tensor.mul(share).mul(rateOf(weight.dtype))));
    }
`,
  },
  {
    name: "weight decay is not scaled by the learning rate",
    file: `${tacet}/optimizers/optimizer.ts`,
    find: "weight.tensor.sub(weight.tensor.mul(share).mul(rateOf(weight.dtype)))",
    replace: "weight.tensor.sub(weight.tensor.mul(share))",
  },
  {
    name: "clipnorm makes small gradients longer",
    file: `${tacet}/optimizers/clip.ts`,
    find: ".sqrt().maximum(clipnorm)",
    replace: ".sqrt()",
  },
  {
    name: "accumulated gradients are summed, not averaged",
    file: `${tacet}/optimizers/optimizer.ts`,
    find: "g.add(sums[i]!.tensor).div(steps)",
    replace: "g.add(sums[i]!.tensor)",
  },
  {
    name: "schedules count from 1",
    file: `${tacet}/optimizers/optimizer.ts`,
    find: "held.call(this.#steps.tensor)",
    replace: "held.call(this.#steps.tensor.add(1))",
  },
  {
    name: "the loss's scale is not taken out of gradients",
    file: `${tacet}/optimizers/optimizer.ts`,
    find: "gradient.div(this.lossScaleFactor)",
    replace: "gradient",
  },
  // Losses and metrics
  {
    name: "probabilities are clipped at 1e-6",
    file: `${tacet}/floatx.ts`,
    find: "export const EPSILON = 1e-7;",
    replace: "export const EPSILON = 1e-6;",
  },
  {
    name: "cross-entropy's clip has no slope at its bounds' far side",
    file: `${tacet}/losses/crossentropy.ts`,
    find: "p.clip(EPSILON, 1 - EPSILON);",
    replace: "p.add(p.clip(EPSILON, 1 - EPSILON).sub(p).stopGradient());",
  },
  {
    name: "categorical cross-entropy does not divide by the sum",
    file: `${tacet}/losses/crossentropy.ts`,
    find: "clipped(p.div(p.sum(axis, true)))",
    replace: "clipped(p)",
  },
  {
    name: "binary label smoothing moves targets to 0",
    file: `${tacet}/losses/binary.ts`,
    find: "labelSmoothing, 2);\n    return (fromLogits",
    replace: "labelSmoothing, Infinity);\n    return (fromLogits",
  },
  {
    name: "categorical label smoothing spreads over the other classes only",
    file: `${tacet}/losses/categorical.ts`,
    find: "smoothed(t, amount, classes)",
    replace: "smoothed(t, amount, classes).sub(t.mul(amount / classes))",
  },
  {
    name: "accuracy counts a probability of the threshold itself as 1",
    file: `${tacet}/metrics/accuracy.ts`,
    find: "p.greater(threshold)",
    replace: "p.greaterEqual(threshold)",
  },
  {
    name: "the largest prediction is the last of equal ones",
    file: `${tacet}/metrics/accuracy.ts`,
    find: "t.equal(yPred.argmax(-1).cast(t.dtype))",
    replace: "t.equal(yPred.mul(1).flip(-1).argmax(-1).cast(t.dtype).neg().add((yPred.shape.at(-1) as number) - 1))",
  },
  {
    name: "gelu is its tanh approximation",
    file: `${tacet}/activations/smooth.ts`,
    find: ".approximate ?? false",
    replace: ".approximate ?? true",
  },
  {
    name: "evaluate gives the last batch's loss",
    file: `${tacet}/model/report.ts`,
    find: "total.assign(total.tensor.add(value.cast(this.#dtype).mul(count)));",
    replace: "total.assign(value.cast(this.#dtype).mul(count));",
  },
  // Several inputs and outputs, shared layers, models inside models
  {
    name: "arrays by name are taken in the alphabet's order",
    file: `${tacet}/model/columns.ts`,
    find: "return Promise.all(names.map((name) => toHost(given[name]!, `${what}.${name}`)));",
    replace: "return Promise.all([...names].sort().map((name) => toHost(given[name]!, `${what}.${name}`)));",
  },
  {
    name: "losses, their weights and metrics by name are taken in the object's order",
    file: `${tacet}/model/outputs.ts`,
    find: "if (unknown === undefined) return names.map((name) => given[name] ?? null);",
    replace: "if (unknown === undefined) return names.map((_, i) => Object.values(given)[i] ?? null);",
  },
  {
    name: "the sample weights of the first output weigh the losses of all",
    file: `${tacet}/model/measure.ts`,
    find: "targets[output], outputs[output]!, weights[output]);",
    replace: "targets[output], outputs[output]!, weights[0]);",
  },
  {
    name: "the sample weights of the first output weigh the metrics of all",
    file: `${tacet}/model/measure.ts`,
    find: "weighted ? weights[output] : undefined);",
    replace: "weighted ? weights[0] : undefined);",
  },
  {
    name: "losses of outputs are reported with their loss weights",
    file: `${tacet}/model/measure.ts`,
    find: `add("data_loss", weight ? value.mul(weight) : value);
    return value;`,
    replace: `const weighed = weight ? value.mul(weight) : value;
    add("data_loss", weighed);
    return weighed;`,
  },
  {
    name: "the losses of several outputs are averaged",
    file: `${tacet}/model/measure.ts`,
    find: `add("data_loss", weight ? value.mul(weight) : value);`,
    replace: `add("data_loss", (weight ? value.mul(weight) : value).div(resolved.losses.length));`,
  },
  {
    name: "the kernels of models inside are not penalized",
    file: `${tacet}/layers/layer.ts`,
    find: "for (const inner of layer.sublayers) visit(inner, [...path, inner.name]);",
    replace: "if (path.length === 0) for (const inner of layer.sublayers) visit(inner, [...path, inner.name]);",
  },
  {
    name: "models inside run as if they did not train",
    file: `${tacet}/layers/layer.ts`,
    find: "const training = options.training ?? outer?.training ?? false;",
    replace: "const training = options.training ?? (outer && outer.path.length === 0 && outer.training) ?? false;",
  },
  {
    name: "layers of one depth stand in the order of their calls",
    file: `${tacet}/model/graph.ts`,
    find: "level.sort((a, b) => (firstSeen.get(a) ?? 0) - (firstSeen.get(b) ?? 0)),",
    replace: "level,",
  },
  {
    name: "an average is that of two",
    file: `${tacet}/layers/merging.ts`,
    find: ".div(inputs.length)",
    replace: ".div(2)",
  },
  // Gradients
  {
    name: "|x| has slope -1 at 0",
    file: `${compiler}/autodiff/elementwise.ts`,
    find: `map("select", map("lt", x!, like(0, x!)), like(-1, x!), like(1, x!))`,
    replace: `map("select", map("le", x!, like(0, x!)), like(-1, x!), like(1, x!))`,
  },
  {
    name: "relu has slope 1 at 0",
    file: `${compiler}/ops/elementwise/activations.ts`,
    find: `relu: { formula: (x) => s.max(x, 0), accepts: "number", gradient: (g, _, x) => [passing(g, s.lt(0, x))] },`,
    replace: `relu: { formula: (x) => s.max(x, 0), accepts: "number", gradient: (g, _, x) => [passing(g, s.le(0, x))] },`,
  },
  {
    name: "a tie of max and min goes to neither side",
    file: `${compiler}/autodiff/elementwise.ts`,
    find: "like(0.5, a)",
    replace: "like(0, a)",
  },
  {
    name: "softmax's gradient forgets the shift",
    file: `${compiler}/ops/nn.ts`,
    find: `s.sub(g, keep("add", s.mul(g, y), axes))`,
    replace: "g",
  },
  // Layers that convolve, pool, recur, attend and look up, and masks
  ...layerDefects,
];
