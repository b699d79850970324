import { expect, it } from "vitest";
import { trainAll } from "./pool.ts";
import { coefficientGrid, variants } from "./variants.ts";

const watch = { start: () => undefined, finish: () => undefined };

it("a coefficient of 0 gives the network without a penalty, run for run", async () => {
  const zero = coefficientGrid.filter(({ coefficient }) => coefficient === 0);
  const jobs = [variants[0]!, ...zero].map((variant) => ({ variant, seed: 3, epochs: 30, randomState: 1 }));
  const [none, ...others] = await trainAll(jobs, { workers: 1, watch });
  expect(others).toHaveLength(2);
  for (const { run, curves } of others) {
    expect(curves).toEqual(none!.curves);
    expect(run.fresh).toEqual(none!.run.fresh);
    expect(run.test).toEqual(none!.run.test);
  }
});
it("early stopping ends after its patience, with the best epoch's weights, and never looks at the test rows before", async () => {
  const variant = {
    ...variants.find(({ name }) => name === "early-stopping-200")!,
    stopping: { heldOutRows: 9, patience: 5 },
  };
  const [{ run, curves }] = (await trainAll([{ variant, seed: 1, epochs: 400, randomState: 1 }], {
    workers: 1,
    watch,
  })) as [Awaited<ReturnType<typeof trainAll>>[number]];
  expect(run.epochs).toBe(run.leastValidationLoss.epoch + 5);
  expect(run.epochs).toBeLessThan(400);
  expect([run.peak, curves]).toEqual([null, null]);
});
it("takes each run's place in the list, and stops at an abort", async () => {
  const jobs = [1, 2].map((seed) => ({ variant: variants[1]!, seed, epochs: 2, randomState: 1 }));
  expect((await trainAll(jobs, { workers: 1, watch })).map(({ run }) => run.seed)).toEqual([1, 2]);
  const stop = new AbortController();
  const reason = new Error("enough");
  const stopping = { start: () => stop.abort(reason), finish: () => undefined };
  await expect(trainAll(jobs, { workers: 1, watch: stopping, signal: stop.signal })).rejects.toBe(reason);
});
