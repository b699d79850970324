/** Keras's progress bar, character by character. Source: keras/src/utils/progbar.py. */
import { valuesOf } from "./callback.ts";
import { print } from "./print.ts";

const now = (): number => performance.now() / 1000;
const bold = (text: string): string => `\x1b[1m${text}\x1b[0m`;
const exponential = (x: number): string => x.toExponential(4).replace(/e([+-])(\d)$/, "e$10$2");
const formatValue = (x: number): string =>
  Number.isNaN(x) ? "nan" : Math.abs(x) > 1e-3 ? x.toFixed(4) : exponential(x);

function formatTime(seconds: number, unit: string): string {
  if (seconds >= 1 || seconds === 0) return ` ${seconds.toFixed(0)}s/${unit}`;
  if (seconds >= 1e-3) return ` ${(seconds * 1e3).toFixed(0)}ms/${unit}`;
  return ` ${(seconds * 1e6).toFixed(0)}us/${unit}`;
}
function formatEta(seconds: number): string {
  const two = (x: number): string => String(Math.floor(x)).padStart(2, "0");
  if (seconds > 3600) return `${Math.floor(seconds / 3600)}:${two((seconds % 3600) / 60)}:${two(seconds % 60)}`;
  if (seconds > 60) return `${Math.floor(seconds / 60)}:${two(seconds % 60)}`;
  return `${Math.floor(seconds)}s`;
}

export interface ProgbarOptions {
  readonly verbose: 1 | 2;
  readonly unit?: string;
  /** Characters of the bar. Default 20. */
  readonly width?: number;
  /** Seconds between two drawings. Default 0.05. */
  readonly interval?: number;
  readonly write?: (text: string) => void;
}

/** A bar over `target` steps, or a count of them where it isn't known; values are shown as they are given. */
export class Progbar {
  #target: number | undefined;
  readonly #options: Required<ProgbarOptions>;
  readonly #values = new Map<string, number>();
  readonly #start = now();
  #lastDrawn = 0;
  #afterFirst: number | undefined;
  #previousWidth = 0;

  constructor(target: number | undefined, options: ProgbarOptions) {
    this.#target = target;
    this.#options = { unit: "step", width: 20, interval: 0.05, write: print, ...options };
  }

  /** Whether a drawing is due: asking costs less than gathering the values. */
  get due(): boolean {
    return this.#options.verbose === 1 && now() - this.#lastDrawn >= this.#options.interval;
  }

  /** Draws the bar full; `found` is its target where none was known before. */
  finish(values: Readonly<Record<string, number>>, found: number): void {
    this.#target ??= found;
    this.update(this.#target, values, true);
  }

  update(
    current: number,
    values: Readonly<Record<string, number>>,
    finalize = this.#target !== undefined && current >= this.#target,
  ): void {
    for (const [key, value] of Object.entries(values)) {
      const each = valuesOf(value);
      this.#values.set(key, each.reduce((a, b) => a + b, 0) / each.length);
    }
    const time = now();
    const perStep = this.#perStep(current, time);
    if (this.#options.verbose === 1) {
      if (time - this.#lastDrawn < this.#options.interval && !finalize) return;
      this.#draw(current, finalize, time, perStep);
    } else if (finalize) {
      this.#options.write(
        `${this.#count(current)} - ${(time - this.#start).toFixed(0)}s -${formatTime(perStep, this.#options.unit)}${this.#shown()}\n`,
      );
    }
    this.#lastDrawn = time;
  }

  #draw(current: number, finalize: boolean, time: number, perStep: number): void {
    const { width, unit, write } = this.#options;
    const target = this.#target;
    const count = this.#count(current);
    const filled = target === undefined ? 0 : Math.floor((width * current) / target);
    const bar =
      target === undefined
        ? count
        : `${bold(count)} ${filled > 0 ? `\x1b[32m${"━".repeat(filled)}\x1b[0m` : ""}\x1b[37m${"━".repeat(width - filled)}\x1b[0m`;
    const elapsed = finalize || target === undefined;
    const clock = elapsed ? `${(time - this.#start).toFixed(0)}s` : formatEta(perStep * (target - current));
    const rest = `${formatTime(perStep, unit)}${this.#shown()}`;
    const barWidth = target === undefined ? count.length : count.length + 1 + width;
    const total = barWidth + 1 + clock.length + rest.length;
    const begin = `${"\b".repeat(this.#previousWidth)}\r`;
    const blank = " ".repeat(Math.max(0, this.#previousWidth - total));
    write(`${begin}${bar} ${bold(clock)}${rest}${blank}${finalize ? "\n" : ""}`);
    this.#previousWidth = total;
  }

  #count(current: number): string {
    const target = this.#target;
    if (target === undefined) return `${String(current).padStart(7)}/Unknown`;
    return `${String(current).padStart(String(target).length)}/${target}`;
  }
  #shown(): string {
    return [...this.#values].map(([key, value]) => ` - ${key}: ${formatValue(value)}`).join("");
  }
  /** Seconds a step, leaving out the first, which compiles. */
  #perStep(current: number, time: number): number {
    if (current === 0) return 0;
    const perStep =
      this.#afterFirst !== undefined && current > 1
        ? (time - this.#afterFirst) / (current - 1)
        : (time - this.#start) / current;
    if (current === 1) this.#afterFirst = time;
    return perStep;
  }
}
