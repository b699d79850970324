/** Muon: orthogonal steps for matrices, AdamW's for the rest. Source: keras/src/optimizers/muon.py; Jordan et al. 2024, Liu et al. 2025. */
import { ops, type Tensor, type Variable } from "@tacet/compiler";
import {
  checkOptions,
  finite,
  flag,
  list,
  magnitude,
  orNull,
  share,
  shareBelow1,
  wholeFrom,
  type Kinds,
} from "../options.ts";
import { AdamStep } from "./moments.ts";
import { optimizerKinds, type OptimizerOptions } from "./options.ts";

/** `weightDecay` is 0.004 by default, for matrices. */
export interface MuonOptions extends OptimizerOptions {
  /** Decay of AdamW's mean of gradients. Default 0.9. */
  readonly adamBeta1?: number | undefined;
  /** Decay of AdamW's mean of squares. Default 0.999. */
  readonly adamBeta2?: number | undefined;
  /** The weight decay of what AdamW trains. Default 0.004. */
  readonly adamWeightDecay?: number | null | undefined;
  /** Added to AdamW's root before dividing. Default 1e-7. */
  readonly epsilon?: number | undefined;
  /** Patterns of weights' paths ("dense_1/kernel") that AdamW trains: best the last layer's. Default: none. */
  readonly excludeLayers?: readonly string[] | null | undefined;
  /** Whether AdamW trains what has "embedding" in its path. Default true. */
  readonly excludeEmbeddings?: boolean | undefined;
  /** The coefficient of x in the Newton-Schulz iteration. Default 3.4445. */
  readonly muonA?: number | undefined;
  /** The coefficient of x³. Default -4.775. */
  readonly muonB?: number | undefined;
  /** The coefficient of x⁵. Default 2.0315. */
  readonly muonC?: number | undefined;
  /** AdamW's learning rate over Muon's. Default 1. */
  readonly adamLrRatio?: number | undefined;
  /** How much of the momentum is kept. Default 0.95. */
  readonly momentum?: number | undefined;
  /** Newton-Schulz iterations. Default 5. */
  readonly nsSteps?: number | undefined;
  /** Nesterov's form of momentum. Default true. */
  readonly nesterov?: boolean | undefined;
  /** Scales steps by this times √(larger side), so that AdamW's rates fit. Default 0.2; null for none. */
  readonly rmsRate?: number | null | undefined;
}

const kinds: Kinds<MuonOptions> = {
  ...optimizerKinds,
  adamBeta1: shareBelow1,
  adamBeta2: shareBelow1,
  adamWeightDecay: orNull(magnitude),
  epsilon: magnitude,
  excludeLayers: orNull(list),
  excludeEmbeddings: flag,
  muonA: finite,
  muonB: finite,
  muonC: finite,
  adamLrRatio: magnitude,
  momentum: share,
  nsSteps: wholeFrom(0),
  nesterov: flag,
  rmsRate: orNull(magnitude),
};

export class Muon extends AdamStep {
  readonly adamBeta1: number;
  readonly adamBeta2: number;
  readonly adamWeightDecay: number | null;
  readonly epsilon: number;
  readonly excludeLayers: readonly string[];
  readonly excludeEmbeddings: boolean;
  readonly muonA: number;
  readonly muonB: number;
  readonly muonC: number;
  readonly adamLrRatio: number;
  readonly momentum: number;
  readonly nsSteps: number;
  readonly nesterov: boolean;
  readonly rmsRate: number | null;
  constructor(given?: MuonOptions) {
    const options = checkOptions("muon", given, kinds);
    super("Muon", options, kinds, { weightDecay: 0.004 });
    this.adamBeta1 = options.adamBeta1 ?? 0.9;
    this.adamBeta2 = options.adamBeta2 ?? 0.999;
    this.adamWeightDecay = options.adamWeightDecay === undefined ? 0.004 : options.adamWeightDecay;
    this.epsilon = options.epsilon ?? 1e-7;
    this.excludeLayers = options.excludeLayers ?? [];
    this.excludeEmbeddings = options.excludeEmbeddings ?? true;
    this.muonA = options.muonA ?? 3.4445;
    this.muonB = options.muonB ?? -4.775;
    this.muonC = options.muonC ?? 2.0315;
    this.adamLrRatio = options.adamLrRatio ?? 1;
    this.momentum = options.momentum ?? 0.95;
    this.nsSteps = options.nsSteps ?? 5;
    this.nesterov = options.nesterov ?? true;
    this.rmsRate = options.rmsRate === undefined ? 0.2 : options.rmsRate;
  }
  /** Whether AdamW trains a weight. */
  #byAdam({ name, shape }: Variable): boolean {
    return (
      shape.length !== 2 ||
      (this.excludeEmbeddings && name.toLowerCase().includes("embedding")) ||
      this.excludeLayers.some((pattern) => new RegExp(pattern, "u").test(name))
    );
  }
  protected override decayOf(weight: Variable): number | null {
    if (this.decay.excludes(weight)) return null;
    return this.#byAdam(weight) ? this.adamWeightDecay : this.weightDecay;
  }
  protected override buildSlots(weights: readonly Variable[]): void {
    for (const weight of weights)
      this.addSlots([weight], this.#byAdam(weight) ? ["momentum", "velocity"] : ["momentum"]);
  }
  protected override updateStep(gradient: Tensor, weight: Variable, learningRate: Tensor): void {
    if (this.#byAdam(weight)) {
      const moments = { beta1: this.adamBeta1, beta2: this.adamBeta2, epsilon: this.epsilon };
      this.adamStep(gradient, weight, learningRate.mul(this.adamLrRatio), moments);
      return;
    }
    const slot = this.slot(weight, "momentum");
    const m = this.store(slot, slot.tensor.add(gradient.add(slot.tensor.mul(this.momentum - 1))));
    const step = learningRate.mul(this.#orthogonal(this.nesterov ? gradient.add(m.mul(this.momentum)) : m));
    const side = Math.max(...weight.shape);
    const root = ops.full([], side, weight.dtype).sqrt();
    weight.assign(weight.tensor.sub(this.rmsRate === null ? step : step.mul(root).mul(this.rmsRate)));
  }
  /** Near the orthogonal matrix closest to a matrix, by Newton-Schulz iterations of its shorter side. */
  #orthogonal(matrix: Tensor): Tensor {
    const [rows, columns] = matrix.shape as readonly [number, number];
    const turned = (x: Tensor): Tensor => (rows > columns ? ops.transpose(x) : x);
    let x = turned(matrix);
    x = x.div(x.square().sum(undefined, true).sqrt().add(1e-7));
    for (let i = 0; i < this.nsSteps; i++) {
      const a = x.matmul(ops.transpose(x));
      const b = a.mul(this.muonB).add(a.mul(this.muonC).matmul(a));
      x = x.mul(this.muonA).add(b.matmul(x));
    }
    return turned(x);
  }
}
