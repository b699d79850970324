/**
 * Which loss, weight and metrics each output of a model gets from what
 * `compile` was given: one for all, a list, or an object by name.
 * Source: keras/src/trainers/compile_utils.py.
 */
import { TacetError } from "@tacet/compiler";
import type { LossLike } from "../losses/lookup.ts";
import type { MetricLike } from "../metrics/lookup.ts";
import { finite, show } from "../options.ts";

/** What every output takes, a list by output, or an object by output name. */
export type ByOutput<T> = T | readonly (T | null)[] | { readonly [output: string]: T | null };
/** A factor of the loss of every output, a list of them by loss, or an object by output name. */
export type LossWeights = number | readonly number[] | { readonly [output: string]: number };
/** Metrics of the only output, a list of one entry for each output, or an object by output name. */
export type MetricsByOutput<M> =
  readonly (M | readonly M[] | null)[] | { readonly [output: string]: M | readonly M[] | null };

/** The outputs of a model. */
export interface Outputs {
  readonly names: readonly string[];
  /** Whether keys of the history carry the names. */
  readonly named: boolean;
}
export interface ChosenLoss {
  readonly output: number;
  readonly loss: LossLike;
  /** 1 where none was given. */
  readonly weight: number | undefined;
}

const isList = (x: unknown): x is readonly unknown[] => Array.isArray(x);
export const isByName = (x: unknown): x is { readonly [name: string]: unknown } =>
  typeof x === "object" && x !== null && Object.getPrototypeOf(x) === Object.prototype;
/** The entries of a list or an object, or the value itself. */
export const entriesOf = (x: unknown): readonly unknown[] => (isList(x) ? x : isByName(x) ? Object.values(x) : [x]);

/** The losses in the order of the outputs; outputs without one are left out. */
export function lossesByOutput(
  loss: ByOutput<LossLike> | null | undefined,
  weights: LossWeights | null | undefined,
  { names }: Outputs,
): ChosenLoss[] {
  const losses = byName("loss", loss, names);
  const factors = byName("lossWeights", weights, names);
  return losses.flatMap((one, output): ChosenLoss[] => {
    if (one === null || one === undefined) return [];
    const weight = factors[output] ?? undefined;
    if (weight !== undefined && !finite.test(weight)) {
      throw new TacetError(`lossWeights: expected ${finite.what} an output, received ${show(weight)}.`);
    }
    return [{ output, loss: one as LossLike, weight: weight as number | undefined }];
  });
}

/** A list of metrics for each output. */
export function metricsByOutput<M extends MetricLike>(
  what: string,
  metrics: MetricsByOutput<M> | undefined,
  { names }: Outputs,
): M[][] {
  if (metrics === undefined || entriesOf(metrics).length === 0) return names.map(() => []);
  // The only output takes them all.
  const given = names.length === 1 ? [entriesOf(metrics).flatMap(entriesOf)] : metrics;
  return byName(what, given, names).map((m) => (m === null || m === undefined ? [] : ((isList(m) ? m : [m]) as M[])));
}

/** One entry for each output. */
function byName(what: string, given: unknown, names: readonly string[]): unknown[] {
  if (given === null || given === undefined) return names.map(() => null);
  if (isList(given)) {
    if (given.length === names.length) return [...given];
    throw new TacetError(
      `${what}: expected one entry for each of the ${names.length} outputs (${names.join(", ")}), received ${given.length}. Write null for an output without.`,
    );
  }
  if (!isByName(given)) return names.map(() => given);
  const unknown = Object.keys(given).find((name) => !names.includes(name));
  if (unknown === undefined) return names.map((name) => given[name] ?? null);
  throw new TacetError(
    `${what}: expected names of outputs (${names.join(", ")}), received ${JSON.stringify(unknown)}.`,
  );
}
