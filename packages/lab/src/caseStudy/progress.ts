/** Live progress: one line that is written over in a terminal, a line for each run elsewhere. */
import type { Run } from "./results.ts";
import { describeVariant, type Variant } from "./variants.ts";

export interface Progress {
  start(variant: Variant, seed: number): void;
  finish(variant: Variant, run: Run): void;
  end(): void;
}

/** Where progress goes: `process.stdout`, or a test's own. */
export interface Output {
  readonly isTTY?: boolean;
  readonly columns?: number;
  write(text: string): unknown;
}

export function createProgress(output: Output, totalRuns: number): Progress {
  const live = output.isTTY === true;
  const began = performance.now();
  let finished = 0;
  const show = (text: string) => {
    if (live) output.write(`\r\x1b[2K${text.slice(0, (output.columns ?? 80) - 1)}`);
    else output.write(`${text}\n`);
  };
  const position = () => `[${String(finished).padStart(String(totalRuns).length)}/${totalRuns}]`;
  const remaining = () => {
    const seconds = (performance.now() - began) / 1000;
    return finished === 0 ? "" : `, about ${Math.ceil((seconds / finished) * (totalRuns - finished))} s left`;
  };
  return {
    start(variant, seed) {
      if (live) show(`${position()} ${describeVariant(variant)}, seed ${seed}${remaining()}`);
    },
    finish(variant, { seed, train, test }) {
      finished++;
      const accuracies = `train ${train.accuracy.toFixed(3)}, test ${test.accuracy.toFixed(3)}`;
      show(`${position()} ${describeVariant(variant)}, seed ${seed}: ${accuracies}${live ? remaining() : ""}`);
    },
    end() {
      if (live) output.write("\r\x1b[2K");
    },
  };
}
