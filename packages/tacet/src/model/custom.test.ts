/** Models, layers and steps of one's own. Goldens against Keras: conformance's "functional". */
import { describe, expect, it } from "vitest";
import {
  input,
  layers,
  Layer,
  metrics,
  Model,
  model,
  ops,
  optimizers,
  regularizers,
  setRandomSeed,
  tensor,
  type CallOptions,
  type Metric,
  type Shape,
  type StepData,
  type StepLogs,
  type Tensor,
  type Variable,
} from "../index.ts";

const ones = { kernelInitializer: "ones" } as const;
const quiet = { verbose: 0 } as const;
const rows = tensor([[1], [2], [3], [4]]); // prettier-ignore

/** Multiplies by a weight, and reports and penalizes. */
class Scale extends Layer {
  factor: Variable | undefined;
  override build(inputShape: Shape): void {
    this.factor = this.addWeight({ name: "factor", shape: [inputShape.at(-1) as number], initializer: "ones" });
  }
  override call(x: Tensor, { training }: CallOptions): Tensor {
    this.addMetric(x, "seen");
    if (training) this.addLoss(x.sum());
    return x.mul(this.factor!.tensor);
  }
}
class Stack extends Model {
  readonly scale = new Scale({ name: "scale" });
  readonly rest = [layers.dense({ units: 1, ...ones, activityRegularizer: regularizers.l1(1) })];
  override call(x: Tensor): Tensor {
    return this.rest.reduce<Tensor>((value, layer) => layer.apply(value), this.scale.apply(x));
  }
}

describe("a subclassed model", () => {
  it("finds the layers in its fields, in order, and their weights once it is built", async () => {
    const m = new Stack();
    expect(m.layers.map((l) => l.className)).toEqual(["Scale", "Dense"]);
    expect(m.built).toBe(false);
    expect((await m.predict(rows, quiet)).shape).toEqual([4, 1]);
    expect(m.weights.map((w) => w.shape)).toEqual([[1], [1, 1], [1]]);
    m.scale.trainable = false;
    expect(m.trainableWeights).toHaveLength(2);
  });
  it("counts what its layers add, in training and out of it, and means of added metrics over all rows", async () => {
    const m = new Stack();
    m.compile({ optimizer: optimizers.sgd({ learningRate: 0 }), loss: "mse", metrics: ["penalty"] });
    const { history } = await m.fit(rows, rows, { ...quiet, batchSize: 3, epochs: 1, shuffle: false });
    // Batches of 3 and 1: the added sums 6 and 4, weighted by rows; the mean |y| is 2 and 4.
    expect(history).toEqual({
      "add_loss/scale": [(3 * 6 + 4) / 4],
      data_loss: [0],
      loss: [(3 * 6 + 4) / 4 + 2.5],
      [`penalty/${m.rest[0]!.name}`]: [2.5],
      seen: [2.5],
    });
    expect(await m.evaluate(rows, rows, quiet)).toMatchObject({ loss: 2.5, seen: 2.5 });
  });
  it("takes rows of another width where its layers do, and says where they don't", async () => {
    class Twice extends Model {
      override call(x: Tensor): Tensor {
        return x.mul(2);
      }
    }
    const m = new Twice();
    expect((await m.predict(tensor([[1, 2]]), quiet)).shape).toEqual([1, 2]);
    expect((await m.predict(tensor([[1, 2, 3]]), quiet)).shape).toEqual([1, 3]);
    const stack = new Stack();
    await stack.predict(rows, quiet);
    await expect(stack.predict(tensor([[1, 2]]), quiet)).rejects.toThrow(/"dense.*1 inputs on the last axis/);
  });
  it("serves as a layer of another model", async () => {
    const x = input({ shape: 1 });
    const whole = model({ inputs: x, outputs: new Stack().apply(x).add(1) });
    expect(await (await whole.predict(rows, quiet)).array()).toEqual([[2], [3], [4], [5]]);
  });
});

describe("a training step", () => {
  it("of one's own reports metrics and numbers, by key", async () => {
    class Own extends Stack {
      readonly error: Metric = metrics.mean({ name: "error" });
      override trainStep({ x, y }: StepData<Tensor, Tensor>): StepLogs {
        const error = this.apply(x, { training: true }).sub(y!).abs().mean();
        this.error.updateState(error);
        this.minimize(error);
        return { error: this.error, last: error };
      }
      override testStep(): StepLogs {
        return {};
      }
    }
    const m = new Own();
    m.compile({ optimizer: optimizers.sgd({ learningRate: 0.5 }) });
    const { history } = await m.fit(rows, tensor([[0], [0], [0], [0]]), { ...quiet, batchSize: 2, shuffle: false });
    // y = f k x + b: 1.5 for rows 1 and 2; then b, f and k have moved by -0.5, -0.75 and -0.75.
    // 0.25 · 0.25 · 3 - 0.5 and 0.25 · 0.25 · 4 - 0.5: 0.3125 and 0.25.
    expect(history).toEqual({ error: [(1.5 + 0.28125) / 2], last: [0.28125] });
    expect(await m.evaluate(rows, rows, quiet)).toEqual({});
  });
  it("may train parts of a model by optimizers of their own", async () => {
    class Two extends Model {
      readonly a = layers.dense({ units: 1, ...ones });
      readonly b = layers.dense({ units: 1, ...ones });
      readonly slow = optimizers.sgd({ learningRate: 0.125 });
      override call(x: Tensor): Tensor {
        return this.b.apply(this.a.apply(x));
      }
      override trainStep({ x }: StepData<Tensor, Tensor>): StepLogs {
        const loss = ops.sum(this.apply(x, { training: true }));
        const [forA, forB] = [this.a, this.b].map((layer) => this.gradients(loss, layer.trainableWeights));
        this.optimizer.apply(forA!, this.a.trainableWeights);
        this.slow.apply(forB!, this.b.trainableWeights);
        return { loss };
      }
    }
    const m = new Two();
    m.compile({ optimizer: optimizers.sgd({ learningRate: 1 }) });
    expect(await m.trainOnBatch(tensor([[2]]))).toEqual({ loss: 2 });
    // d/da = 2 and 1 for the bias, at rate 1; d/db = 2 and 1, at rate 1/8.
    expect(m.getWeights().map((w) => w.shape)).toHaveLength(4);
    const weights = await Promise.all(m.getWeights().map((w) => w.data()));
    expect(weights.map((w) => w[0])).toEqual([-1, -1, 0.75, -0.125]);
  });
  it("of one's own trains a functional model's subclass too", async () => {
    setRandomSeed(1);
    const x = input({ shape: 1 });
    const m = model({ inputs: x, outputs: layers.dense({ units: 1 }).apply(x) });
    m.trainStep = function (data) {
      const yPred = this.apply(data.x, { training: true });
      const loss = this.computeLoss({ ...data, yPred }).mul(2);
      this.updateMetrics({ ...data, yPred, loss });
      return {};
    };
    m.compile({ optimizer: "sgd", loss: "mse" });
    const { loss } = await m.evaluate(rows, rows, quiet);
    expect((await m.trainOnBatch(rows, rows)).loss).toBeCloseTo(2 * loss!, 5);
  });
  it("refuses to report what is no number", async () => {
    const m = new Stack();
    m.trainStep = ({ x }) => ({ wide: x });
    m.compile({ optimizer: "sgd" });
    await expect(m.trainOnBatch(rows)).rejects.toThrow(/expected "wide" to be a metric or a tensor of one number/);
  });
});
