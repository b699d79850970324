/** The case study from options to results. */
import { cpus } from "node:os";
import type { StudyCurves, VariantCurves } from "./curves.ts";
import type { DataPoint } from "./dataPlot.ts";
import type { Options } from "./options.ts";
import type { Progress } from "./progress.ts";
import { summarize, type Results, type VariantResult } from "./results.ts";
import { caseStudyData, setting, train, type CaseStudyData, type Trained } from "./train.ts";
import { variants } from "./variants.ts";

export interface Study {
  readonly results: Results;
  readonly curves: StudyCurves;
  readonly points: readonly DataPoint[];
}

export interface StudyOptions extends Pick<Options, "seeds" | "epochs"> {
  readonly progress: Progress;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Trains every variant for every seed, one after the other.
 *
 * @throws the signal's reason, when it aborts
 */
export async function runCaseStudy({ seeds, epochs, progress, signal }: StudyOptions): Promise<Study> {
  const startedAt = new Date().toISOString();
  const begin = performance.now();
  const data = caseStudyData();
  const seedList = Array.from({ length: seeds }, (_, i) => i + 1);
  const results: VariantResult[] = [];
  const curves: VariantCurves[] = [];
  let trainingSeconds = 0;
  try {
    for (const variant of variants) {
      const trained: Trained[] = [];
      for (const seed of seedList) {
        progress.start(variant, seed);
        const one = await train(variant, seed, { epochs, signal }, data);
        progress.finish(variant, one.run);
        trained.push(one);
        trainingSeconds += one.trainingSeconds;
      }
      const runs = trained.map((one) => one.run);
      const { name, activityReduction } = variant;
      results.push({ ...variant, runs, summary: summarize(runs) });
      curves.push({ name, activityReduction, runs: trained.map((one) => one.curves) });
    }
  } finally {
    progress.end();
  }
  const { trainRows, testRows } = setting;
  return {
    results: {
      variants: results,
      timing: {
        startedAt,
        totalSeconds: (performance.now() - begin) / 1000,
        trainingSeconds,
        microsecondsPerEpoch: (1e6 * trainingSeconds) / (variants.length * seeds * epochs),
        conditions: {
          seeds: seedList,
          epochs,
          ...setting,
          node: process.versions.node,
          platform: `${process.platform} ${process.arch}`,
          processor: cpus()[0]?.model.trim() ?? "unknown processor",
        },
      },
    },
    curves: { trainRows, testRows, variants: curves },
    points: await pointsOf(data),
  };
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
