/** A worker thread: trains the jobs that it is sent, one after the other. */
import { parentPort } from "node:worker_threads";
import { train, type Job } from "./train.ts";

if (parentPort === null) throw new Error("This file is run by worker threads: import @tacet/lab instead.");
const port = parentPort;
port.on("message", (job: Job) => {
  // a failure ends the thread, and its error reaches who sent the job
  void train(job).then((trained) => port.postMessage(trained));
});
