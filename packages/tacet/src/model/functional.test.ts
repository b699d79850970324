/** Graphs of layers: what is recorded, what runs, in which order, and what is refused. */
import { describe, expect, it } from "vitest";
import { clearSession, input, layers, model, ops, regularizers, sequential, setRandomSeed, tensor } from "../index.ts";

const ones = { kernelInitializer: "ones" } as const;

describe("a functional model", () => {
  it("computes what its layers compute, ops between them included", async () => {
    const x = input({ shape: [2] });
    const h = layers.dense({ units: 1, ...ones }).apply(x);
    const m = model({ inputs: x, outputs: h.mul(2).add(ops.sum(x, 1, true)) });
    // 2 (1 + 2) + (1 + 2), 2 (3 + 4) + (3 + 4)
    expect(await (await m.predict(tensor([[1, 2], [3, 4]]), { verbose: 0 })).array()).toEqual([[9], [21]]); // prettier-ignore
  });
  it("has Keras's order of layers, and names ops as Keras does", () => {
    clearSession();
    const [a, b] = [input({ shape: 2 }), input({ shape: 2 })];
    const dense = layers.dense({ units: 2 });
    const sum = ops.add(dense.apply(a), dense.apply(b));
    const out = layers.add().apply([sum, a]).sliceAxis(1, 0, 1);
    const m = model({ inputs: [a, b], outputs: out });
    expect(m.operations.map((o) => o.name)).toEqual("input_layer input_layer_1 dense add add_1 get_item".split(" "));
    expect(m.layers.map((l) => l.className)).toEqual(["InputLayer", "InputLayer", "Dense", "Add"]);
    expect(m.getLayer("dense")).toBe(dense);
    expect([m.inputs[0] === a, m.inputs[1] === b, m.outputs[0] === out]).toEqual([true, true, true]);
    expect(m.name).toBe("functional");
  });
  it.each([
    ["no row", () => undefined, "functional"],
    ["a row without an input", () => sequential([layers.dense({ units: 2 })]), "functional"],
    ["a row with an input", () => sequential([layers.dense({ units: 2, inputDim: 3 }), layers.reLU()]), "functional_1"],
    [
      "a row that was called",
      () => sequential([layers.dense({ units: 2 })]).apply(input({ shape: 3 })),
      "functional_1",
    ],
    [
      "a row that grew and shrank",
      () => {
        const row = sequential();
        for (const layer of [layers.dense({ units: 2, inputDim: 3 }), layers.reLU()]) row.add(layer);
        row.pop();
      },
      "functional_3",
    ],
  ])("behind %s has the automatic name that it has in Keras", (_, before, name) => {
    clearSession();
    before();
    const x = input({ shape: 2 });
    expect(model({ inputs: x, outputs: layers.reLU().apply(x) }).name).toBe(name);
  });
  it("counts the activity penalty of every call and the kernel's once", async () => {
    const [a, b] = [input({ shape: 1 }), input({ shape: 1 })];
    const options = { activityRegularizer: regularizers.l1(1), kernelRegularizer: regularizers.l1(0.5) };
    const dense = layers.dense({ units: 1, name: "dense", ...ones, ...options });
    const m = model({ inputs: [a, b], outputs: layers.add().apply([dense.apply(a), dense.apply(b)]) });
    m.compile({ optimizer: "sgd", loss: "mse", metrics: ["penalty"] });
    const data = [tensor([[1], [2]]), tensor([[3], [4]])]; // prettier-ignore
    // (1 + 2) / 2 + (3 + 4) / 2 for the activities, 0.5 for the kernel; the targets are met.
    expect(await m.evaluate(data, [[4], [6]], { verbose: 0 })).toEqual({
      data_loss: 0,
      loss: 5.5,
      "penalty/dense": 5,
      "weight_penalty/dense": 0.5,
    });
  });
  it("gives predictions arranged as its outputs are", async () => {
    const x = input({ shape: 1 });
    const [twice, thrice] = [x.mul(2), x.mul(3)];
    const rows = tensor([[1], [2]]); // prettier-ignore
    const [first, second] = await model({ inputs: x, outputs: [twice, thrice] }).predict(rows, { verbose: 0 });
    expect([await first.array(), await second.array()]).toEqual([[[2], [4]], [[3], [6]]]); // prettier-ignore
    const named = await model({ inputs: { x }, outputs: { twice, thrice } }).predict({ x: rows }, { verbose: 0 });
    expect(await named.thrice.array()).toEqual([[3], [6]]);
    const single = await model({ inputs: [x], outputs: [twice] }).predict([rows], { verbose: 0 });
    expect(await single.array()).toEqual([[2], [4]]);
  });
  it("shares weights with models of its intermediate tensors", async () => {
    setRandomSeed(1);
    const x = input({ shape: 3 });
    const hidden = layers.dense({ units: 4, activation: "relu", name: "hidden" });
    const whole = model({ inputs: x, outputs: layers.dense({ units: 1 }).apply(hidden.apply(x)) });
    const features = model({ inputs: whole.input, outputs: hidden.output });
    const head = model({ inputs: hidden.output, outputs: whole.output });
    expect(head.layers.map((l) => l.name)[0]).toBe("hidden_output");
    whole.compile({ optimizer: "sgd", loss: "mse" });
    const rows = tensor([[1, 2, 3]]);
    await whole.trainOnBatch(rows, [[5]]);
    const direct = await whole.predict(rows, { verbose: 0 });
    const through = await head.predict(await features.predict(rows, { verbose: 0 }), { verbose: 0 });
    expect(await through.array()).toEqual(await direct.array());
  });
  it("reads what a sequential model's layers put out", async () => {
    const dense = layers.dense({ units: 2, inputDim: 2, ...ones });
    const stack = sequential([dense, layers.dense({ units: 1 })]);
    const inside = model({ inputs: stack.input, outputs: dense.output });
    expect(await (await inside.predict(tensor([[1, 2]]), { verbose: 0 })).array()).toEqual([[3, 3]]);
    expect(stack.output.shape.at(-1)).toBe(1);
  });
});

describe("what is refused", () => {
  const x = input({ shape: 2, name: "x" });
  const other = input({ shape: 2, name: "other" });
  it("outputs that need more than the inputs", () => {
    const sum = layers.add().apply([x, other]);
    expect(() => model({ inputs: x, outputs: sum, name: "m" })).toThrow(
      /Model "m": expected outputs that follow from its inputs, received one that needs "other" too/,
    );
  });
  it("two layers of one name", () => {
    const twice = ["a", "a"].map((name) => layers.dense({ units: 1, name }).apply(x));
    expect(() => model({ inputs: x, outputs: twice })).toThrow(/different names, received two called "a"/);
  });
  it("numbers in place of symbolic tensors", () => {
    expect(() => model({ inputs: tensor([1]), outputs: x })).toThrow(/expected inputs to be symbolic tensors/);
    expect(() => layers.dense({ units: 1 }).output).toThrow(/is not part of a model yet/);
  });
  it("values of a symbolic tensor, and loops over one", async () => {
    await expect(x.data()).rejects.toThrow(/symbolic/);
    expect(() => ops.scan((c) => [c, null] as const, x, null, { length: 1 })).toThrow(/in the call of a layer/);
    expect(() => ops.cond(x.sum().greater(0), () => x, () => x)).toThrow(/in the call of a layer/); // prettier-ignore
  });
  it("data of other inputs, outputs or shapes", async () => {
    const m = model({ inputs: [x, other], outputs: [layers.dense({ units: 1, name: "p" }).apply(x), layers.dense({ units: 1, name: "q" }).apply(other)], name: "m" }); // prettier-ignore
    m.compile({ optimizer: "sgd", loss: "mse" });
    const rows = tensor([[1, 2]]);
    const y = tensor([[1]]);
    await expect(m.predict([rows], { verbose: 0 })).rejects.toThrow(/one array for each of x, other/);
    await expect(m.predict(rows, { verbose: 0 })).rejects.toThrow(/arrays for x, other, in a list or by name/);
    await expect(m.predict([rows, tensor([[1]])], { verbose: 0 })).rejects.toThrow(/input "other" of shape \[n, 2\]/);
    await expect(m.predict({ x: rows }, { verbose: 0 })).rejects.toThrow(/arrays by the names x, other/);
    await expect(m.trainOnBatch([rows, rows], [y])).rejects.toThrow(/y: expected one array for each of p, q/);
    await expect(m.trainOnBatch([rows, rows], { p: y, r: y })).rejects.toThrow(/y: expected arrays by the names p/);
    expect(() => m.compile({ optimizer: "sgd", loss: ["mse"] })).toThrow(/loss: expected one entry for each of the 2/);
    expect(() => m.compile({ optimizer: "sgd", loss: { p: "mse", r: "mse" } })).toThrow(
      /names of outputs \(p, q\), received "r"/,
    );
    expect(() => m.compile({ optimizer: "sgd", loss: "mse", metrics: ["mae"] })).toThrow(
      /metrics: expected one entry for each of the 2 outputs/,
    );
  });
});
