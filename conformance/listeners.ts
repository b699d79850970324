/**
 * The callbacks of a fit in a program, and what those leave that write, send or listen: as `generate/listeners.py`
 * makes and keeps them.
 */
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type * as tacet from "tacet";

/** A text with "#" for its numbers, and those. */
export interface Described {
  readonly text: string;
  readonly numbers: readonly number[];
}
export interface Left {
  files?: readonly Described[];
  posts?: readonly Described[];
  calls?: readonly string[];
}
interface Spec {
  readonly name: string;
  readonly [option: string]: unknown;
}
type Callback = tacet.CallbackHooks;

const number = /(?<![\w.])-?\d+(?:\.\d+)?(?:e[+-]?\d+)?(?![\w.])|\bnan\b/gu;

/** Rates by epoch, named in programs. */
const schedules: Readonly<Record<string, (epoch: number, rate: number) => number>> = {
  "halve every second": (epoch, rate) => (epoch % 2 === 1 ? rate * 0.5 : rate),
  "by epoch": (epoch) => 0.2 / (epoch + 1),
};

const described = (text: string): Described => ({
  text: text.replaceAll(number, "#"),
  numbers: [...text.matchAll(number)].map(([found]) => Number(found)),
});

export class Listeners {
  readonly #folder = mkdtempSync(join(tmpdir(), "tacet-"));
  readonly #files: string[] = [];
  readonly #posts: string[] = [];
  readonly #calls: string[] = [];

  /** @param make calls the factory of a plain one */
  callback(spec: Spec, make: (spec: Spec) => Callback): Callback {
    switch (spec.name) {
      case "csvLogger": {
        const { before, ...rest } = spec;
        const filename = join(this.#folder, `${this.#files.length}.csv`);
        if (typeof before === "string") writeFileSync(filename, before);
        this.#files.push(filename);
        return make({ ...rest, filename });
      }
      case "learningRateScheduler":
        return make({ ...spec, schedule: schedules[spec.schedule as string] });
      case "lambdaCallback":
        return make({ ...spec, ...this.#hooks() });
      default:
        return make(spec);
    }
  }

  #hooks(): Callback {
    const call = (hook: string, index: readonly number[], logs: tacet.Logs | undefined): void =>
      void this.#calls.push([hook, ...index, ...Object.keys(logs ?? {}).sort()].join(" "));
    return {
      onTrainBegin: (logs) => call("onTrainBegin", [], logs),
      onTrainEnd: (logs) => call("onTrainEnd", [], logs),
      onEpochBegin: (epoch, logs) => call("onEpochBegin", [epoch], logs),
      onEpochEnd: (epoch, logs) => call("onEpochEnd", [epoch], logs),
      onTrainBatchBegin: (batch, logs) => call("onTrainBatchBegin", [batch], logs),
      onTrainBatchEnd: (batch, logs) => call("onTrainBatchEnd", [batch], logs),
      onTestBegin: (logs) => call("onTestBegin", [], logs),
      onTestEnd: (logs) => call("onTestEnd", [], logs),
      onTestBatchBegin: (batch, logs) => call("onTestBatchBegin", [batch], logs),
      onTestBatchEnd: (batch, logs) => call("onTestBatchEnd", [batch], logs),
    };
  }

  /** While `body` runs, what it would post is kept. */
  async sending<T>(body: () => Promise<T>): Promise<T> {
    const { fetch } = globalThis;
    globalThis.fetch = (input, init) => {
      const sent = new Request(input, init);
      return sent.text().then((text) => {
        const fields = new URLSearchParams(text);
        const form = sent.headers.get("content-type")!.startsWith("application/x-www-form-urlencoded");
        const [field] = form ? [...fields.keys()] : [""];
        const own = Object.entries((init?.headers ?? {}) as Record<string, string>).filter(
          ([k]) => k !== "content-type",
        );
        const headers = own.map(([k, v]) => `${k}=${v}`).join(",");
        this.#posts.push(`${sent.url} ${headers} ${field} ${form ? fields.get(field!) : text}`);
        return new Response();
      });
    };
    try {
      return await body();
    } finally {
      globalThis.fetch = fetch;
    }
  }

  /** What there is, once the fit is over. */
  left(): Left {
    const files = this.#files.filter((path) => existsSync(path)).map((path) => described(readFileSync(path, "utf8")));
    rmSync(this.#folder, { recursive: true });
    return { files, posts: this.#posts.map(described), calls: this.#calls };
  }
}
