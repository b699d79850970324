/**
 * Callbacks that compare one monitored value by epochs: which way is better,
 * and whether a value improves on another.
 * Source: keras/src/callbacks/monitor_callback.py.
 */
import { TacetError } from "@tacet/compiler";
import { finite, oneOf, text, type Kinds } from "../options.ts";
import { warn } from "../warn.ts";
import { Callback, valuesOf, type Logs } from "./callback.ts";

export interface MonitorOptions {
  /** The key to watch. Default "val_loss". */
  monitor?: string | undefined;
  /** The least change that counts as an improvement, absolute. Default 0. */
  minDelta?: number | undefined;
  /** Whether smaller or larger is better; "auto" asks the metric. Default "auto". */
  mode?: "auto" | "min" | "max" | undefined;
}

/** What the options of a callback that watches a value may be. */
export const monitorKinds: Kinds<MonitorOptions> = {
  monitor: text,
  minDelta: finite,
  mode: oneOf("auto", "min", "max"),
};

export abstract class MonitorCallback extends Callback {
  readonly monitor: string;
  readonly minDelta: number;
  readonly mode: "auto" | "min" | "max";
  best: number | undefined;
  #sign: 1 | -1 | undefined;

  readonly #label: string;

  /** @param label what messages call it: class names don't survive a minifier */
  constructor(label: string, { monitor = "val_loss", minDelta = 0, mode = "auto" }: MonitorOptions) {
    super();
    this.#label = label;
    this.monitor = monitor;
    this.minDelta = Math.abs(minDelta);
    this.mode = mode;
  }

  /** +1 where larger is better. */
  #direction(): 1 | -1 {
    if (this.mode !== "auto") return this.mode === "max" ? 1 : -1;
    const name = this.monitor.replace(/^val_/, "");
    const direction = this.model.metricDirection(name);
    if (direction === undefined) {
      throw new TacetError(
        `${this.#label}: it is not known whether ${JSON.stringify(this.monitor)} should grow or shrink. Give mode: "max" or mode: "min".`,
      );
    }
    return direction === "up" ? 1 : -1;
  }

  protected monitored(logs: Logs | undefined): number | undefined {
    this.#sign ??= this.#direction();
    const value = logs?.[this.monitor];
    if (value === undefined) {
      warn(
        `${this.#label} watches ${JSON.stringify(this.monitor)}, which is not there. Available: ${Object.keys(logs ?? {}).join(", ")}.`,
      );
      return undefined;
    }
    const { length } = valuesOf(value);
    if (length === 1) return value;
    throw new TacetError(
      `${this.#label}: expected one value of ${JSON.stringify(this.monitor)}, received ${length}. Average them: average: "macro", or one threshold.`,
    );
  }

  protected isImprovement(value: number, reference: number | undefined): boolean {
    if (reference === undefined) return true;
    this.#sign ??= this.#direction();
    return this.#sign > 0 ? value - this.minDelta > reference : value + this.minDelta < reference;
  }
}
