/** The record of a training run, which `fit` resolves to. Source: keras/src/callbacks/history.py. */
import { Callback, type Logs } from "./callback.ts";

/**
 * `history` holds one array for each of Keras's keys, a value an epoch;
 * `epoch` the epochs' indices. `fit` writes it straight from metric memory: as
 * a callback it costs nothing.
 */
export class History extends Callback {
  history: Record<string, number[]> = {};
  epoch: number[] = [];

  /** Adds one epoch's values, under their keys. */
  record(epoch: number, logs: Logs): void {
    this.epoch.push(epoch);
    for (const [key, value] of Object.entries(logs)) (this.history[key] ??= []).push(value);
  }
}
