/**
 * tacet against Keras on random models: `npm run conformance -- [--count N] [--seed S]`. Model k has the seed S + k, and
 * `--count 1 --seed X` repeats model X. A disagreement is kept in regressions/; the result of a full run goes to results/.
 * `--resume --seed S` goes on where such a run stopped, and judges anew what Keras left. With `--store` the models that agree become those that `npm run defects` looks for defects with.
 */
import { mkdirSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { writeModels } from "../defects/models.ts";
import { Journal } from "./journal.ts";
import type { Reply } from "./keras.ts";
import { compareAll, tally, type Verdict } from "./many.ts";
import { keepDisagreements } from "./regressions.ts";

/** What `npm run conformance` runs, and the least whose result is kept. */
const fullNumber = 200;
const { values } = parseArgs({
  options: {
    count: { type: "string", default: `${fullNumber}` },
    seed: { type: "string" },
    store: { type: "boolean", default: false },
    resume: { type: "boolean", default: false },
  },
});
const count = Number(values.count);
const seed = Number(values.seed ?? Math.floor(Math.random() * 2 ** 31));
const begin = performance.now();
const seconds = (): number => Math.round((performance.now() - begin) / 1000);
const journal = values.resume ? new Journal(seed) : undefined;
const known = journal?.read() ?? new Map<number, Reply>();
const seeds = Array.from({ length: count }, (_, k) => seed + k);
if (journal) console.log(`Keras has replied to ${seeds.filter((one) => known.has(one)).length}/${count} before`);
const report = (verdict: Verdict, done: number): void => {
  const { seed: one, outcome } = verdict;
  if (!known.has(one)) journal?.add(verdict);
  if (done % 25 === 0) console.log(`${done}/${count} after ${seconds()} s`);
  if (outcome.kind === "agrees") return;
  console.log(`${done}/${count} model ${one} ${outcome.kind}: ${outcome.why}`);
  if (outcome.kind === "refused") console.log(`  tacet: ${outcome.byTacet ?? "accepts it"}`);
};
const verdicts = await compareAll(seeds, report, known);
keepDisagreements(verdicts);
if (values.store) {
  writeModels(
    verdicts.flatMap(({ seed: one, program, outcome }) =>
      outcome.kind === "agrees" ? [{ seed: one, program, records: outcome.records }] : [],
    ),
  );
}
const result = { ...tally(seed, verdicts), seconds: seconds() };
console.log(JSON.stringify(result, undefined, 2));
if (count >= fullNumber) {
  const folder = resolve(import.meta.dirname, "../results");
  mkdirSync(folder, { recursive: true });
  const path = join(folder, `${new Date().toISOString().slice(0, 10)}.json`);
  writeFileSync(path, `${JSON.stringify(result, undefined, 2)}\n`);
  console.log(`written to ${path}`);
}
process.exitCode = result.outcomes.disagrees > 0 ? 1 : 0;
