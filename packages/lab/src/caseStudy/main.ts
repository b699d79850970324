/** `npm start`: runs the case study and writes its report, plots and numbers. */
import { join, relative, resolve } from "node:path";
import { FolderError, prepareFolder, writeFiles } from "../store/writeFiles.ts";
import { makeArtifacts } from "./artifacts.ts";
import { help, parseOptions, UsageError, type Options } from "./options.ts";
import { createProgress } from "./progress.ts";
import { formatTables } from "./report/table.ts";
import { fresh } from "./study/data.ts";
import { countRuns, runCaseStudy } from "./study/run.ts";
import { variants } from "./study/variants.ts";

/** What the shell is told: 2 for a command line that cannot be followed, 130 after Ctrl-C as other programs. */
const exitCodes = { failure: 1, usage: 2, interrupted: 130 } as const;

class Interrupted extends Error {}

const say = (line: string) => void process.stdout.write(`${line}\n`);

async function main(options: Options): Promise<void> {
  const out = resolve(options.out);
  await prepareFolder(out);
  const stop = new AbortController();
  process.once("SIGINT", () => stop.abort(new Interrupted(`Interrupted: nothing was written to ${options.out}.`)));
  const { seeds, epochs, workers } = options;
  const count = (n: number, thing: string) => `${n.toLocaleString("en")} ${thing}${n === 1 ? "" : "s"}`;
  const runs = countRuns(seeds);
  say(
    `The case study: ${count(variants.length, "variant")}, a grid of coefficients and other points, ` +
      `${count(seeds, "seed")}: ${count(runs, "run")} of ${count(epochs, "epoch")}.`,
  );
  const progress = createProgress(process.stdout, runs);
  const study = await runCaseStudy({ seeds, epochs, workers, watch: progress, signal: stop.signal }).finally(() =>
    progress.end(),
  );
  const files = await makeArtifacts(study);
  stop.signal.throwIfAborted();
  await writeFiles(out, files);
  const { totalSeconds, microsecondsPerEpoch } = study.results.timing;
  say(`\n${formatTables(study.results.variants)}\n`);
  say(seeds === 1 ? "One seed." : `Mean ± standard deviation over ${seeds} seeds, after the last epoch.`);
  say(
    `Fresh: on ${fresh.points.toLocaleString("en")} points that nothing was trained or stopped on. Best test: after any epoch.`,
  );
  say("Activity: of the first hidden layer, on the training rows.");
  const perEpoch = Math.round(microsecondsPerEpoch).toLocaleString("en");
  say(
    `${count(runs, "run")} in ${totalSeconds.toFixed(1)} s: ${perEpoch} µs an epoch, validation and compiling included.`,
  );
  const report = join(out, "report.html");
  const near = relative(process.cwd(), report);
  say(`Report: ${near.startsWith("..") ? report : near}`);
}

// whoever reads along may leave (`| head`): the files are still wanted
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code !== "EPIPE") throw error;
});
try {
  const options = parseOptions(process.argv.slice(2));
  if (options === "help") process.stdout.write(help);
  else await main(options);
} catch (error) {
  const fail = (code: number, text: string) => {
    process.stderr.write(`${text}\n`);
    process.exitCode = code;
  };
  if (error instanceof UsageError) fail(exitCodes.usage, `${error.message} "npm start -- --help" tells more.`);
  else if (error instanceof FolderError) fail(exitCodes.failure, error.message);
  else if (error instanceof Interrupted) fail(exitCodes.interrupted, error.message);
  else throw error;
}
