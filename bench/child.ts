/**
 * One measurement in a process of its own: `node child.js NAME`. Prints one
 * line of JSON, which main.ts reads. It is bundled first, so that every
 * version of Node runs the same plain JavaScript.
 */
import { caseStudyEpoch, caseStudyFresh } from "./measures/caseStudy.ts";
import { caseStudyCompile, deepCompile } from "./measures/compileTime.ts";
import { convnetFlops, convnetStep } from "./measures/convnet.ts";
import { deadRelu } from "./measures/deadRelu.ts";
import { denseFlops, denseStep, denseWorkloads, type DenseWorkload } from "./measures/dense.ts";
import { eventLoop } from "./measures/eventLoop.ts";
import { lstmFlops, lstmStep } from "./measures/lstm.ts";
import { matmulRate } from "./measures/matmul.ts";
import type { Training } from "./measures/timing.ts";

export interface StepResult extends Training {
  /** GFLOP/s of the workload's matrix products alone, and of the plain product, taken before and after it. */
  readonly rate: number;
  readonly matmulRate: number;
}
async function withYardstick(flops: number, measure: () => Promise<Training>): Promise<StepResult> {
  const before = await matmulRate();
  const timing = await measure();
  const after = await matmulRate();
  return { ...timing, rate: flops / timing.best / 1e6, matmulRate: Math.max(before, after) };
}
const dense = (workload: DenseWorkload) => () => withYardstick(denseFlops(workload), () => denseStep(workload));

const measures = {
  caseStudy: caseStudyEpoch,
  caseStudyFresh,
  regressor: dense(denseWorkloads.regressor),
  mnistMlp: dense(denseWorkloads.mnistMlp),
  autoencoder: dense(denseWorkloads.autoencoder),
  convnet: () => withYardstick(convnetFlops, convnetStep),
  lstm: () => withYardstick(lstmFlops, lstmStep),
  deadRelu: async () => ({ rounds: await deadRelu() }),
  caseStudyCompile: async () => ({ milliseconds: await caseStudyCompile() }),
  deepCompile: async () => ({ milliseconds: await deepCompile() }),
  eventLoop,
} as const satisfies Record<string, () => Promise<object>>;
export type MeasureName = keyof typeof measures;
export type MeasureResult<N extends MeasureName> = Awaited<ReturnType<(typeof measures)[N]>>;
/** What every measurement reports beside its own figures. */
export interface Resources {
  /** Bytes: the process at its largest. */
  readonly peakMemory: number;
}

const name = process.argv[2] ?? "";
if (!(name in measures))
  throw new Error(`no measurement "${name}": expected one of ${Object.keys(measures).join(", ")}`);
const result = await measures[name as MeasureName]();
const resources: Resources = {
  peakMemory: process.resourceUsage().maxRSS * 1024,
};
console.log(JSON.stringify({ ...result, ...resources }));
