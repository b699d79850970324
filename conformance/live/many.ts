/** Many models, Keras ahead of tacet in processes of its own; and what they come to. */
import { readFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { resolve } from "node:path";
import { Keras, type Reply } from "./keras.ts";
import { drawProgram, type LiveProgram } from "./model.ts";
import { countNames, type Family } from "./names.ts";
import { judge, type Outcome } from "./run.ts";
import type { Series } from "./series.ts";

export interface Verdict {
  readonly seed: number;
  readonly program: LiveProgram;
  readonly outcome: Outcome;
}
/** How many programs Keras is asked for before the first answer is compared. */
const ahead = 8;

/**
 * In the order of the seeds.
 * @param report called after each, with how many are done
 * @param known what Keras replied before, by seed
 */
export async function compareAll(
  seeds: readonly number[],
  report: (verdict: Verdict, done: number) => void = () => undefined,
  known: ReadonlyMap<number, Reply> = new Map(),
): Promise<Verdict[]> {
  const processes = new Map<LiveProgram["floatx"], Keras[]>();
  let turn = 0;
  const kerasFor = (floatx: LiveProgram["floatx"]): Keras => {
    const pool = processes.get(floatx) ?? Array.from({ length: availableParallelism() }, () => new Keras(floatx));
    processes.set(floatx, pool);
    return pool[turn++ % pool.length]!;
  };
  const verdicts: Verdict[] = [];
  const queue = [...seeds];
  const asked: { seed: number; program: LiveProgram; reply: Promise<Reply> }[] = [];
  const ask = (): void => {
    const seed = queue.shift();
    if (seed === undefined) return;
    const program = drawProgram(seed);
    const before = known.get(seed);
    const reply = before ? Promise.resolve(before) : kerasFor(program.floatx).run(program);
    // Awaited when its turn comes; until then a failure must not end this process.
    reply.catch(() => undefined);
    asked.push({ seed, program, reply });
  };
  try {
    // Drawing and running change what is global in tacet, so that one program runs after another.
    for (let i = 0; i < ahead; i++) ask();
    for (let next = asked.shift(); next; next = asked.shift()) {
      const { seed, program, reply } = next;
      const verdict = { seed, program, outcome: await judge(program, await reply, kerasFor) };
      ask();
      verdicts.push(verdict);
      report(verdict, verdicts.length);
    }
  } finally {
    for (const keras of [...processes.values()].flat()) keras.close();
  }
  return verdicts;
}

const pinned = (): Record<string, string> =>
  Object.fromEntries(
    readFileSync(resolve(import.meta.dirname, "../requirements.txt"), "utf8")
      .trim()
      .split("\n")
      .map((line) => line.replace("[cpu]", "").split("==") as [string, string]),
  );

interface Worst {
  readonly error: number;
  readonly bound: number;
  readonly seed: number;
}
export interface Tally {
  readonly seeds: { readonly first: number; readonly count: number };
  readonly versions: Readonly<Record<string, string>>;
  readonly outcomes: Readonly<Record<Outcome["kind"], number>>;
  readonly models: { readonly sequential: number; readonly functional: number };
  /** How often each name came up. */
  readonly drawn: Readonly<Record<Family, Readonly<Record<string, number>>>>;
  readonly worst: Readonly<Record<string, Worst>>;
  readonly undetermined: readonly { readonly seed: number; readonly why: string }[];
  readonly refused: readonly { readonly seed: number; readonly why: string }[];
  readonly disagreements: readonly { readonly seed: number; readonly why: string }[];
}

export function tally(first: number, verdicts: readonly Verdict[]): Tally {
  const of = (kind: Outcome["kind"]): { seed: number; why: string }[] =>
    verdicts.flatMap(({ seed, outcome }) =>
      outcome.kind === kind && "why" in outcome ? [{ seed, why: outcome.why }] : [],
    );
  const worst: Record<string, Worst> = {};
  for (const { seed, program, outcome } of verdicts) {
    if (outcome.kind !== "agrees") continue;
    for (const { kind, error, bound } of outcome.worst) {
      const key: `${string} ${Series["kind"]}` = `${program.floatx} ${kind}`;
      if (error > (worst[key]?.error ?? 0)) worst[key] = { error, bound, seed };
    }
  }
  const functional = verdicts.filter(({ program }) => program.graph).length;
  const [undetermined, refused, disagreements] = [of("undetermined"), of("refused"), of("disagrees")];
  return {
    seeds: { first, count: verdicts.length },
    versions: pinned(),
    outcomes: {
      agrees: verdicts.length - undetermined.length - refused.length - disagreements.length,
      undetermined: undetermined.length,
      refused: refused.length,
      disagrees: disagreements.length,
    },
    models: { sequential: verdicts.length - functional, functional },
    drawn: countNames(verdicts.map(({ program }) => program)),
    worst,
    undetermined,
    refused,
    disagreements,
  };
}
