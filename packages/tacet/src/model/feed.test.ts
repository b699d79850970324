/** Rows too many to stay in memory are gathered by the host: the numbers are the same. */
import { tensor } from "@tacet/compiler";
import { expect, it } from "vitest";
import { session } from "../engine.ts";
import { initializers, layers, sequential } from "../index.ts";
import { createFeed, HostFeed } from "./feed.ts";
import { columnsOf, readData, signatureOf } from "./columns.ts";
import { predictStep } from "./steps.ts";
import { Runner } from "./runner.ts";

it("feeds a program from the host as from resident data, in the order given", async () => {
  const model = sequential([
    layers.dense({ units: 1, inputDim: 2, kernelInitializer: initializers.constant({ value: 1 }) }),
  ]);
  const data = await readData(model, {
    x: tensor([
      [1, 2],
      [3, 4],
      [5, 6],
    ]),
  });
  const columns = columnsOf(model, data);
  const order = Int32Array.of(2, 0, 1);
  const outputs: number[][] = [];
  for (const feed of [new HostFeed(columns), await createFeed(session(), columns)]) {
    const { bound } = predictStep(model, session(), signatureOf(data).x, 2);
    const onCall = (): void => void outputs.push([...bound.output(0).subarray(0, 2)]);
    const runner = new Runner(model.turnstile);
    await runner.run({ bound, feed, order, begin: 0, end: 2, batchSize: 2, onCall });
    await runner.run({ bound, feed, order, begin: 2, end: 3, batchSize: 2, onCall });
    feed.release();
  }
  expect(outputs.map((o) => o[0])).toEqual([11, 7, 11, 7]);
  expect(outputs[0]).toEqual(outputs[2]);
});
