/** Runs stored models until one comes out otherwise than Keras's, and prints which: see plant.ts, which bundles this. */
import { describe } from "../live/compare.ts";
import { compareWith } from "../live/run.ts";
import { readModels } from "./models.ts";
import type { Found } from "./plant.ts";

async function search(path: string): Promise<Found> {
  let models = 0;
  for (const { seed, program, records } of readModels(path)) {
    models += 1;
    try {
      const [first] = (await compareWith(program, records)).off;
      if (first) return { models, seed, why: describe(first) };
    } catch (error) {
      return { models, seed, why: String(error) };
    }
  }
  return { models };
}
process.stdout.write(JSON.stringify(await search(process.argv[2]!)));
