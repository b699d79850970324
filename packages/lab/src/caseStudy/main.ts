/** `npm start`: runs the case study and writes its report, plots and numbers. */
import { join, relative, resolve } from "node:path";
import { FolderError, prepareFolder, writeFiles } from "../store/writeFiles.ts";
import { makeArtifacts } from "./artifacts.ts";
import { help, parseOptions, UsageError, type Options } from "./options.ts";
import { createProgress } from "./progress.ts";
import { runCaseStudy } from "./run.ts";
import { formatTable } from "./table.ts";
import { variants } from "./variants.ts";

/** What the shell is told: 2 for a command line that cannot be followed. */
const exitCodes = { usage: 2, failure: 1 } as const;

const say = (line: string) => void process.stdout.write(`${line}\n`);

async function main(options: Options): Promise<void> {
  const out = resolve(options.out);
  await prepareFolder(out);
  const { seeds, epochs } = options;
  const count = (n: number, thing: string) => `${n.toLocaleString("en")} ${thing}${n === 1 ? "" : "s"}`;
  say(`The case study: ${count(variants.length, "variant")}, ${count(seeds, "seed")}, ${count(epochs, "epoch")} each.`);
  const { results, points } = await runCaseStudy(options, createProgress(process.stdout, variants.length * seeds));
  await writeFiles(out, await makeArtifacts(results, points));
  const { totalSeconds, microsecondsPerEpoch } = results.timing;
  say(`\n${formatTable(results.variants)}\n`);
  say(`Mean ± standard deviation over ${count(seeds, "seed")}; activity after relu on the training rows.`);
  say(`${totalSeconds.toFixed(1)} s in all, ${microsecondsPerEpoch.toFixed(0)} µs an epoch with validation.`);
  say(`Report: ${relative(process.cwd(), join(out, "report.html")) || join(out, "report.html")}`);
}

try {
  const options = parseOptions(process.argv.slice(2));
  if (options === "help") process.stdout.write(help);
  else await main(options);
} catch (error) {
  if (!(error instanceof UsageError || error instanceof FolderError)) throw error;
  process.stderr.write(`${error.message}\n${error instanceof UsageError ? `\n${help}` : ""}`);
  process.exitCode = error instanceof UsageError ? exitCodes.usage : exitCodes.failure;
}
