/**
 * A model's compiled steps: traced once for each kind of step and signature of
 * data, bound once to the model's variables, bound again when a larger batch
 * comes. Code is shared by structure in the session; memory is not.
 */
import type { BoundProgram, Session, TracedStep, Variable } from "@tacet/compiler";
import { structureRevision } from "../layers/context.ts";

export interface BoundStep {
  readonly bound: BoundProgram;
  /** Every variable that the step reads or changes. */
  readonly states: readonly Variable[];
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

  /** The step with this key, traced and bound if it has to be, with memory for `batchSize` rows. */
  get(session: Session, key: string, batchSize: number, trace: () => TracedStep): BoundStep {
    const known = this.#entries.get(key);
    const current = known?.session === session && known.revision === structureRevision();
    if (known && current && known.bound.bound.maxBatch >= batchSize) return known.bound;
    if (known) known.session.unbind(known.bound.bound);
    const step = known && current ? known.step : trace();
    const bound = session.bind(
      step.graph,
      step.states.map((v) => v.buffer(session)),
      batchSize,
    );
    const entry: Entry = { step, revision: structureRevision(), session, bound: { bound, states: step.states } };
    this.#entries.set(key, entry);
    return entry.bound;
  }

  /** The variables of all steps, each once. */
  states(): Variable[] {
    return [...new Set([...this.#entries.values()].flatMap((entry) => entry.bound.states))];
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
