/**
 * A model's compiled steps: traced once for each kind of step and signature of
 * data, bound once to the model's variables, bound again when a larger batch
 * comes. Code is shared by structure in the session; memory is not.
 */
import type { BoundProgram, Session, TracedStep, Variable } from "@tacet/compiler";

export interface BoundStep {
  readonly bound: BoundProgram;
  /** The variables that the step changes. */
  readonly changed: readonly Variable[];
}
interface Entry {
  readonly step: TracedStep;
  readonly revision: number;
  readonly session: Session;
  bound: BoundStep;
}

/** Frees the memory of programs whose model is gone. */
const abandoned = new FinalizationRegistry<Map<string, Entry>>((entries) => {
  for (const entry of entries.values()) entry.session.unbind(entry.bound.bound);
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
    if (known && current && known.bound.bound.maxBatch >= batchSize) return known.bound;
    if (known) known.session.unbind(known.bound.bound);
    const step = known && current ? known.step : trace();
    const bound = session.bind(
      step.graph,
      step.states.map((v) => v.buffer(session)),
      batchSize,
    );
    const updated = new Set(step.graph.updates.map((u) => u.state));
    const changed = step.states.filter((v) => updated.has(v.node));
    const entry: Entry = { step, revision, session, bound: { bound, changed } };
    this.#entries.set(key, entry);
    return entry.bound;
  }

  /** What the steps change, each once. */
  changed(): Variable[] {
    return [...new Set([...this.#entries.values()].flatMap((entry) => entry.bound.changed))];
  }

  /** Drops the steps whose key begins with `prefix`. */
  drop(prefix: string): void {
    for (const [key, { session, bound }] of this.#entries) {
      if (!key.startsWith(prefix)) continue;
      session.unbind(bound.bound);
      this.#entries.delete(key);
    }
  }
}
