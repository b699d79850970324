/** The case study's command line. */
import { availableParallelism } from "node:os";
import { parseArgs, type ParseArgsConfig } from "node:util";

export interface Options {
  /** Seeds 1 … seeds are run. */
  readonly seeds: number;
  readonly epochs: number;
  /** How many runs go side by side. */
  readonly workers: number;
  /** The folder that is written. */
  readonly out: string;
}

/** A command line that cannot be followed; the message says which part, and what would do. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}

/** The study as it is meant: fewer epochs show less. */
export const full = { seeds: 10, epochs: 4000 } as const;
const quick = { seeds: 2, epochs: 200 } as const;
const OUT = "runs/case-study";

export const help = `Usage: npm start -- [options]

Trains the case study (two noisy circles, 500 hidden units) without and with
penalties on the hidden layer's activity, and writes a report, plots and every
number.

  --seeds N    run seeds 1 to N (${full.seeds})
  --epochs N   epochs for each run (${full.epochs})
  --quick      ${quick.seeds} seeds and ${quick.epochs} epochs, unless given: seconds, not the study
  --workers N  runs side by side (one for each processor); results are the same
  --out DIR    the folder to write (${OUT}); other files in it stay
  --help       this text
`;

const flags = {
  seeds: { type: "string" },
  epochs: { type: "string" },
  quick: { type: "boolean" },
  workers: { type: "string" },
  out: { type: "string" },
  help: { type: "boolean", short: "h" },
} as const satisfies ParseArgsConfig["options"];
type Flag = keyof typeof flags;

/**
 * @returns the options, or "help"
 * @throws UsageError
 */
export function parseOptions(args: readonly string[]): Options | "help" {
  const given = parse(args);
  if (given.has("help")) return "help";
  const defaults = given.has("quick") ? quick : full;
  const out = given.get("out") ?? OUT;
  if (out === "") throw new UsageError("--out needs the name of a folder, received an empty one.");
  return {
    seeds: positive("--seeds", given.get("seeds"), defaults.seeds),
    epochs: positive("--epochs", given.get("epochs"), defaults.epochs),
    workers: positive("--workers", given.get("workers"), availableParallelism()),
    out,
  };
}

/** What was given, by flag; `parseArgs` itself would refuse in more words and several lines. */
function parse(args: readonly string[]): ReadonlyMap<Flag, string | undefined> {
  const { tokens } = parseArgs({ args: [...args], options: flags, strict: false, tokens: true });
  const given = new Map<Flag, string | undefined>();
  for (const token of tokens) {
    if (token.kind === "positional") throw new UsageError(`Only flags are expected, received "${token.value}".`);
    if (token.kind === "option-terminator") continue;
    const { name, rawName, value } = token;
    if (!isFlag(name)) {
      const known = Object.keys(flags).map((flag) => `--${flag}`);
      throw new UsageError(`Unknown flag ${rawName}; expected one of ${known.join(", ")}.`);
    }
    if (flags[name].type === "string" && value === undefined) throw new UsageError(`${rawName} needs a value.`);
    if (flags[name].type === "boolean" && value !== undefined) {
      throw new UsageError(`${rawName} takes no value, received "${value}".`);
    }
    given.set(name, value);
  }
  return given;
}

const isFlag = (name: string): name is Flag => Object.hasOwn(flags, name);

const LARGEST = 1_000_000;
function positive(flag: string, text: string | undefined, fallback: number): number {
  if (text === undefined) return fallback;
  const value = Number(text);
  if (/^\d+$/.test(text) && value >= 1 && value <= LARGEST) return value;
  throw new UsageError(`${flag} needs a whole number from 1 to ${LARGEST.toLocaleString("en")}, received "${text}".`);
}
