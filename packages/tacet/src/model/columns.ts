/**
 * From what a user gives as x, y and weights to the columns of a step: one host
 * array for each batch input, checked against each other and the model.
 */
import { TacetError, Tensor, type StaticShape } from "@tacet/compiler";
import { checkRows, classWeights, rowsOf, sliceRows, toHost, type ArrayInput, type HostArray } from "./arrays.ts";
import type { Dataset } from "../data/dataset.ts";
import { namesOf } from "../layers/tensors.ts";
import { show } from "../options.ts";
import type { Column } from "./feed.ts";
import type { AnyNetwork, Form } from "./network.ts";
import { stepInputs, type Signature } from "./step.ts";

/** One array, a list of them by input or output, or an object of them by name. */
export type Arrays = ArrayInput | readonly ArrayInput[] | { readonly [name: string]: ArrayInput };
/** Arrays, or a Dataset of batches of them. */
export type Data = Arrays | Dataset;
/** By class index; classes that are left out weigh 1. */
export type ClassWeight = Readonly<Record<number, number>>;

/** Data on the host: lists by input and output. */
export interface HostData {
  readonly x: readonly HostArray[];
  /** How the inputs were given. */
  readonly form: Form;
  readonly y: readonly HostArray[];
  /** Which output each target is of. */
  readonly outputs: readonly number[];
  /** Empty, or one for each target. */
  readonly weights: readonly HostArray[];
}

/** Whether a list is one of arrays by input or output; nested arrays of numbers are one array. */
const isListOf = (given: unknown, count: number): given is readonly ArrayInput[] =>
  Array.isArray(given) && given.length > 0 && (count > 1 || given.every((e) => e instanceof Tensor));
const isByName = (x: Arrays): x is { readonly [name: string]: ArrayInput } =>
  typeof x === "object" && Object.getPrototypeOf(x) === Object.prototype;

/** Reads one array for each of the names, in their order; objects may hold others too where `loose`. */
async function readArrays(given: Arrays, what: string, names: readonly string[], loose = false): Promise<HostArray[]> {
  if (isByName(given)) {
    const unknown = loose ? undefined : Object.keys(given).find((name) => !names.includes(name));
    const missing = names.find((name) => !(name in given));
    if (unknown !== undefined || missing !== undefined) {
      throw new TacetError(
        `${what}: expected arrays by the names ${names.join(", ")}, or one array, received ${show(given)}.`,
      );
    }
    return Promise.all(names.map((name) => toHost(given[name]!, `${what}.${name}`)));
  }
  if (isListOf(given, names.length)) {
    if (given.length !== names.length)
      throw new TacetError(
        `${what}: expected one array for each of ${names.join(", ")}, received a list of ${given.length}${names.length === 1 ? " tensors. Give one tensor of all rows" : ""}.`,
      );
    return Promise.all(given.map((array, i) => toHost(array, names.length > 1 ? `${what}[${i}]` : what)));
  }
  if (names.length > 1) {
    throw new TacetError(
      `${what}: expected arrays for ${names.join(", ")}, in a list or by name, received ${show(given)}.`,
    );
  }
  return [await toHost(given, what)];
}

/** How inputs are given, to a model that learns from it what it takes. */
function formOf(given: Arrays): { form: Form; names: readonly string[] } {
  if (isByName(given)) return { form: namesOf(given), names: namesOf(given) };
  if (!isListOf(given, 1)) return { form: "one", names: ["x"] };
  return { form: "list", names: given.map((_, i) => `x[${i}]`) };
}

export interface Given {
  readonly x: Arrays;
  readonly y?: Arrays | undefined;
  readonly sampleWeight?: Arrays | undefined;
}

/** Brings data to the host; `where` ("", "validationData ") stands before the names in messages. */
export async function readData(network: AnyNetwork, given: Given, where = ""): Promise<HostData> {
  if ((given.x as unknown) === undefined || (given.x as unknown) === null)
    throw new TacetError(`${where}x: expected a Tensor or arrays of numbers, received ${show(given.x)}.`);
  const { form, names } = formOf(given.x);
  const inputs = (!network.learnsForm && network.modelInputs?.map((i) => i.name)) || names;
  const x = await readArrays(given.x, `${where}x`, inputs, inputs !== names);
  // A model that finds its outputs by running has to see its inputs first.
  if (network.learnsForm)
    network.prepare(
      x.map((a) => a.shape.slice(1)),
      form,
    );
  const { y, outputs } = await readTargets(network, given.y ?? undefined, `${where}y`);
  const weights = await readWeights(network, given.sampleWeight ?? undefined, outputs, `${where}sampleWeight`);
  checkRows([
    ...x.map((array, i) => ({ name: `${where}${x.length > 1 ? inputs[i]! : "x"}`, array })),
    ...y.map((array) => ({ name: `${where}y`, array })),
    ...weights.map((array) => ({ name: `${where}sampleWeight`, array })),
  ]);
  return { x, form, y, outputs, weights };
}

/** Targets of all outputs, or, given as fewer, of those that have a loss. */
async function readTargets(
  network: AnyNetwork,
  given: Arrays | undefined,
  what: string,
): Promise<{ y: HostArray[]; outputs: number[] }> {
  if (given === undefined) return { y: [], outputs: [] };
  const { outputNames: names, outputsNamed: named, compiled } = network;
  const all = names.map((_, i) => i);
  let outputs = all;
  if (names.length > 1) {
    const withLoss = compiled?.outputsWithLoss({ names, named }) ?? all;
    const count = isByName(given) ? Object.keys(given).length : isListOf(given, 2) ? given.length : 1;
    if (isByName(given) && count < names.length) outputs = all.filter((i) => Object.hasOwn(given, names[i]!));
    else if (count !== names.length && count === withLoss.length) outputs = withLoss;
    else if (withLoss.length === 1 && !isByName(given) && !isListOf(given, 1)) outputs = withLoss;
  }
  return { y: await readArrays(given, what, outputs.map((i) => names[i]!)), outputs }; // prettier-ignore
}

/** Weights of each target; one a row serves them all. */
async function readWeights(
  network: AnyNetwork,
  given: Arrays | undefined,
  outputs: readonly number[],
  what: string,
): Promise<HostArray[]> {
  if (given === undefined) return [];
  const names = outputs.map((i) => network.outputNames[i]!);
  const shared = names.length > 1 && !isByName(given) && !Array.isArray(given);
  const weights = await readArrays(given, what, shared || names.length === 0 ? ["sampleWeight"] : names);
  return shared ? names.map(() => weights[0]!) : weights;
}

export const rowCountOf = (data: HostData): number => rowsOf(data.x[0]!);
export const signatureOf = (data: HostData): Signature => {
  const rows = (arrays: readonly HostArray[]): StaticShape[] => arrays.map((a) => a.shape.slice(1));
  return { x: rows(data.x), y: rows(data.y), outputs: data.outputs, weights: rows(data.weights) };
};
/** The columns of the step's inputs. */
export function columnsOf(network: AnyNetwork, data: HostData, where = ""): Column[] {
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
    return { ...data, x: cut(data.x), y: cut(data.y), weights: cut(data.weights) };
  };
  return [part(0, at), part(at, rows)];
}

/** Builds the model for the data. */
export function prepareFor(network: AnyNetwork, data: HostData): void {
  network.prepare(
    data.x.map((a) => a.shape.slice(1)),
    data.form,
  );
}
