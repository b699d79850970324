/** The case study from options to results. */
import { cpus } from "node:os";
import { caseStudyData, setting, train, type CaseStudyData } from "./train.ts";
import type { DataPoint } from "./dataPlot.ts";
import type { Options } from "./options.ts";
import type { Progress } from "./progress.ts";
import { summarize, type Results, type VariantResult } from "./results.ts";
import { variants } from "./variants.ts";

/** Trains every variant for every seed, one after the other. */
export async function runCaseStudy(
  { seeds, epochs }: Pick<Options, "seeds" | "epochs">,
  progress: Progress,
): Promise<{ results: Results; points: DataPoint[] }> {
  const startedAt = new Date().toISOString();
  const begin = performance.now();
  const data = caseStudyData();
  const seedList = Array.from({ length: seeds }, (_, i) => i + 1);
  const done: VariantResult[] = [];
  let trainingSeconds = 0;
  for (const variant of variants) {
    const runs = [];
    for (const seed of seedList) {
      progress.start(variant, seed);
      const { run, trainingSeconds: seconds } = await train(variant, seed, epochs, data);
      progress.finish(variant, run);
      runs.push(run);
      trainingSeconds += seconds;
    }
    done.push({ ...variant, runs, summary: summarize(runs) });
  }
  progress.end();
  const results: Results = {
    conditions: {
      seeds: seedList,
      epochs,
      ...setting,
      node: process.versions.node,
      platform: `${process.platform} ${process.arch}`,
      processor: cpus()[0]?.model.trim() ?? "unknown processor",
    },
    variants: done,
    timing: {
      startedAt,
      totalSeconds: (performance.now() - begin) / 1000,
      trainingSeconds,
      microsecondsPerEpoch: (1e6 * trainingSeconds) / (variants.length * seeds * epochs),
    },
  };
  return { results, points: await pointsOf(data) };
}

async function pointsOf({ x, y }: CaseStudyData): Promise<DataPoint[]> {
  const coordinates = await x.data();
  return Array.from(await y.data(), (label, i) => ({
    x: coordinates[2 * i]!,
    y: coordinates[2 * i + 1]!,
    label,
    split: i < setting.trainRows ? "train" : "test",
  }));
}
