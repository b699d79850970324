/** The case study's command line. */
import { parseArgs } from "node:util";

export interface Options {
  /** Seeds 1 … seeds are run. */
  readonly seeds: number;
  readonly epochs: number;
  /** The folder that is written. */
  readonly out: string;
}

/** A command line that cannot be followed; the message says which part, and what would do. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}

const full = { seeds: 10, epochs: 4000 } as const;
const quick = { seeds: 2, epochs: 200 } as const;
const OUT = "runs/case-study";

export const help = `Usage: npm start -- [options]

Trains the case study (two noisy circles, 500 hidden units) without and with an L1 penalty on the hidden layer's
activity, and writes a report, plots and every number.

  --seeds N    run seeds 1 to N (${full.seeds})
  --epochs N   epochs for each run (${full.epochs})
  --quick      ${quick.seeds} seeds and ${quick.epochs} epochs, unless given: seconds, not the study
  --out DIR    the folder to write (${OUT}); other files in it stay
  --help       this text
`;

/**
 * @returns the options, or "help"
 * @throws UsageError
 */
export function parseOptions(args: readonly string[]): Options | "help" {
  const values = parse(args);
  if (values.help === true) return "help";
  const defaults = values.quick === true ? quick : full;
  if (values.out === "") throw new UsageError("--out needs the name of a folder, received an empty one.");
  return {
    seeds: positive("--seeds", values.seeds, defaults.seeds),
    epochs: positive("--epochs", values.epochs, defaults.epochs),
    out: values.out ?? OUT,
  };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        seeds: { type: "string" },
        epochs: { type: "string" },
        quick: { type: "boolean" },
        out: { type: "string" },
        help: { type: "boolean", short: "h" },
      },
    }).values;
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}

const LARGEST = 1_000_000;
function positive(flag: string, text: string | undefined, fallback: number): number {
  if (text === undefined) return fallback;
  const value = Number(text);
  if (/^\d+$/.test(text) && value >= 1 && value <= LARGEST) return value;
  throw new UsageError(`${flag} needs a whole number from 1 to ${LARGEST}, received "${text}".`);
}
