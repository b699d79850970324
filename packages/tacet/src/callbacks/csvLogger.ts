/** Writes every epoch's values into a CSV file. Source: keras/src/callbacks/csv_logger.py, CPython's csv module. */
import { TacetError } from "@tacet/compiler";
import { checkOptions, flag, required, text, type Kinds } from "../options.ts";
import { Callback, valuesOf, type Logs } from "./callback.ts";
import { pythonFloat } from "./pythonNumber.ts";

export interface CSVLoggerOptions {
  /** The file's path. */
  filename: string;
  /** One character between values. Default ",". */
  separator?: string | undefined;
  /** Whether the file's lines are kept, and more put below them. Default false: it begins anew with each `fit`. */
  append?: boolean | undefined;
}

const kinds: Kinds<CSVLoggerOptions> = {
  filename: required(text),
  separator: { what: "one character", test: (x) => typeof x === "string" && x.length === 1 },
  append: flag,
};

/** What is used of Node's `fs`. */
interface Files {
  writeFileSync(path: string, text: string): void;
  appendFileSync(path: string, text: string): void;
  statSync(path: string, options: { throwIfNoEntry: false }): { readonly size: number } | undefined;
}
// Asked for at run time: an import would end up in bundles for browsers, which have no such module.
function files(): Files {
  const host = globalThis as { process?: { getBuiltinModule?: (name: string) => Files | undefined } };
  const found = host.process?.getBuiltinModule?.("node:fs");
  if (found) return found;
  throw new TacetError(
    "csvLogger: expected Node, whose files it writes; there are none here. Take the values from a callback: { onEpochEnd: (epoch, logs) => … }.",
  );
}

/** A number as Python writes it; several as a list in quotes. */
function written(logged: number): string {
  const values = valuesOf(logged).map(pythonFloat);
  return values.length === 1 ? values[0]! : `"[${values.join(", ")}]"`;
}

/**
 * Writes a line after each epoch: `epoch`, then the values in the order of the alphabet. Where the first epoch has no
 * `val_` values, columns for them follow, with NA where there are none.
 * @throws TacetError outside Node
 */
export class CSVLogger extends Callback {
  readonly filename: string;
  readonly separator: string;
  readonly append: boolean;
  readonly #files: Files;
  #keys: readonly string[] | undefined;
  #header = true;

  constructor(given: CSVLoggerOptions) {
    super();
    const { filename, separator = ",", append = false } = checkOptions("csvLogger", given, kinds);
    this.filename = filename;
    this.separator = separator;
    this.append = append;
    this.#files = files();
  }

  override onTrainBegin(): void {
    this.#keys = undefined;
    const found = this.append ? this.#files.statSync(this.filename, { throwIfNoEntry: false }) : undefined;
    if (found) this.#header = found.size === 0;
    else this.#files.writeFileSync(this.filename, "");
  }

  override onEpochEnd(epoch: number, logs: Logs = {}): void {
    if (!this.#keys) {
      const keys = Object.keys(logs).sort();
      this.#keys = keys.some((key) => key.startsWith("val_")) ? keys : [...keys, ...keys.map((key) => `val_${key}`)];
      if (this.#header) this.#write(["epoch", ...this.#keys]);
    }
    this.#write([String(epoch), ...this.#keys.map((key) => (key in logs ? written(logs[key]!) : "NA"))]);
  }

  #write(fields: readonly string[]): void {
    const quoted = fields.map((field) =>
      field.includes(this.separator) || /["\r\n]/.test(field) ? `"${field.replaceAll('"', '""')}"` : field,
    );
    this.#files.appendFileSync(this.filename, `${quoted.join(this.separator)}\r\n`);
  }
}
