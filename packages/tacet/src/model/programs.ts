/**
 * A model's compiled steps: traced once for each kind of step and signature of
 * data, bound once to the model's variables, bound again when a larger batch
 * comes. Code is shared by structure in the session; memory is not.
 */
import type { BoundProgram, Session, TracedStep, Variable } from "@tacet/compiler";
import { tablesOf, type Table } from "../layers/indices.ts";

/** A step to run. It stays the same object when it is bound or traced again: read `bound` anew for each run. */
export interface BoundStep {
  readonly bound: BoundProgram;
  /** The variables that the step changes. */
  readonly changed: readonly Variable[];
  /** The tables that each batch input points into. */
  readonly tables: readonly (readonly Table[])[];
}
interface Entry {
  traced: TracedStep;
  revision: number;
  session: Session;
  readonly step: { -readonly [K in keyof BoundStep]: BoundStep[K] };
}

/** Frees the memory of programs whose model is gone. */
const abandoned = new FinalizationRegistry<Map<string, Entry>>((entries) => {
  for (const entry of entries.values()) entry.session.unbind(entry.step.bound);
});

export class Programs {
  readonly #entries = new Map<string, Entry>();
  constructor() {
    abandoned.register(this, this.#entries);
  }

  /** The step with this key, traced and bound if it has to be, with memory for `batchSize` rows; one of another revision is traced again. */
  get(session: Session, key: string, revision: number, batchSize: number, trace: () => TracedStep): BoundStep {
    const known = this.#entries.get(key);
    const current = known?.session === session && known.revision === revision;
    if (known && current && known.step.bound.maxBatch >= batchSize) return known.step;
    if (known) {
      known.session.unbind(known.step.bound);
      // Whatever fails from here on, nobody gets the unbound step.
      this.#entries.delete(key);
    }
    const traced = known && current ? known.traced : trace();
    const buffers = traced.states.map((v) => v.buffer(session));
    const bound = session.bind(traced.graph, buffers, batchSize);
    const updated = new Set(traced.graph.updates.map((u) => u.state));
    const changed = traced.states.filter((v) => updated.has(v.node));
    const step = { bound, changed, tables: traced.graph.inputs.map(tablesOf) };
    if (known) {
      Object.assign(known, { traced, revision, session });
      Object.assign(known.step, step);
      this.#entries.set(key, known);
      return known.step;
    }
    this.#entries.set(key, { traced, revision, session, step });
    return step;
  }

  /** What the steps change, each once. */
  changed(): Variable[] {
    return [...new Set([...this.#entries.values()].flatMap((entry) => entry.step.changed))];
  }

  /** Drops the steps whose key begins with `prefix`. */
  drop(prefix: string): void {
    for (const [key, { session, step }] of this.#entries) {
      if (!key.startsWith(prefix)) continue;
      session.unbind(step.bound);
      this.#entries.delete(key);
    }
  }
}
