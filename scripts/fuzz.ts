/**
 * Random graphs and their gradients against the reference, as many as one
 * likes: `npm run fuzz -- [--from SEED] [--count N]`. The tests run the first
 * hundred seeds; here any others. What fails is shrunk and printed.
 */
import { parseArgs } from "node:util";
import { createSession } from "@tacet/compiler";
import { conformanceCases } from "@tacet/compiler/testing";

const { values } = parseArgs({
  options: { from: { type: "string", default: "1000" }, count: { type: "string", default: "1000" } },
});
const [seed, fuzz] = [Number(values.from), Number(values.count)];
let [passed, failed] = [0, 0];
for (const { group, name, run } of conformanceCases(() => createSession({ strict: true }), { seed, fuzz })) {
  if (!group.endsWith("random graphs")) continue;
  try {
    run();
    passed++;
  } catch (error) {
    failed++;
    console.log(`${group}, ${name}\n${error instanceof Error ? error.message : String(error)}\n`);
  }
}
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed > 0 ? 1 : 0;
