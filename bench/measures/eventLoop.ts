/** How long timers wait while the autoencoder trains and predicts: what a user interface would feel. */
import { denseData, denseModel, denseWorkloads } from "./dense.ts";

/** Milliseconds between two turns of a chain of shortest timers: the longest gap while `work` runs. */
async function longestGap(work: () => Promise<unknown>): Promise<number> {
  let longest = 0;
  let last = performance.now();
  let running = true;
  const tick = (): void => {
    const now = performance.now();
    longest = Math.max(longest, now - last);
    last = now;
    if (running) setTimeout(tick, 1);
  };
  setTimeout(tick, 1);
  await work();
  // One more turn, so that the last gap counts.
  await new Promise((resume) => setTimeout(resume, 5));
  running = false;
  return longest;
}

export async function eventLoop(): Promise<{ train: number; predict: number }> {
  const workload = denseWorkloads.autoencoder;
  const model = denseModel(workload);
  const { x, y } = denseData(workload, workload.batchSize * 16);
  // Compiling is measured elsewhere.
  await model.fit(x.slice(0, 256), y.slice(0, 256), { batchSize: workload.batchSize, epochs: 1, verbose: 0 });
  await model.predict(x.slice(0, 256), { batchSize: workload.batchSize, verbose: 0 });
  const train = await longestGap(() => model.fit(x, y, { batchSize: workload.batchSize, epochs: 1, verbose: 0 }));
  const predict = await longestGap(() => model.predict(x, { batchSize: workload.batchSize, verbose: 0 }));
  return { train, predict };
}
