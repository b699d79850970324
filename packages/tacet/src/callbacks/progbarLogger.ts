/**
 * Prints progress: one bar an epoch (verbose 1) or one line (verbose 2). Made
 * by `fit`, `evaluate` and `predict`; they feed it from metric memory about
 * every 50 ms, so that it never forces a call of the program to be short.
 * Source: keras/src/callbacks/progbar_logger.py.
 */
import { Callback, type Logs } from "./callback.ts";
import { say } from "./print.ts";
import { Progbar } from "./progbar.ts";

export class ProgbarLogger extends Callback {
  #bar: Progbar | undefined;
  /** Batches shown last. */
  #done = 0;
  /** The batches of an epoch, once one has shown how many there are. */
  #found: number | undefined;

  /** Starts a bar; in `fit`, names its epoch first. */
  begin(epoch?: number): void {
    const { verbose, steps, epochs } = this.params;
    if (verbose === 0) return;
    if (epoch !== undefined && epochs > 1) say(`Epoch ${epoch + 1}/${epochs}`);
    this.#done = 0;
    this.#bar = new Progbar(steps ?? this.#found, { verbose });
  }
  /** Shows `done` batches, where a drawing is due; `logs` is asked only then. */
  progress(done: number, logs: () => Logs): void {
    this.#done = done;
    if (this.#bar?.due) this.#bar.update(done, logs(), false);
  }
  /** Draws the bar full, with the last values. */
  end(logs: Logs): void {
    this.#found ??= this.#done;
    this.#bar?.finish(logs, this.#found);
    this.#bar = undefined;
  }
}
