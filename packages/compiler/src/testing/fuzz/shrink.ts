/**
 * The smallest part of a random graph that still fails: fewer draws, then fewer
 * outputs and updates.
 */
import { topological, graphRoots, type Graph } from "../../ir/index.ts";
import { randomGraph, type RandomGraph, type RandomGraphOptions } from "./generate.ts";

/** Throws what `run` throws for the least graph found to fail; does nothing where the whole graph passes. */
export function runShrunk(seed: number, run: (random: RandomGraph) => void, options: RandomGraphOptions = {}): void {
  let least = failure(run, randomGraph(seed, options));
  if (!least) return;
  const { size = 40 } = options;
  for (let draws = 0; draws < size; draws++) {
    const smaller = failure(run, randomGraph(seed, { ...options, size: draws }));
    if (!smaller) continue;
    least = smaller;
    break;
  }
  for (let found: Failure | undefined = least; found;) {
    least = found;
    found = undefined;
    for (const part of parts(least.random)) if ((found = failure(run, part))) break;
  }
  throw least.error;
}
interface Failure {
  readonly random: RandomGraph;
  readonly error: unknown;
}
function failure(run: (random: RandomGraph) => void, random: RandomGraph): Failure | undefined {
  try {
    run(random);
    return undefined;
  } catch (error) {
    return { random, error };
  }
}
/** With one output or update less, and without what nothing reads then. */
function* parts(random: RandomGraph): Generator<RandomGraph> {
  const { graph } = random;
  const kept = graphRoots(graph).map((_, i) => i);
  if (kept.length > 1) for (const dropped of kept) yield without(random, dropped);
}
function without(random: RandomGraph, dropped: number): RandomGraph {
  const outputs = random.graph.outputs.filter((_, i) => i !== dropped);
  const updates = random.graph.updates.filter((_, i) => i + random.graph.outputs.length !== dropped);
  const reached = new Set(topological([...outputs, ...updates.flatMap((u) => [u.value, u.state])]));
  const keep = (list: Graph["states"]) => list.flatMap((p, i) => (reached.has(p) ? [i] : []));
  const [states, inputs] = [keep(random.graph.states), keep(random.graph.inputs)];
  return {
    seed: random.seed,
    graph: {
      states: states.map((i) => random.graph.states[i]!),
      inputs: inputs.map((i) => random.graph.inputs[i]!),
      outputs,
      updates,
    },
    data: {
      states: states.map((i) => random.data.states[i]!),
      inputs: (n) => inputs.map((i) => random.data.inputs(n)[i]!),
    },
    tolerances: random.tolerances.filter((_, i) => i !== dropped),
  };
}
