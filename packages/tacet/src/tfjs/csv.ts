/** Rows of a CSV file as a dataset. Source: tfjs-data/src/datasets/csv_dataset.ts. */
import { Dataset as KerasDataset, TacetError } from "../index.ts";
import { Dataset } from "./dataset.ts";

export interface ColumnConfig {
  /** Whether an empty field is an error. */
  required?: boolean | undefined;
  /** How fields are read. Default: as numbers where they are some, else as text. */
  dtype?: "float32" | "int32" | "bool" | "string" | undefined;
  /** What an empty field stands for. */
  default?: unknown;
  /** Whether the column is part of `ys`. */
  isLabel?: boolean | undefined;
}
export interface CSVConfig {
  /** Whether the first line names the columns. Default true. */
  hasHeader?: boolean | undefined;
  columnNames?: readonly string[] | undefined;
  columnConfigs?: Readonly<Record<string, ColumnConfig>> | undefined;
  /** Whether other columns are left out. Default false. */
  configuredColumnsOnly?: boolean | undefined;
  /** One character. Default ",". */
  delimiter?: string | undefined;
}
type Row = Record<string, unknown>;
/** A row; with labels its other columns are `xs`, and these `ys`. */
export type CSVElement = Row | { xs: Row; ys: Row };

/** Text of a URL, or in Node of a file: "file://data.csv". */
async function textOf(source: string): Promise<string> {
  if (source.startsWith("file://")) {
    const host = globalThis as { process?: { getBuiltinModule?: (name: string) => { readFileSync(path: string, encoding: "utf8"): string } | undefined } }; // prettier-ignore
    const files = host.process?.getBuiltinModule?.("node:fs");
    if (files) return files.readFileSync(source.slice("file://".length), "utf8");
    throw new TacetError(`data.csv: "${source}" is a file, which only Node reads. Give a URL.`);
  }
  const response = await fetch(source);
  if (response.ok) return response.text();
  throw new TacetError(`data.csv: "${source}" answered ${response.status} ${response.statusText}.`);
}
/** The fields of each line; a field in quotes may hold anything, and a quote doubled. */
function fieldsOf(text: string, delimiter: string): string[][] {
  const rows: string[][] = [];
  let [row, field, quoted] = [[] as string[], "", false];
  const endField = (): void => void (row.push(field), (field = ""));
  const endRow = (): void => {
    endField();
    if (row.length > 1 || row[0] !== "") rows.push(row);
    row = [];
  };
  for (let i = 0; i < text.length; i++) {
    const c = text[i]!;
    if (quoted && c === '"' && text[i + 1] === '"') field += text[++i]!;
    else if (c === '"') quoted = !quoted;
    else if (quoted) field += c;
    else if (c === delimiter) endField();
    else if (c === "\n") endRow();
    else if (c !== "\r") field += c;
  }
  if (field !== "" || row.length > 0) endRow();
  return rows;
}
function valueOf(field: string, name: string, config: ColumnConfig | undefined): unknown {
  if (field === "") {
    if (config?.default !== undefined) return config.default;
    if (config?.required) throw new TacetError(`data.csv: the column "${name}" is required, and empty in a row.`);
    return undefined;
  }
  if (config?.dtype === "string") return field;
  if (config?.dtype === "bool") return field === "1" || field.toLowerCase() === "true" ? 1 : 0;
  const number = Number(field);
  if (config?.dtype === "int32") return Math.floor(number);
  return Number.isNaN(number) && config?.dtype === undefined ? field : number;
}

/** A dataset of rows by column; it is read anew with each pass. */
export class CSVDataset extends Dataset<CSVElement> {
  readonly #columns: () => Promise<string[]>;
  constructor(inner: KerasDataset<CSVElement>, columns: () => Promise<string[]>) {
    super(inner);
    this.#columns = columns;
  }
  /** The columns that rows have. */
  columnNames(): Promise<string[]> {
    return this.#columns();
  }
}
/**
 * The rows of a CSV file.
 * @param source a URL, or in Node "file://…"
 * @throws TacetError, when it is read, for columns that are not there, and for rows of another length
 */
export function csv(source: string, config: CSVConfig = {}): CSVDataset {
  const { hasHeader = true, columnConfigs = {}, configuredColumnsOnly = false, delimiter = "," } = config;
  const read = async (): Promise<{ names: readonly string[]; rows: string[][] }> => {
    const rows = fieldsOf(await textOf(source), delimiter);
    const header = hasHeader ? rows.shift() : undefined;
    const names = config.columnNames ?? header;
    if (!names) throw new TacetError("data.csv: expected columnNames, since there is no header.");
    const missing = Object.keys(columnConfigs).find((name) => !names.includes(name));
    if (missing !== undefined)
      throw new TacetError(`data.csv: there is no column "${missing}". Columns: ${names.join(", ")}.`);
    return { names, rows };
  };
  const used = (name: string): boolean => !configuredColumnsOnly || Object.hasOwn(columnConfigs, name);
  const labelled = Object.values(columnConfigs).some(({ isLabel }) => isLabel);
  const elements = async function* (): AsyncGenerator<CSVElement> {
    const { names, rows } = await read();
    for (const row of rows) {
      if (row.length !== names.length)
        throw new TacetError(`data.csv: expected ${names.length} fields in a row, received ${row.length}: ${row.join(delimiter)}.`); // prettier-ignore
      const [xs, ys]: [Row, Row] = [{}, {}];
      names.forEach((name, i) => {
        if (used(name)) (columnConfigs[name]?.isLabel ? ys : xs)[name] = valueOf(row[i]!, name, columnConfigs[name]);
      });
      yield labelled ? { xs, ys } : xs;
    }
  };
  return new CSVDataset(KerasDataset.fromGenerator(elements), async () => (await read()).names.filter(used));
}
