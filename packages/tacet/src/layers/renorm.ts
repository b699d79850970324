/**
 * Batch renormalization: training normalizes by the batch and then corrects towards statistics of many batches, so that
 * small batches train what inference uses. Source: keras/src/layers/normalization/batch_normalization.py; Ioffe 2017.
 */
import { ops, TacetError, type Tensor, type Variable } from "@tacet/compiler";
import type { Initializer } from "../initializers/lookup.ts";
import { FunctionInitializer } from "../initializers/given.ts";
import { flag, share, show, type Kind, type Kinds } from "../options.ts";

/** Bounds of the correction x · r + d. */
export interface RenormClipping {
  /** Default: none. */
  readonly rmax?: number | undefined;
  readonly rmin?: number | undefined;
  readonly dmax?: number | undefined;
}
export interface RenormOptions {
  /** Whether to renormalize. Default false. */
  renorm?: boolean | undefined;
  /** Bounds `{ rmin, rmax, dmax }`: r is kept within [rmin, rmax], d within [-dmax, dmax]. Default: none. */
  renormClipping?: RenormClipping | null | undefined;
  /** How much of the statistics that correct a step keeps. Default 0.99. */
  renormMomentum?: number | undefined;
}

const bounds = ["rmax", "rmin", "dmax"];
const clipping: Kind = {
  what: "an object of numbers rmin, rmax and dmax",
  test: (x) =>
    x === null ||
    (typeof x === "object" &&
      Object.entries(x).every(([k, v]) => bounds.includes(k) && (v === undefined || typeof v === "number"))),
};
export const renormKinds: Kinds<RenormOptions> = { renorm: flag, renormClipping: clipping, renormMomentum: share };

/** @throws TacetError for bounds that contradict each other */
export function checkClipping(owner: string, { rmin, rmax, dmax }: RenormClipping): void {
  if (rmin !== undefined && rmax !== undefined && rmax < rmin)
    throw new TacetError(`${owner}: expected rmin up to rmax, received rmin ${rmin} and rmax ${rmax}. Exchange them.`);
  if (dmax !== undefined && dmax < 0)
    throw new TacetError(`${owner}: expected dmax from 0, received ${show(dmax)}. Give the largest |d|.`);
}

/** The weights that renormalization adds, and what it does with them. */
export class Renorm {
  readonly #movingStddev: Variable;
  readonly #mean: Variable;
  readonly #stddev: Variable;
  readonly #clipping: RenormClipping;
  readonly #momentum: number;

  /** @param statistic adds a weight, one number a channel, that is not trained */
  constructor(
    { renormClipping, renormMomentum }: RenormOptions,
    statistic: (name: string, initializer: Initializer) => Variable,
    mean: Initializer,
    variance: Initializer,
  ) {
    const deviation = new FunctionInitializer((shape, dtype) => variance.call(shape, dtype).map(Math.sqrt));
    this.#movingStddev = statistic("moving_stddev", deviation);
    this.#mean = statistic("renorm_mean", mean);
    this.#stddev = statistic("renorm_stddev", deviation);
    this.#clipping = renormClipping ?? {};
    this.#momentum = renormMomentum ?? 0.99;
  }

  /** r and d, which no gradient goes through. */
  correction(mean: Tensor, variance: Tensor, epsilon: number): { r: Tensor; d: Tensor } {
    const { rmin, rmax, dmax } = this.#clipping;
    const known = ops.maximum(this.#stddev.tensor, Math.sqrt(epsilon));
    let r = variance.add(epsilon).sqrt().div(known);
    let d = mean.sub(this.#mean.tensor).div(known);
    if (rmin !== undefined) r = ops.maximum(r, rmin);
    if (rmax !== undefined) r = ops.minimum(r, rmax);
    if (dmax !== undefined) d = ops.clip(d, -dmax, dmax);
    return { r: ops.stopGradient(r), d: ops.stopGradient(d) };
  }

  /** Moves what corrects, and what inference uses. */
  update(
    mean: Tensor,
    variance: Tensor,
    { epsilon, momentum }: { readonly epsilon: number; readonly momentum: number },
    moving: { readonly mean: Variable; readonly variance: Variable },
  ): void {
    const deviation = variance.add(epsilon).sqrt();
    move(this.#mean, mean, this.#momentum);
    move(this.#stddev, deviation, this.#momentum);
    move(moving.mean, mean, momentum);
    move(this.#movingStddev, deviation, momentum);
    moving.variance.assign(ops.relu(this.#movingStddev.tensor.square().sub(epsilon)));
  }
}

/** A moving mean: a share of it stays, the rest is the new value. */
export function move(moving: Variable, value: Tensor, momentum: number): void {
  moving.assign(moving.tensor.mul(momentum).add(value.mul(1 - momentum)));
}
