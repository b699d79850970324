/** Experiments with tacet: the case study as a function and what it writes, and pictures of models. */
export { makeArtifacts } from "./caseStudy/artifacts.ts";
export { createProgress, type Progress } from "./caseStudy/progress.ts";
export { runCaseStudy, type Study } from "./caseStudy/study/run.ts";
export type { Results, Run, Summary, VariantResult } from "./caseStudy/study/results.ts";
export { variants, type Variant } from "./caseStudy/study/variants.ts";
export { plotModel, type PlotModelOptions } from "./modelPlot/plotModel.ts";
export { renderPng } from "./plots/render.ts";
