/**
 * From what a user gives as x, y and weights to the columns of a step: one host
 * array for each batch input, checked against each other and the model.
 */
import { TacetError, Tensor, type StaticShape } from "@tacet/compiler";
import { checkRows, classWeights, rowsOf, sliceRows, toHost, type ArrayInput, type HostArray } from "./arrays.ts";
import type { Dataset } from "../data/dataset.ts";
import { show } from "../options.ts";
import type { Column } from "./feed.ts";
import type { Network } from "./network.ts";
import { stepInputs, type Signature } from "./step.ts";

/** One array, a list of them by input or output, or an object of them by name. */
export type Arrays = ArrayInput | readonly Tensor[] | { readonly [name: string]: ArrayInput };
/** Arrays, or a Dataset of batches of them. */
export type Data = Arrays | Dataset;
/** By class index; classes that are left out weigh 1. */
export type ClassWeight = Readonly<Record<number, number>>;

/** Data on the host: lists by input and output. */
export interface HostData {
  readonly x: readonly HostArray[];
  readonly y: readonly HostArray[];
  /** Empty, or one for each target. */
  readonly weights: readonly HostArray[];
}

/** Reads inputs: `count` of them where the model knows its own. */
export async function readArrays(
  given: Arrays | null | undefined,
  what: string,
  names: readonly string[],
): Promise<HostArray[]> {
  if (given === undefined || given === null) return [];
  if (isByName(given)) {
    const unknown = Object.keys(given).find((name) => !names.includes(name));
    const missing = names.find((name) => !(name in given));
    if (unknown !== undefined || missing !== undefined) {
      throw new TacetError(
        `${what}: expected arrays by the names ${names.join(", ")}, or one array, received ${show(given)}.`,
      );
    }
    return Promise.all(names.map((name) => toHost(given[name]!, `${what}.${name}`)));
  }
  // A list of tensors is a list of inputs; nested arrays of numbers are one.
  if (
    Array.isArray(given) &&
    given.length > 0 &&
    given.every((e) => e instanceof Tensor || (ArrayBuffer.isView(e) && names.length > 1))
  ) {
    const list = given as readonly Tensor[];
    if (list.length !== names.length)
      throw new TacetError(
        `${what}: expected one array for each of ${names.join(", ")}, received a list of ${list.length} tensors. Give one tensor of all rows.`,
      );
    return Promise.all(list.map((array, i) => toHost(array, names.length > 1 ? `${what}[${i}]` : what)));
  }
  return [await toHost(given as ArrayInput, what)];
}
const isByName = (x: Arrays): x is { readonly [name: string]: ArrayInput } =>
  typeof x === "object" && Object.getPrototypeOf(x) === Object.prototype;

export interface Given {
  readonly x: Arrays;
  readonly y?: Arrays | undefined;
  readonly sampleWeight?: Arrays | undefined;
}

/** Brings data to the host; `where` ("", "validationData ") stands before the names in messages. */
export async function readData(network: Network, given: Given, where = ""): Promise<HostData> {
  const inputs = network.modelInputs?.map((i) => i.name) ?? ["x"];
  const x = await readArrays(given.x, `${where}x`, inputs);
  if (x.length === 0)
    throw new TacetError(`${where}x: expected a Tensor or arrays of numbers, received ${show(given.x)}.`);
  const y = await readArrays(given.y, `${where}y`, network.outputNames);
  let weights = await readArrays(given.sampleWeight, `${where}sampleWeight`, network.outputNames);
  // One weight a row serves every target.
  if (weights.length === 1 && y.length > 1) weights = y.map(() => weights[0]!);
  checkRows([
    ...x.map((array, i) => ({ name: `${where}${x.length > 1 ? inputs[i]! : "x"}`, array })),
    ...y.map((array) => ({ name: `${where}y`, array })),
    ...weights.map((array) => ({ name: `${where}sampleWeight`, array })),
  ]);
  return { x, y, weights };
}

export const rowCountOf = (data: HostData): number => rowsOf(data.x[0]!);
export const signatureOf = (data: HostData): Signature => {
  const rows = (arrays: readonly HostArray[]): StaticShape[] => arrays.map((a) => a.shape.slice(1));
  return { x: rows(data.x), y: rows(data.y), weights: rows(data.weights) };
};
/** The columns of the step's inputs. */
export function columnsOf(network: Network, data: HostData, where = ""): Column[] {
  const arrays = [...data.x, ...data.y, ...data.weights];
  return stepInputs(network, signatureOf(data)).map(({ name, dtype }, i) => ({
    name: where + name,
    array: arrays[i]!,
    dtype,
  }));
}

/** One weight a row by its class, in place of sample weights. */
export function weighClasses(data: HostData, weights: ClassWeight): HostData {
  const [target, ...others] = data.y;
  if (data.weights.length > 0) {
    throw new TacetError(
      "classWeight and sampleWeight: expected one of them, received both. Multiply them into sampleWeight.",
    );
  }
  if (!target || others.length > 0) {
    throw new TacetError(`classWeight: expected a model with one target, received ${data.y.length}. Use sampleWeight.`);
  }
  return { ...data, weights: [classWeights(target, weights)] };
}

/** The first floor(n (1 - split)) rows to train on, and the rest to validate with. */
export function splitData(data: HostData, split: number): [training: HostData, validation: HostData] {
  const rows = rowCountOf(data);
  const at = Math.floor(rows * (1 - split));
  if (at === 0 || at === rows) {
    throw new TacetError(
      `validationSplit ${split} of ${rows} rows leaves ${at} to train on and ${rows - at} to validate with; expected at least one each. Give more data, or another split.`,
    );
  }
  const part = (begin: number, end: number): HostData => {
    const cut = (arrays: readonly HostArray[]): HostArray[] => arrays.map((a) => sliceRows(a, begin, end));
    return { x: cut(data.x), y: cut(data.y), weights: cut(data.weights) };
  };
  return [part(0, at), part(at, rows)];
}

/** Builds the model for the data. */
export function prepareFor(network: Network, data: HostData): void {
  network.prepare(data.x.map((a) => a.shape.slice(1)));
}
