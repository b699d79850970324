/** Lowers the learning rate when a value stops improving. Source: keras/src/callbacks/reduce_lr_on_plateau.py. */
import { checkOptions, magnitude, oneOf, shareBelow1, wholeFrom, type Kinds } from "../options.ts";
import type { Logs } from "./callback.ts";
import { learningRateOf, report } from "./learningRate.ts";
import { MonitorCallback, monitorKinds, type MonitorOptions } from "./monitor.ts";
import { say } from "./print.ts";
import { pythonFloat } from "./pythonNumber.ts";

export interface ReduceLROnPlateauOptions extends MonitorOptions {
  /** The least change that counts as an improvement, absolute. Default 0.0001. */
  minDelta?: number | undefined;
  /** What the rate is multiplied by: from 0 to below 1. Default 0.1. */
  factor?: number | undefined;
  /** Epochs without improvement after which the rate is lowered. Default 10. */
  patience?: number | undefined;
  /** 1 says when it acts. Default 0. */
  verbose?: 0 | 1 | undefined;
  /** Epochs after a reduction in which none is counted. Default 0. */
  cooldown?: number | undefined;
  /** The rate under which none is set. Default 0. */
  minLr?: number | undefined;
}

const kinds: Kinds<ReduceLROnPlateauOptions> = {
  ...monitorKinds,
  factor: shareBelow1,
  patience: wholeFrom(0),
  verbose: oneOf(0, 1),
  cooldown: wholeFrom(0),
  minLr: magnitude,
};

/**
 * Multiplies the learning rate by `factor` once `monitor` has not improved for `patience` epochs. The history gets
 * `learning_rate`, the rate of each epoch.
 */
export class ReduceLROnPlateau extends MonitorCallback {
  readonly factor: number;
  readonly patience: number;
  readonly verbose: 0 | 1;
  readonly cooldown: number;
  readonly minLr: number;
  /** Epochs without improvement so far. */
  wait = 0;
  /** Epochs that the cooldown still lasts. */
  cooldownCounter = 0;

  constructor(given?: ReduceLROnPlateauOptions) {
    const options = checkOptions("reduceLROnPlateau", given, kinds);
    super("reduceLROnPlateau", { ...options, minDelta: options.minDelta ?? 1e-4 });
    this.factor = options.factor ?? 0.1;
    this.patience = options.patience ?? 10;
    this.verbose = options.verbose ?? 0;
    this.cooldown = options.cooldown ?? 0;
    this.minLr = options.minLr ?? 0;
  }

  override onTrainBegin(): void {
    this.best = undefined;
    this.cooldownCounter = 0;
    this.wait = 0;
  }

  override onEpochEnd(epoch: number, logs?: Logs): void {
    report(this.model, logs);
    const current = this.monitored(logs);
    if (current === undefined) return;
    if (this.cooldownCounter > 0) {
      this.cooldownCounter--;
      this.wait = 0;
    }
    if (this.isImprovement(current, this.best)) {
      this.best = current;
      this.wait = 0;
    } else if (this.cooldownCounter === 0 && ++this.wait >= this.patience) this.#reduce(epoch);
  }

  #reduce(epoch: number): void {
    const old = learningRateOf(this.model);
    if (!(old > Math.fround(this.minLr))) return;
    const rate = Math.max(old * this.factor, this.minLr);
    this.model.optimizer.learningRate = rate;
    if (this.verbose > 0)
      say(`\nEpoch ${epoch + 1}: ReduceLROnPlateau reducing learning rate to ${pythonFloat(rate)}.`);
    this.cooldownCounter = this.cooldown;
    this.wait = 0;
  }
}
