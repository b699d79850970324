import { expect, it } from "vitest";
import { createProgress } from "./progress.ts";
import { sampleResults } from "./sample.ts";
import type { Trained } from "./study/train.ts";

const variant = sampleResults().variants[1]!;
const record = (isTTY: boolean, columns: number, randomState = 1) => {
  const written: string[] = [];
  const progress = createProgress({ isTTY, columns, write: (text: string) => written.push(text) }, 10);
  for (const run of variant.runs) {
    const job = { variant, seed: run.seed, epochs: 4, randomState };
    progress.start(job);
    progress.finish(job, {
      run,
      curves: null,
      histogram: [],
      boundary: new Float32Array(),
      trainingSeconds: 1,
    } satisfies Trained);
  }
  progress.end();
  return written;
};

it("writes a plain line for each finished run where there is no terminal", () => {
  expect(record(false, 80)).toEqual([
    "[ 1/10] L1 before relu, sum, seed 1: train 1.000, test 0.714, fresh 0.700\n",
    "[ 2/10] L1 before relu, sum, seed 2: train 1.000, test 0.686, fresh 0.700\n",
  ]);
  expect(record(false, 80, 101)[0]).toContain("L1 before relu, sum, other points 101: train");
});
it("writes over one line in a terminal, and clears it", () => {
  const [first, second, ...rest] = record(true, 80);
  expect(first).toBe("\r\x1b[2K[ 0/10] L1 before relu, sum, seed 1");
  expect(second!.replace(/\d+ s/, "9 s")).toBe(
    "\r\x1b[2K[ 1/10] L1 before relu, sum, seed 2; last: test 0.714; about 9 s left",
  );
  expect(rest).toEqual(["\r\x1b[2K"]);
});
it("takes a terminal without a size for one of 80", () => {
  expect(record(true, 0)[0]).toBe(record(true, 80)[0]);
});
it("never writes a line as long as the terminal is wide: it would wrap", () => {
  for (const text of record(true, 20)) expect(text.length).toBeLessThanOrEqual("\r\x1b[2K".length + 19);
});
