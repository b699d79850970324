/** Scripts of optimizers: variables, gradients given step by step, and what variables must hold in between. */
import type { Variable } from "@tacet/compiler";
import { type Tensor } from "@tacet/compiler";
import type * as tacet from "tacet";
import { clip } from "../../packages/tacet/src/optimizers/clip.ts";
import { expectFact, read, type Expectation, type Spec, type Values } from "./facts.ts";
import { make } from "./find.ts";
import { constant, runStep, variable } from "./run.ts";

type Step =
  | { readonly make: number; readonly name: string; readonly value: Values }
  | { readonly assign: number; readonly value: Values }
  | { readonly apply: number; readonly gradients: readonly Values[]; readonly to: readonly number[] }
  | { readonly exclude: number; readonly names: readonly string[]; readonly variables: readonly number[] }
  | { readonly finalize: number }
  | {
      readonly expect: Expectation &
        ({ readonly variable: number } | { readonly optimizer: number; readonly slot: number });
    };
export interface Script {
  readonly optimizers: readonly Spec[];
  readonly steps: readonly Step[];
}

export function checkScript({ optimizers: specs, steps }: Script): void {
  const optimizers = specs.map((spec) => make("optimizer", spec) as tacet.Optimizer);
  const variables: Variable[] = [];
  steps.forEach((step, i) => {
    try {
      runOne(step, optimizers, variables);
    } catch (error) {
      throw new Error(`step ${i} of ${steps.length}: ${(error as Error).message}`, { cause: error });
    }
  });
}

function runOne(step: Step, optimizers: readonly tacet.Optimizer[], variables: Variable[]): void {
  if ("make" in step) variables[step.make] = variable(step.value, step.name);
  else if ("assign" in step) variables[step.assign]!.write(read(step.value).data);
  else if ("apply" in step) {
    const gradients = step.gradients.map((values) => variable(values, "gradient"));
    runStep(() => {
      optimizers[step.apply]!.apply(
        gradients.map((g) => g.tensor),
        step.to.map((i) => variables[i]!),
      );
      return [];
    });
  } else if ("exclude" in step) {
    const varList = step.variables.map((i) => variables[i]!);
    optimizers[step.exclude]!.excludeFromWeightDecay({ varNames: step.names, varList });
  } else if ("finalize" in step) optimizers[step.finalize]!.finalizeVariableValues();
  else {
    const { expect } = step;
    const held =
      "variable" in expect ? variables[expect.variable]! : optimizers[expect.optimizer]!.variables[expect.slot]!;
    expectFact({ shape: held.shape, data: held.read() }, expect);
  }
}

/** What clipping leaves of the gradient `of`. */
export interface Clip extends Expectation {
  readonly clip: Spec;
  readonly gradients: readonly Values[];
  readonly of: number;
}
export function checkClip(fact: Clip): void {
  const optimizer = make("optimizer", fact.clip) as tacet.Optimizer;
  const clipped: Tensor[] = [];
  const [result] = runStep(() => {
    clipped.push(...clip(fact.gradients.map(constant), optimizer));
    return [clipped[fact.of]!];
  });
  expectFact(result!, fact);
}
