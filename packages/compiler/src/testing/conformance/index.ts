/**
 * The suite that every backend passes: one or more cases for each node kind and
 * scalar primitive, whole training steps, passes over resident data, and random
 * graphs. The tables are total, so that a new kind or primitive has cases.
 */
import { gradients } from "../../autodiff/index.ts";
import { createReferenceSession } from "../../backends/reference/index.ts";
import { dtypes, type DType } from "../../core/index.ts";
import { build, type Kind, type Node, type Session } from "../../ir/index.ts";
import { compareSessions } from "../compare.ts";
import { Draft } from "../draft.ts";
import { runShrunk, type RandomGraph } from "../fuzz/index.ts";
import { createRandom } from "../random.ts";
import { sumAll, type Case } from "./case.ts";
import { condCases, scanCases } from "./control.ts";
import { concatCases, constantCases, extentCases, gatherCases, iotaCases, literalCases, parameterCases, randomCases, scatterAddCases } from "./data.ts"; // prettier-ignore
import { argSortCases, cumulateCases } from "./lines.ts";
import { passCases } from "./passes.ts";
import { programCases, stateCases } from "./programs.ts";
import { scalarCases } from "./scalars.ts";
import { contractCases } from "./contractions.ts";
import { convolutionCases, overlapAddCases } from "./convolutions.ts";
import { argReduceCases, reduceCases } from "./reductions.ts";
import { viewCases, viewChainCases } from "./views.ts";

export interface ConformanceOptions {
  /** The dtypes the backend has; all. */
  readonly dtypes?: readonly DType[];
  /** How many random graphs (100), and the first seed (1). */
  readonly fuzz?: number;
  readonly seed?: number;
}
export interface ConformanceCase {
  readonly group: string;
  readonly name: string;
  /** Throws with the first mismatch, the seed and the graph. */
  readonly run: () => void;
}

/** Maps are the scalar primitives' cases, and `project` is in all of scan's and cond's. */
const byKind: { readonly [K in Exclude<Kind, "map" | "project">]: readonly Case[] } = {
  constant: constantCases,
  literal: literalCases,
  parameter: parameterCases,
  extent: extentCases,
  iota: iotaCases,
  random: randomCases,
  reduce: reduceCases,
  argReduce: argReduceCases,
  cumulate: cumulateCases,
  argSort: argSortCases,
  contract: contractCases,
  ...viewCases,
  overlapAdd: overlapAddCases,
  concat: concatCases,
  gather: gatherCases,
  scatterAdd: scatterAddCases,
  scan: scanCases,
  cond: condCases,
};

/** All cases, against a session that they share: what one leaves behind must not disturb the next. */
export function conformanceCases(createSession: () => Session, options: ConformanceOptions = {}): ConformanceCase[] {
  const { fuzz = 100, seed = 1 } = options;
  const supported = options.dtypes ?? dtypes;
  let shared: Session | undefined;
  const tested = () => (shared ??= createSession());
  const references = { float32: createReferenceSession(), float64: createReferenceSession({ precision: "float64" }) };

  const written = (group: string, list: readonly Case[]): ConformanceCase[] =>
    list.map(({ name, write, tolerance, batches, precision = "float32" }) => ({
      group,
      name,
      run: () => {
        const random = createRandom(seedOf(name));
        const draft = new Draft(random);
        const graph = draft.graph(write(draft));
        compareSessions(graph, () => references[precision], tested, draft.data(), tolerance, {
          label: `${name} (seed ${random.seed})`,
          ...(batches && { batches }),
        });
      },
    }));
  const fuzzed = (at: number): ConformanceCase => ({
    group: "random graphs",
    name: `seed ${at}: equal, or within the rounding its graph allows`,
    run: () => {
      runShrunk(at, ({ graph, data, tolerances }) => {
        compareSessions(
          graph,
          () => references.float32,
          tested,
          data,
          {},
          { tolerances, label: `randomGraph(${at}), shrunk` },
        );
      });
    },
  });
  // In float64, where no rounding of the gradient comes near the bound.
  const close = { scaled: 1e-9, absolute: 1e-9 };
  const differentiated = (at: number): ConformanceCase => ({
    group: "gradients of random graphs",
    name: `seed ${at}: within 1e-9 of the largest`,
    run: () => {
      const check = ({ graph, data }: RandomGraph): void => {
        const floats = (nodes: readonly Node[]) => nodes.filter((node) => node.dtype === "float64");
        const loss = floats(graph.outputs).reduce<Node>((sum, node) => build.map("add", [sum, sumAll(node)]), build.constant(0, "float64")); // prettier-ignore
        const outputs = gradients(loss, floats([...graph.states, ...graph.inputs]));
        const label = `gradients of randomGraph(${at}, { float: "float64" }), shrunk`;
        compareSessions({ ...graph, outputs, updates: [] }, () => references.float32, tested, data, close, { label });
      };
      runShrunk(at, check, { float: "float64" });
    },
  });
  return [
    ...written("scalar primitives", scalarCases(supported)),
    ...Object.entries(byKind).flatMap(([kind, list]) => written(kind, list)),
    ...written("chains of views", viewChainCases),
    ...written("convolutions", convolutionCases),
    ...written("states", stateCases),
    ...written("training steps", programCases),
    ...passCases.map(({ name, run }) => ({ group: "passes", name, run: () => run(tested(), references.float32) })),
    ...Array.from({ length: fuzz }, (_, i) => fuzzed(seed + i)),
    ...Array.from({ length: supported.includes("float64") ? Math.ceil(fuzz / 2) : 0 }, (_, i) =>
      differentiated(seed + i),
    ),
  ];
}
/** Of the name, so that a case's data does not change when others are added. */
const seedOf = (name: string): number =>
  Array.from(name).reduce((hash, c) => (Math.imul(hash, 31) + c.codePointAt(0)!) | 0, 7);
