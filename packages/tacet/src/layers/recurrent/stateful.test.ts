import { compilationCount, tensor, type Tensor } from "@tacet/compiler";
import { describe, expect, it } from "vitest";
import { input, layers, model, sequential, setRandomSeed } from "../../index.ts";

const silent = { verbose: 0 } as const;
const ramp = (shape: readonly number[]): Tensor =>
  tensor(
    Float64Array.from({ length: shape.reduce((a, b) => a * b, 1) }, (_, i) => Math.sin(i + 1)),
    shape,
  );

describe("stateful", () => {
  it("goes on where the last batch ended, as one longer sequence does", async () => {
    setRandomSeed(1);
    const kept = layers.lstm({ units: 3, stateful: true, inputShape: [2, 2] });
    const whole = layers.lstm({ units: 3, inputShape: [4, 2] });
    const [net, long] = [sequential([kept]), sequential([whole])];
    long.setWeights(net.getWeights());
    const x = ramp([2, 4, 2]);
    const parts = [x.sliceAxis(1, 0, 2), x.sliceAxis(1, 2, 4)] as const;
    const expected = await (await long.predict(x, silent)).data();
    const first = await (await net.predict(parts[0], silent)).data();
    const second = await (await net.predict(parts[1], silent)).data();
    [...expected].forEach((v, i) => expect(second[i]).toBeCloseTo(v, 6));
    kept.resetStates();
    expect(await (await net.predict(parts[0], silent)).data()).toEqual(first);
    // A direct call goes on, too.
    const direct = await kept.apply(parts[1]).data();
    [...expected].forEach((v, i) => expect(direct[i]).toBeCloseTo(v, 6));
  });
  it("keeps states through training, in batches of one call", async () => {
    setRandomSeed(1);
    const net = sequential([layers.gru({ units: 3, stateful: true, inputShape: [2, 2] }), layers.dense({ units: 1 })]);
    net.compile({ loss: "mse", optimizer: "sgd" });
    const options = { batchSize: 2, shuffle: false, epochs: 2, ...silent } as const;
    const { history } = await net.fit(ramp([6, 2, 2]), ramp([6, 1]), options);
    expect(history.loss!.every(Number.isFinite)).toBe(true);
    expect(net.getWeights()).toHaveLength(5);
  });
  it("refuses batches of another size, naming the layer", async () => {
    const x = input({ shape: [2, 2] });
    const net = model({ inputs: x, outputs: layers.lstm({ units: 2, stateful: true, name: "memory" }).apply(x) });
    net.compile({ loss: "mse", optimizer: "sgd" });
    const message = /"memory" \(LSTM\): expected batches of 4 rows, as it is stateful.*received one of 3/;
    await expect(net.fit(ramp([7, 2, 2]), ramp([7, 2]), { batchSize: 4, ...silent })).rejects.toThrow(message);
    await expect(net.predict(ramp([3, 2, 2]), silent)).rejects.toThrow(message);
  });
});

describe("sequences of another length", () => {
  it("compile once each, and are found again", async () => {
    const net = sequential([layers.lstm({ units: 2 }), layers.dense({ units: 1 })]);
    net.compile({ loss: "mse", optimizer: "sgd" });
    const compiled: number[] = [];
    const shapes = [[4, 3], [7, 3], [4, 9], [2, 9], [5, 3], [6, 9]] as const; // prettier-ignore
    for (const [rows, steps] of shapes) {
      const before = compilationCount();
      await net.trainOnBatch(ramp([rows, steps, 2]), ramp([rows, 1]));
      compiled.push(compilationCount() - before);
    }
    expect(compiled).toEqual([1, 0, 1, 0, 0, 0]);
  });
});
