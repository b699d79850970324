import { expect, it } from "vitest";
import { createProgress } from "./progress.ts";
import { sampleResults } from "./sample.ts";

const { variants } = sampleResults();
const record = (isTTY: boolean) => {
  const written: string[] = [];
  const progress = createProgress({ isTTY, columns: 60, write: (text: string) => written.push(text) }, 10);
  progress.start(variants[1]!, 1);
  progress.finish(variants[1]!, variants[1]!.runs[0]!);
  progress.end();
  return written;
};

it("writes a line for each finished run where there is no terminal", () => {
  expect(record(false)).toEqual(["[ 1/10] L1 before relu, plain sum, seed 1: train 1.000, test 0.710\n"]);
});
it("writes over one line in a terminal, never longer than it is wide, and clears it", () => {
  const written = record(true);
  expect(written).toHaveLength(3);
  for (const text of written) {
    expect(text.startsWith("\r\x1b[2K")).toBe(true);
    expect(text.length).toBeLessThanOrEqual(5 + 59);
  }
});
