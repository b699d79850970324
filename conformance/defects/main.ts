/**
 * Plants each defect of list.ts and shows which stored model gives it away: `npm run defects`. With `--draw N`, N new
 * models take the place of the stored ones first, from `--seed S`; Keras trains them once. `--only TEXT` plants those
 * whose name holds it. Of the new models those stay that are the first to give a defect away. The result goes to
 * results.json.
 */
import { writeFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { compareAll } from "../live/many.ts";
import { defects } from "./list.ts";
import { readModels, writeModels } from "./models.ts";
import { findDefect, type Found } from "./plant.ts";

const { values } = parseArgs({
  options: { draw: { type: "string" }, seed: { type: "string", default: "1" }, only: { type: "string", default: "" } },
});
if (values.draw !== undefined) {
  const seeds = Array.from({ length: Number(values.draw) }, (_, k) => Number(values.seed) + k);
  const verdicts = await compareAll(seeds);
  const agreeing = verdicts.flatMap(({ seed, program, outcome }) =>
    outcome.kind === "agrees" ? [{ seed, program, records: outcome.records }] : [],
  );
  writeModels(agreeing);
}

const sound = await findDefect(undefined);
if (sound.seed !== undefined) throw new Error(`Without a defect, model ${sound.seed} disagrees: ${sound.why}`);
console.log(`${sound.models} models agree without a defect`);

const chosen = defects.filter(({ name }) => name.includes(values.only));
const results = new Map<string, Found>();
const queue = [...chosen];
const work = async (): Promise<void> => {
  for (let defect = queue.shift(); defect; defect = queue.shift()) {
    const found = await findDefect(defect);
    results.set(defect.name, found);
    const where = found.seed === undefined ? "NOT CAUGHT" : `model ${found.seed}, the ${found.models}th: ${found.why}`;
    console.log(`${defect.name}: ${where}`);
  }
};
await Promise.all(Array.from({ length: availableParallelism() }, work));

if (values.draw !== undefined) {
  // Those that gave a defect away, and so are the first to in this order too.
  const needed = new Set([...results.values()].map(({ seed }) => seed));
  writeModels(readModels().filter(({ seed }) => needed.has(seed)));
}
const missed = chosen.filter(({ name }) => results.get(name)?.seed === undefined);
console.log(`${chosen.length - missed.length} of ${chosen.length} defects caught by ${readModels().length} models`);
if (values.only === "") {
  const table = chosen.map(({ name, file }) => ({ name, file, ...results.get(name) }));
  const result = {
    models: sound.models,
    planted: chosen.length,
    caught: chosen.length - missed.length,
    defects: table,
  };
  // The numbers of models as they now are stored.
  writeFileSync(resolve(import.meta.dirname, "results.json"), `${JSON.stringify(result, undefined, 2)}\n`);
}
process.exitCode = missed.length > 0 ? 1 : 0;
