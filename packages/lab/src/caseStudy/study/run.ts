/** The case study from options to results. */
import { cpus } from "node:os";
import type { DataPoint } from "../plots/dataPlot.ts";
import type { Boundary } from "./boundary.ts";
import type { StudyCurves, VariantCurves } from "./curves.ts";
import { caseStudyData, fresh, idealAccuracy, setting, STUDY_STATE } from "./data.ts";
import type { Histogram } from "./histogram.ts";
import { trainAll, type Watch } from "./pool.ts";
import { reference } from "./reference.ts";
import { summarize, type OtherData, type Results, type VariantResult } from "./results.ts";
import type { Job, Trained } from "./train.ts";
import { coefficientGrid, variants, type Variant } from "./variants.ts";

export interface Study {
  readonly results: Results;
  readonly curves: StudyCurves;
  readonly points: readonly DataPoint[];
  /** Of each variant, each seed's. */
  readonly histograms: readonly (readonly Histogram[])[];
  readonly boundaries: readonly (readonly Boundary[])[];
}

export interface StudyOptions {
  /** Seeds 1 … seeds are run, and twice as many other draws of the points. */
  readonly seeds: number;
  readonly epochs: number;
  readonly workers: number;
  readonly watch: Watch;
  readonly signal?: AbortSignal | undefined;
}

const published = variants.filter(({ question }) => question === "published");
const seedsUpTo = (seeds: number): number[] => Array.from({ length: seeds }, (_, i) => i + 1);
/** Random states of other draws: 101 and on, none of them the study's or the fresh points'. */
const otherStates = (seeds: number): number[] => Array.from({ length: 2 * seeds }, (_, i) => 101 + i);

/** Every run of a study, in the order of its results. */
function jobsOf({ seeds, epochs }: Pick<StudyOptions, "seeds" | "epochs">): {
  readonly compared: Job[];
  readonly grid: Job[];
  readonly other: Job[];
} {
  const perSeed = (variant: Variant) =>
    seedsUpTo(seeds).map((seed) => ({ variant, seed, epochs, randomState: STUDY_STATE }));
  return {
    compared: variants.flatMap(perSeed),
    grid: coefficientGrid.flatMap(perSeed),
    other: otherStates(seeds).flatMap((randomState) =>
      published.map((variant) => ({ variant, seed: 1, epochs, randomState })),
    ),
  };
}

/** How many runs a study has. */
export const countRuns = (seeds: number): number => Object.values(jobsOf({ seeds, epochs: 1 })).flat().length;

/**
 * Trains every variant for every seed, the grid of coefficients, and the published variants on other points.
 *
 * @throws the signal's reason, when it aborts
 */
export async function runCaseStudy({ seeds, epochs, workers, watch, signal }: StudyOptions): Promise<Study> {
  const startedAt = new Date().toISOString();
  const begin = performance.now();
  const { compared, grid, other } = jobsOf({ seeds, epochs });
  const all = await trainAll([...compared, ...grid, ...other], { workers, watch, signal });
  const totalSeconds = (performance.now() - begin) / 1000;
  const trainingSeconds = all.reduce((sum, { trainingSeconds }) => sum + trainingSeconds, 0);
  const epochsTrained = all.reduce((sum, { run }) => sum + run.epochs, 0);
  const ofVariant = (i: number) => all.slice(i * seeds, (i + 1) * seeds);
  const resultOf = (variant: Variant, i: number): VariantResult => {
    const runs = ofVariant(i).map(({ run }) => run);
    return { ...variant, runs, summary: summarize(runs) };
  };
  const { trainRows, testRows } = setting;
  return {
    results: {
      variants: variants.map(resultOf),
      grid: coefficientGrid.map((variant, i) => resultOf(variant, variants.length + i)),
      otherData: otherDataOf(seeds, all.slice(compared.length + grid.length)),
      freshPoints: { ...fresh, idealAccuracy: await idealAccuracy() },
      reference,
      timing: {
        startedAt,
        totalSeconds,
        trainingSeconds,
        microsecondsPerEpoch: (1e6 * trainingSeconds) / epochsTrained,
        conditions: {
          seeds: seedsUpTo(seeds),
          epochs,
          ...setting,
          hiddenUnits: published[0]!.hidden[0]!,
          node: process.versions.node,
          platform: `${process.platform} ${process.arch}`,
          processor: cpus()[0]?.model.trim() ?? "unknown processor",
          workers,
        },
      },
    },
    curves: { trainRows, testRows, variants: variants.flatMap((variant, i) => curvesOf(variant, ofVariant(i))) },
    points: await pointsOf(),
    histograms: variants.map((_, i) => ofVariant(i).map(({ histogram }) => histogram)),
    boundaries: variants.map((_, i) => ofVariant(i).map(({ boundary }) => boundary)),
  };
}

function otherDataOf(seeds: number, trained: readonly Trained[]): OtherData[] {
  return otherStates(seeds).map((randomState, i) => ({
    randomState,
    variants: published.map(({ name, activityReduction }, j) => {
      const { test, fresh } = trained[i * published.length + j]!.run;
      return { name, activityReduction, test, fresh };
    }),
  }));
}

/** None for a variant that never looks at the test rows while it trains. */
function curvesOf({ name, activityReduction }: Variant, trained: readonly Trained[]): VariantCurves[] {
  const runs = trained.flatMap(({ curves }) => curves ?? []);
  return runs.length === 0 ? [] : [{ name, activityReduction, runs }];
}

async function pointsOf(): Promise<DataPoint[]> {
  const { x, y } = caseStudyData().all;
  const coordinates = await x.data();
  return Array.from(await y.data(), (label, i) => ({
    x: coordinates[2 * i]!,
    y: coordinates[2 * i + 1]!,
    label,
    split: i < setting.trainRows ? "train" : "test",
  }));
}
