/**
 * The table of penalties, a test for each row, named after it: what Keras 3.15.1 adds to the loss and, where the row says
 * so, what tacet mends. Whole trainings are compared with Keras's by conformance's goldens "penalties", "functional" and
 * "attention".
 */
import { describe, expect, it } from "vitest";
import {
  initializers,
  input,
  Layer,
  layers,
  model,
  ops,
  Regularizer,
  regularizers,
  sequential,
  tensor,
  type CompileOptions,
  type Tensor,
} from "../index.ts";

/** Mean 3, mean square 11. */
const x = tensor([[1], [2], [3], [4], [5]]);
const zeros = tensor([[0], [0], [0], [0], [0]]);
const quiet = { verbose: 0 } as const;
const l1 = regularizers.l1(1);
const constant = (value: number) => initializers.constant({ value });
type Options = Partial<CompileOptions>;
type Row = ReturnType<typeof sequential>;

/** 2x, called "a". */
const doubling = (options: Partial<Parameters<typeof layers.dense>[0]>) =>
  layers.dense({ units: 1, inputDim: 1, kernelInitializer: constant(2), name: "a", ...options });
const compiled = (row: readonly Layer[], options: Options = {}): Row => {
  const net = sequential([...row]);
  net.compile({ optimizer: "sgd", loss: "mse", metrics: ["penalty"], ...options });
  return net;
};
/** What evaluating a row of layers tells. */
const told = (row: readonly Layer[], options?: Options, batchSize = 5) =>
  compiled(row, options).evaluate(x, zeros, { ...quiet, batchSize });

describe("the table of penalties", () => {
  it("a layer with activityRegularizer", async () => {
    expect((await told([doubling({ activityRegularizer: l1 })]))["penalty/a"]).toBeCloseTo(6, 6);
    const sum = await told([doubling({ activityRegularizer: l1 })], { activityReduction: "sum" });
    expect(sum["penalty/a"]).toBeCloseTo(30, 5);
  });

  it("last, smaller batch of an epoch", async () => {
    // Squares 4, 16 | 36, 64 | 100: means 10, 50 and 100, weighed by 2, 2 and 1 rows.
    const layer = doubling({ activityRegularizer: regularizers.l2(1) });
    expect((await told([layer], {}, 2))["penalty/a"]).toBeCloseTo(44, 4);
    const linear = await told([doubling({ activityRegularizer: l1 })], {}, 2);
    expect(linear["penalty/a"]).toBeCloseTo((3 * 2 + 7 * 2 + 10) / 5, 5);
    // Of the sums 6, 14 and 10 the same rows make (6 · 2 + 14 · 2 + 10) / 5.
    const sum = await told([doubling({ activityRegularizer: l1 })], { activityReduction: "sum" }, 2);
    expect(sum["penalty/a"]).toBeCloseTo(10, 5);
  });

  it("evaluate, val_loss", async () => {
    for (const [activityReduction, penalties] of [["batch_mean", [6, 6]], ["sum", [30, 10]]] as const) {
      const net = compiled([doubling({ activityRegularizer: l1, trainable: false })], { activityReduction });
      for (const [i, batchSize] of [5, 2].entries()) {
        const { loss } = await net.evaluate(x, zeros, { ...quiet, batchSize });
        expect(loss).toBeCloseTo(44 + penalties[i]!, 4);
        const { history } = await net.fit(x, zeros, { ...quiet, validationData: [x, zeros], batchSize });
        expect(history.val_loss![0]).toBeCloseTo(44 + penalties[i]!, 4);
      }
    }
  }); // prettier-ignore

  it("kernel, bias, recurrent regularizers", async () => {
    const given = { kernelRegularizer: l1, biasRegularizer: l1, biasInitializer: "ones" } as const;
    for (const batchSize of [5, 2])
      expect((await told([doubling(given)], {}, batchSize))["weight_penalty/a"]).toBeCloseTo(3, 6);
    const memory = layers.lstm({ units: 1, recurrentInitializer: constant(2), recurrentRegularizer: l1 });
    memory.apply(tensor([[[1]]]));
    expect(await read(memory.losses)).toEqual([8]);
    const frozen = await told([doubling({ ...given, activityRegularizer: l1, trainable: false })]);
    expect(Object.keys(frozen)).toEqual(["data_loss", "loss", "penalty/a"]);
    expect(frozen["penalty/a"]).toBeCloseTo(7, 5);
  });

  it("coefficients", async () => {
    const penaltyOf = async (activityRegularizer: Parameters<typeof doubling>[0]["activityRegularizer"]) =>
      (await told([doubling({ activityRegularizer })]))["penalty/a"] ?? 0;
    for (const nothing of [regularizers.l1(0), regularizers.l2(0), regularizers.l1l2(), "l1l2"] as const)
      expect(await penaltyOf(nothing)).toBe(0);
    expect(await penaltyOf("l1")).toBeCloseTo(0.06, 7);
    expect(await penaltyOf("l2")).toBeCloseTo(0.44, 6);
    expect(() => doubling({ activityRegularizer: "l1_l2" as never })).toThrow(/Keras 2.*0\.01/);
  });

  it("custom regularizer (any function of a tensor)", async () => {
    class OfTheBatch extends Regularizer {
      override readonly className = "OfTheBatch";
      override readonly batchStatistic = true;
      override call(activity: Tensor): Tensor {
        return activity.mean();
      }
    }
    expect((await told([doubling({ activityRegularizer: (a) => a.mean() })]))["penalty/a"]).toBeCloseTo(6 / 5, 6);
    expect((await told([doubling({ activityRegularizer: new OfTheBatch() })]))["penalty/a"]).toBeCloseTo(6, 6);
  });

  it("KL sparsity", async () => {
    const layer = layers.identity({
      inputDim: 2,
      activityRegularizer: regularizers.klSparsity({ target: 0.25, weight: 2 }),
      name: "a",
    });
    const data = tensor([[0.75, 0.1], [0.25, 0.3]]); // prettier-ignore
    for (const activityReduction of ["batch_mean", "sum"] as const) {
      // Means 0.5 and 0.2: 0.25 ln(0.25/0.5) + 0.75 ln(0.75/0.5), and 0.25 ln(0.25/0.2) + 0.75 ln(0.75/0.8).
      const { "penalty/a": penalty } = await compiled([layer], { activityReduction }).evaluate(data, data, quiet);
      expect(penalty).toBeCloseTo(0.276388, 5);
    }
  });

  it("shared layer, submodel called twice", async () => {
    const shared = doubling({ activityRegularizer: l1, kernelRegularizer: l1 });
    // |2x|, then |4x|.
    const logs = await told([shared, shared]);
    expect([logs["penalty/a"], logs["weight_penalty/a"]].map((v) => v!.toFixed(4))).toEqual(["18.0000", "2.0000"]);
    const inner = sequential({ name: "inner", layers: [doubling({ activityRegularizer: l1, kernelRegularizer: l1 })] });
    const given = input({ shape: [1] });
    const net = model({
      inputs: given,
      outputs: layers.add().apply([inner.apply(given), inner.apply(inner.apply(given))]),
    });
    net.compile({ optimizer: "sgd", loss: "mse", metrics: ["penalty"] });
    const both = await net.evaluate(x, zeros, quiet);
    // |2x| twice, and |4x|.
    expect([both["penalty/inner/a"], both["weight_penalty/inner/a"]].map((v) => v!.toFixed(4))).toEqual(["24.0000", "2.0000"]); // prettier-ignore
  });

  it("nested model", async () => {
    const inner = sequential({ name: "inner", layers: [doubling({ activityRegularizer: l1, kernelRegularizer: l1 })] });
    const logs = await told([inner]);
    expect([logs["penalty/inner/a"], logs["weight_penalty/inner/a"]].map((v) => v!.toFixed(4))).toEqual(["6.0000", "2.0000"]); // prettier-ignore
  });

  it("TimeDistributed(Dense(activityRegularizer))", async () => {
    const layer = layers.timeDistributed({ layer: doubling({ activityRegularizer: l1 }) });
    layer.apply(tensor([[[1], [2]], [[3], [4]]])); // prettier-ignore
    // 2 + 4 + 6 + 8, of two rows. Keras has nothing.
    expect(await read(layer.losses)).toEqual([10]);
  });

  describe("recurrent layers", () => {
    const steps = tensor([[[1], [2]], [[3], [4]]]); // prettier-ignore
    const memory = { units: 1, kernelInitializer: constant(0.1), recurrentInitializer: constant(0.2) } as const;
    /** Σ|x| over two rows, of each. */
    const mean = async (...tensors: readonly Tensor[]) =>
      (await read(tensors.map((t) => t.abs().sum().div(2)))) as number[];
    const total = (numbers: readonly (number | undefined)[]) => numbers.reduce<number>((a, b) => a + b!, 0);

    it("RNN(LSTMCell(activityRegularizer))", async () => {
      const layer = layers.rnn({ cell: layers.lstmCell({ ...memory, activityRegularizer: l1 }) });
      layer.apply(steps);
      // As Keras with unroll: output, h again and c of each step.
      const states = layers.lstm({ ...memory, returnState: true });
      const each = [states.apply(steps.sliceAxis(1, 0, 1)), states.apply(steps)].flat();
      expect(total(await read(layer.losses))).toBeCloseTo(total(await mean(...each)), 5);
    });
    it("LSTM(returnState)", async () => {
      const layer = layers.lstm({ ...memory, returnState: true, activityRegularizer: l1 });
      const [output, h, c] = layer.apply(steps) as [Tensor, Tensor, Tensor];
      const [expected, found] = [await mean(output, h, c), await read(layer.losses)];
      expect(found.map((v) => v!.toFixed(5))).toEqual(expected.map((v) => v.toFixed(5)));
    });
    it("Bidirectional", async () => {
      for (const [wrapper, times] of [[undefined, 1], [l1, 2]] as const) {
        const layer = layers.bidirectional({
          layer: layers.lstm({ ...memory, returnSequences: true, activityRegularizer: l1 }),
          activityRegularizer: wrapper,
        });
        const output = layer.apply(steps);
        expect(total(await read(layer.losses))).toBeCloseTo(times * total(await mean(output)), 5);
      }
    }); // prettier-ignore
  });

  it("MultiHeadAttention / GroupQueryAttention", async () => {
    // Every projection gives ones: 2 heads of width 3, of the grouped one a key and a value for both, and width 4.
    const ones = { kernelInitializer: "zeros", biasInitializer: "ones", activityRegularizer: l1 } as const;
    const [query, value] = [tensor([[[1, 2, 3, 4]]]), tensor([[[1], [2]]])]; // prettier-ignore
    const heads = layers.multiHeadAttention({ numHeads: 2, keyDim: 3, ...ones });
    heads.apply([query, value]);
    // Query, key (two steps), value and output.
    expect(await read(heads.losses)).toEqual([6, 12, 12, 4]);
    const groups = layers.groupQueryAttention({ headDim: 3, numQueryHeads: 2, numKeyValueHeads: 1, ...ones });
    groups.apply([query, value]);
    expect(await read(groups.losses)).toEqual([6, 6, 6, 4, 4]);
  });

  it("masked steps", async () => {
    const words = layers.embedding({
      inputDim: 3,
      outputDim: 1,
      weights: [[1], [2], [4]],
      maskZero: true,
      inputLength: 4,
    });
    const net = compiled([words, layers.identity({ activityRegularizer: l1, name: "a" })]);
    const targets = tensor([[[0], [0], [0], [0]]]); // prettier-ignore
    const logs = await net.evaluate(tensor([[1, 2, 0, 0]]), targets, quiet);
    // All four steps are penalized; the error is that of the two that count.
    expect(logs).toEqual({ data_loss: (4 + 16) / 2, "penalty/a": 8, loss: 18 });
  });

  it("sampleWeight of 0", async () => {
    const net = compiled([doubling({ activityRegularizer: l1 })]);
    const logs = await net.evaluate(x, zeros, { ...quiet, sampleWeight: [0, 0, 0, 0, 0] });
    expect(logs).toEqual({ data_loss: 0, loss: 6, "penalty/a": 6 });
  });

  it("dropout({ activityRegularizer }) at inference", async () => {
    const dropout = layers.dropout({ rate: 0.5, inputDim: 1, activityRegularizer: l1, name: "a" });
    expect((await told([dropout]))["penalty/a"]).toBeCloseTo(3, 6);
  });

  it("several inputs or outputs with different first dimensions", async () => {
    class Halves extends Layer<Tensor, readonly Tensor[]> {
      override call(y: Tensor): readonly Tensor[] {
        return [y, y.reshape([2 * (y.shape[0] as number), 1])];
      }
    }
    const layer = new Halves({ activityRegularizer: l1 });
    layer.apply(tensor([[1, 2], [3, 4]])); // prettier-ignore
    expect(await read(layer.losses)).toEqual([10 / 2, 10 / 4]);
  });

  it("float16 activations", async () => {
    // There are none yet; a sum beyond float16's 65,504 is finite in float32.
    expect(() => layers.identity({ dtype: "float16" as never })).toThrow(/dtype/);
    const layer = layers.rescaling({ scale: 1e5, inputDim: 1, activityRegularizer: l1, name: "a" });
    expect((await told([layer]))["penalty/a"]).toBeCloseTo(3e5, 0);
  });

  it("empty batch", async () => {
    const layer = doubling({ activityRegularizer: l1 });
    layer.apply(tensor(new Float32Array(0), [0, 1]));
    expect(await read(layer.losses)).toEqual([0]);
  });

  it("regularizer assigned after build", async () => {
    const [layer, penalty] = [doubling({}), regularizers.l1(1)];
    const net = compiled([layer]);
    const evaluate = async () => net.evaluate(x, zeros, quiet);
    expect((await evaluate())["penalty/a"]).toBeUndefined();
    layer.activityRegularizer = penalty;
    expect((await evaluate())["penalty/a"]).toBeCloseTo(6, 6);
    layer.kernelRegularizer = "l1";
    expect((await evaluate())["weight_penalty/a"]).toBeCloseTo(0.02, 7);
    const { history } = await net.fit(x, zeros, {
      ...quiet,
      epochs: 3,
      callbacks: {
        onEpochBegin(epoch) {
          net.setWeights([[[2]], [0]]);
          penalty.l1 = epoch;
        },
      },
    });
    expect(history["penalty/a"]!.map((v) => v.toFixed(3))).toEqual(["0.000", "6.000", "12.000"]);
  });

  it("layer.losses, addLoss in a custom layer", async () => {
    class Adds extends Layer {
      override call(y: Tensor): Tensor {
        this.addLoss(y);
        this.addLoss(y.sum().mul(2));
        return y;
      }
    }
    const layer = new Adds({ inputDim: 1, name: "a" });
    expect((await told([layer]))["add_loss/a"]).toBeCloseTo(45, 5);
    layer.apply(x);
    layer.apply(ops.add(x, 1));
    // Of the last call: 2 + … + 6 = 20, and twice that.
    expect(await read(layer.losses)).toEqual([20, 40]);
  });

  it("file from a version that summed", async () => {
    // Files are not loaded yet; what loading one asks for is this, the coefficient being as many times stronger.
    for (const [activityReduction, penalty] of [
      ["batch_mean", 6],
      ["sum", 30],
    ] as const) {
      const logs = await told([doubling({ activityRegularizer: l1 })], { activityReduction });
      expect(logs["penalty/a"]).toBeCloseTo(penalty, 5);
    }
  });
});

/** The numbers of scalars, which are computed as they are asked for. */
const read = (scalars: readonly Tensor[]) => Promise.all(scalars.map(async (t) => (await t.data())[0]));
