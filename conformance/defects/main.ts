/**
 * Plants each defect of list.ts and shows which stored model gives it away: `npm run defects`. `--only TEXT` plants those
 * whose name holds it. `--prune` keeps only the models that are the first to give a defect away: what to do after
 * `npm run conformance -- --store`. The result goes to results.json.
 */
import { writeFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { defects } from "./list.ts";
import { readModels, writeModels } from "./models.ts";
import { findDefect, type Found } from "./plant.ts";

const { values } = parseArgs({
  options: { only: { type: "string", default: "" }, prune: { type: "boolean", default: false } },
});

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

if (values.prune) {
  const needed = new Set([...results.values()].map(({ seed }) => seed));
  writeModels(readModels().filter(({ seed }) => needed.has(seed)));
}
const models = readModels();
const missed = chosen.filter(({ name }) => results.get(name)?.seed === undefined);
console.log(`${chosen.length - missed.length} of ${chosen.length} defects caught by ${models.length} models`);
if (values.only === "") {
  const table = chosen.map(({ name, file }) => {
    const { seed, why } = results.get(name)!;
    return { name, file, model: seed, why };
  });
  const result = {
    models: models.length,
    planted: chosen.length,
    caught: chosen.length - missed.length,
    defects: table,
  };
  writeFileSync(resolve(import.meta.dirname, "results.json"), `${JSON.stringify(result, undefined, 2)}\n`);
}
process.exitCode = missed.length > 0 ? 1 : 0;
