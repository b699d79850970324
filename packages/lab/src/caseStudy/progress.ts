/** Live progress: one line that is written over in a terminal, a line for each run elsewhere. */
import type { Run } from "./results.ts";
import { describeVariant, type Variant } from "./variants.ts";

export interface Progress {
  start(variant: Variant, seed: number): void;
  finish(variant: Variant, run: Run): void;
  /** After the last run, or instead of it. */
  end(): void;
}

/** Where progress goes: `process.stdout`, or a test's own. */
export interface Output {
  readonly isTTY?: boolean;
  /** 0 where a terminal was never given a size. */
  readonly columns?: number;
  write(text: string): unknown;
}

export function createProgress(output: Output, totalRuns: number): Progress {
  let finished = 0;
  const position = () => `[${String(finished).padStart(String(totalRuns).length)}/${totalRuns}]`;
  const named = (variant: Variant, seed: number) => `${position()} ${describeVariant(variant)}, seed ${seed}`;
  const write = (text: string) => void output.write(text);
  if (output.isTTY !== true) {
    return {
      start: () => undefined,
      finish(variant, { seed, train, test }) {
        finished++;
        const accuracies = `train ${train.accuracy.toFixed(3)}, test ${test.accuracy.toFixed(3)}`;
        write(`${named(variant, seed)}: ${accuracies}\n`);
      },
      end: () => undefined,
    };
  }
  const began = performance.now();
  let last = "";
  const remaining = () => {
    const seconds = (performance.now() - began) / 1000;
    return `about ${Math.ceil((seconds / finished) * (totalRuns - finished))} s left`;
  };
  return {
    start(variant, seed) {
      const line = named(variant, seed) + (finished === 0 ? "" : `; last: ${last}; ${remaining()}`);
      write(`${ERASED_LINE}${line.slice(0, (output.columns || 80) - 1)}`);
    },
    finish(_, { test }) {
      finished++;
      last = `test ${test.accuracy.toFixed(3)}`;
    },
    end: () => write(ERASED_LINE),
  };
}

const ERASED_LINE = "\r\x1b[2K";
