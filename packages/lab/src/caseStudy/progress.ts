/** Live progress: one line that is written over in a terminal, a line for each run elsewhere. */
import { STUDY_STATE } from "./study/data.ts";
import type { Watch } from "./study/pool.ts";
import type { Job } from "./study/train.ts";

export interface Progress extends Watch {
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

/** "no penalty, seed 1" */
const nameOf = ({ variant, seed, randomState }: Job): string =>
  `${variant.label}, ${randomState === STUDY_STATE ? `seed ${seed}` : `other points ${randomState}`}`;

export function createProgress(output: Output, totalRuns: number): Progress {
  let finished = 0;
  const position = () => `[${String(finished).padStart(String(totalRuns).length)}/${totalRuns}]`;
  const write = (text: string) => void output.write(text);
  if (output.isTTY !== true) {
    return {
      start: () => undefined,
      finish(job, { run: { train, test, fresh } }) {
        finished++;
        const [a, b, c] = [train, test, fresh].map(({ accuracy }) => accuracy.toFixed(3));
        write(`${position()} ${nameOf(job)}: train ${a}, test ${b}, fresh ${c}\n`);
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
    start(job) {
      const line = `${position()} ${nameOf(job)}` + (finished === 0 ? "" : `; last: ${last}; ${remaining()}`);
      write(`${ERASED_LINE}${line.slice(0, (output.columns || 80) - 1)}`);
    },
    finish(_, { run }) {
      finished++;
      last = `test ${run.test.accuracy.toFixed(3)}`;
    },
    end: () => write(ERASED_LINE),
  };
}

const ERASED_LINE = "\r\x1b[2K";
