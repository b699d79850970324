/**
 * Trains runs side by side, in worker threads. A run depends on its job alone and takes its place in the list of
 * results, so that these are the same for any number of workers.
 */
import { once } from "node:events";
import { Worker } from "node:worker_threads";
import { train, type Job, type Trained } from "./train.ts";

export interface Watch {
  start(job: Job): void;
  finish(job: Job, trained: Trained): void;
}
export interface PoolOptions {
  readonly workers: number;
  readonly watch: Watch;
  readonly signal?: AbortSignal | undefined;
}

/** Trains one run, somewhere. */
type Trainer = (job: Job) => Promise<Trained>;

/**
 * One worker is this thread itself.
 *
 * @throws the signal's reason, when it aborts; what a run throws, when one fails
 */
export async function trainAll(jobs: readonly Job[], { workers, watch, signal }: PoolOptions): Promise<Trained[]> {
  if (workers === 1) return inTurn(jobs, [(job) => train(job, signal)], watch, signal);
  const threads = Array.from({ length: Math.min(workers, jobs.length) }, startWorker);
  try {
    return await inTurn(
      jobs,
      threads.map((thread) => (job) => trainIn(thread, job, signal)),
      watch,
      signal,
    );
  } finally {
    await Promise.all(threads.map((thread) => thread.terminate()));
  }
}

/** Each trainer takes the next job that nobody has taken. */
async function inTurn(
  jobs: readonly Job[],
  trainers: readonly Trainer[],
  watch: Watch,
  signal?: AbortSignal,
): Promise<Trained[]> {
  const results = new Array<Trained>(jobs.length);
  const queue = jobs.entries();
  await Promise.all(
    trainers.map(async (trainer) => {
      for (const [i, job] of queue) {
        signal?.throwIfAborted();
        watch.start(job);
        results[i] = await trainer(job);
        watch.finish(job, results[i]);
      }
    }),
  );
  return results;
}

/** From source, a worker has to be taught TypeScript before it can read its file. */
const BOOTSTRAP = `
const { workerData } = require("node:worker_threads");
const ready = workerData.tsx ? import(workerData.tsx).then((tsx) => tsx.register()) : Promise.resolve();
ready.then(() => import(workerData.file));
`;

function startWorker(): Worker {
  const file = import.meta.resolve("@tacet/lab/worker");
  const tsx = file.endsWith(".ts") ? import.meta.resolve("tsx/esm/api") : undefined;
  return new Worker(BOOTSTRAP, { eval: true, workerData: { file, tsx } });
}

async function trainIn(thread: Worker, job: Job, signal?: AbortSignal): Promise<Trained> {
  thread.postMessage(job);
  try {
    const [trained] = (await once(thread, "message", { signal })) as [Trained];
    return trained;
  } catch (error) {
    signal?.throwIfAborted();
    throw error;
  }
}
