/** Stops training when a value stops improving. Source: keras/src/callbacks/early_stopping.py. */
import { type Tensor } from "@tacet/compiler";
import { say } from "./print.ts";
import type { Logs } from "./callback.ts";
import { checkOptions, finite, flag, oneOf, wholeFrom, type Kinds } from "../options.ts";
import { MonitorCallback, monitorKinds, type MonitorOptions } from "./monitor.ts";

export interface EarlyStoppingOptions extends MonitorOptions {
  /** Epochs without improvement after which training stops. Default 0. */
  patience?: number | undefined;
  /** 1 says when it acts. Default 0. */
  verbose?: 0 | 1 | undefined;
  /** A value to beat before the patience starts again. */
  baseline?: number | undefined;
  /** Puts back the weights of the best epoch at the end of training. Default false. */
  restoreBestWeights?: boolean | undefined;
  /** Epochs before which nothing is watched. Default 0. */
  startFromEpoch?: number | undefined;
}

const kinds: Kinds<EarlyStoppingOptions> = {
  ...monitorKinds,
  patience: wholeFrom(0),
  verbose: oneOf(0, 1),
  baseline: finite,
  restoreBestWeights: flag,
  startFromEpoch: wholeFrom(0),
};

/** Ends training once `monitor` has not improved for `patience` epochs. */
export class EarlyStopping extends MonitorCallback {
  readonly patience: number;
  readonly verbose: 0 | 1;
  readonly baseline: number | undefined;
  readonly restoreBestWeights: boolean;
  readonly startFromEpoch: number;
  wait = 0;
  stoppedEpoch = 0;
  bestEpoch = 0;
  bestWeights: Tensor[] | undefined;

  constructor(given?: EarlyStoppingOptions) {
    const options = checkOptions("earlyStopping", given, kinds);
    super("earlyStopping", options);
    this.patience = options.patience ?? 0;
    this.verbose = options.verbose ?? 0;
    this.baseline = options.baseline;
    this.restoreBestWeights = options.restoreBestWeights ?? false;
    this.startFromEpoch = options.startFromEpoch ?? 0;
  }

  override onTrainBegin(): void {
    this.wait = 0;
    this.stoppedEpoch = 0;
    this.best = undefined;
    this.bestWeights = undefined;
    this.bestEpoch = 0;
  }

  override onEpochEnd(epoch: number, logs?: Logs): void {
    const current = this.monitored(logs);
    if (current === undefined || epoch < this.startFromEpoch) return;
    if (this.restoreBestWeights && !this.bestWeights) {
      this.bestWeights = this.model.getWeights();
      this.bestEpoch = epoch;
    }
    this.wait++;
    if (this.isImprovement(current, this.best)) {
      this.best = current;
      this.bestEpoch = epoch;
      if (this.restoreBestWeights) this.bestWeights = this.model.getWeights();
      if (this.baseline === undefined || this.isImprovement(current, this.baseline)) this.wait = 0;
      return;
    }
    if (this.wait >= this.patience && epoch > 0) {
      this.stoppedEpoch = epoch;
      this.model.stopTraining = true;
    }
  }

  override onTrainEnd(): void {
    if (this.stoppedEpoch > 0 && this.verbose > 0) say(`Epoch ${this.stoppedEpoch + 1}: early stopping`);
    if (this.restoreBestWeights && this.bestWeights) {
      if (this.verbose > 0) say(`Restoring model weights from the end of the best epoch: ${this.bestEpoch + 1}.`);
      this.model.setWeights(this.bestWeights);
    }
  }
}
