import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import * as tf from "./index.ts";

const rows = tf.data.array([0, 1, 2, 3, 4]);
describe("datasets", () => {
  it("are mapped, filtered, cut and repeated", async () => {
    expect(await rows.map((v) => v * 2).filter((v) => v > 2).toArray()).toEqual([4, 6, 8]); // prettier-ignore
    expect(await rows.skip(3).repeat(2).take(3).toArray()).toEqual([3, 4, 3]);
    expect(await rows.concatenate(tf.data.array(["a"])).mapAsync((v) => Promise.resolve(v)).toArray()).toHaveLength(6); // prettier-ignore
    expect((await rows.shuffle(5, 1).toArray()).sort()).toEqual([0, 1, 2, 3, 4]);
    expect(rows.size).toBe(5);
    const seen: number[] = [];
    await rows.forEachAsync((v) => void seen.push(v));
    expect(seen).toEqual([0, 1, 2, 3, 4]);
    expect(await (await rows.iterator()).next()).toEqual({ value: 0, done: false });
  });
  it("make tensors of batches, in the form of their elements", async () => {
    const pairs = tf.data.zip({ xs: rows.map((v) => [v, -v]), ys: rows.map((v) => tf.tensor1d([v])) });
    const [first, , last] = await pairs.batch(2).toArray();
    expect(first!.xs.arraySync()).toEqual([[0, -0], [1, -1]]); // prettier-ignore
    expect([first!.ys.shape, last!.xs.shape]).toEqual([[2, 1], [1, 2]]); // prettier-ignore
    expect(await pairs.batch(2, false).toArray()).toHaveLength(2);
    expect(await tf.data.zip([rows, rows.take(2)]).toArray()).toEqual([[0, 0], [1, 1]]); // prettier-ignore
  });
  it("train models by fitDataset, and measure them", async () => {
    const points = tf.data.generator(function* () {
      for (let i = 0; i < 8; i++) yield { xs: [i / 8], ys: [i / 4 + 1] };
    });
    const model = tf.sequential({ layers: [tf.layers.dense({ units: 1, inputShape: [1] })] });
    model.compile({ optimizer: tf.train.sgd(0.3), loss: "meanSquaredError", metrics: ["mae"] });
    const steps: number[] = [];
    const { history } = await model.fitDataset(points.batch(4), {
      epochs: 40,
      validationData: points.batch(8),
      callbacks: { onBatchEnd: (batch) => void steps.push(batch) },
    });
    expect([history.val_mae!.length, steps.length]).toEqual([40, 80]);
    expect(history.val_loss!.at(-1)).toBeLessThan(0.05);
    const [loss] = (await model.evaluateDataset(points.batch(3), { batches: 2 })) as tf.Tensor[];
    expect(loss!.dataSync()[0]).toBeLessThan(0.1);
    const endless = points.repeat().batch(4);
    expect((await model.fitDataset(endless, { epochs: 2, batchesPerEpoch: 3 })).epoch).toEqual([0, 1]);
    await expect(model.fitDataset(rows, { epochs: 1 })).rejects.toThrow("expected elements { xs, ys }");
  });
});

describe("csv", () => {
  it("reads rows by column, labels apart", async () => {
    const folder = mkdtempSync(join(tmpdir(), "tacet-csv-"));
    try {
      const path = join(folder, "a.csv");
      writeFileSync(path, 'size,kind,price\r\n1.5,"a, ""b""",3\n2,c,\n');
      const dataset = tf.data.csv(`file://${path}`, { columnConfigs: { price: { isLabel: true, default: 0 } } });
      expect(await dataset.columnNames()).toEqual(["size", "kind", "price"]);
      expect(await dataset.toArray()).toEqual([
        { xs: { size: 1.5, kind: 'a, "b"' }, ys: { price: 3 } },
        { xs: { size: 2, kind: "c" }, ys: { price: 0 } },
      ]);
      const some = tf.data.csv(`file://${path}`, { columnConfigs: { size: { dtype: "int32" } }, configuredColumnsOnly: true }); // prettier-ignore
      expect(await some.toArray()).toEqual([{ size: 1 }, { size: 2 }]);
      const wrong = tf.data.csv(`file://${path}`, { columnConfigs: { sise: {} } });
      await expect(wrong.toArray()).rejects.toThrow('there is no column "sise"');
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
