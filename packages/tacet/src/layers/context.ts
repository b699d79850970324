/**
 * What a call of a model gathers on its way through the layers: whether it
 * trains, every penalty met and every value to report. Penalties are gathered
 * here, by the base class, so that no layer knows of them (a feature that cuts across).
 */
import type { Extent, Tensor } from "@tacet/compiler";

/** One term of the loss that a layer adds. */
export interface Penalty {
  readonly kind: "activity" | "add_loss";
  /** The layer's names from the outermost model inwards, that model's left out: "dense", "encoder/dense_1". */
  readonly path: string;
  /** A scalar, not divided. */
  readonly value: Tensor;
  /** What `activityReduction: "batch_mean"` divides it by: the first extent of the output; undefined for nothing. */
  readonly rows: Extent | undefined;
}

/** A value that a layer has reported. */
export interface AddedMetric {
  readonly name: string;
  readonly value: Tensor;
}

export interface CallContext {
  readonly training: boolean;
  readonly penalties: Penalty[];
  readonly metrics: AddedMetric[];
  readonly path: readonly string[];
}
/** The context of a call of which only the shape matters. */
export const outside = (): CallContext => ({ training: false, penalties: [], metrics: [], path: [] });

let current: CallContext | undefined;
export const currentContext = (): CallContext | undefined => current;

/** Runs `body` with the context; the one before comes back whatever happens. */
export function withContext<T>(context: CallContext, body: () => T): T {
  const outer = current;
  current = context;
  try {
    return body();
  } finally {
    current = outer;
  }
}
