/** Functional models of programs on tacet: see `generate/graph.py`, which builds the same on Keras and says their form. */
import * as tacet from "tacet";

type Options = Readonly<Record<string, unknown>>;
/** A layer of tacet's by its name, or "sequential", "functional" or "addLoss"; with `frozen`, one that isn't trained; of a wrapper, `wrapped` is the layer inside. */
export interface LayerSpec extends Options {
  readonly layer: string;
}
/** A name, or a list or an object of names. */
export type Names = string | readonly string[] | Readonly<Record<string, string>>;
/** What a layer's call takes beside its input; a string in it is the name of a tensor. */
interface Given {
  readonly with?: Options;
}
export type CallSpec =
  | ({ readonly of: Names; readonly layer: LayerSpec } & Given)
  | ({ readonly of: Names; readonly use: string } & Given)
  | { readonly of: Names; readonly op: string; readonly args?: readonly unknown[] };
export interface GraphSpec {
  /** Asks Keras for the penalties of all calls; tacet counts them anyway. */
  readonly within?: boolean;
  readonly inputs: Readonly<Record<string, Options>>;
  readonly byName?: boolean;
  readonly calls: Readonly<Record<string, CallSpec>>;
  readonly outputs: Names;
}

export type Tensors = tacet.Tensor | readonly tacet.Tensor[] | { readonly [name: string]: tacet.Tensor };
export type ProgramModel = tacet.Model<Tensors, Tensors>;

/** What the names stand for, arranged as they are. */
export function arranged(names: Names, find: (name: string) => tacet.Tensor): Tensors {
  if (typeof names === "string") return find(names);
  if (isList(names)) return names.map(find);
  return Object.fromEntries(Object.entries(names).map(([key, name]) => [key, find(name)]));
}
const isList = (names: Exclude<Names, string>): names is readonly string[] => Array.isArray(names);

/** A graph as its calls are made, one after another: what each gives, by name. */
export class GraphCalls {
  readonly inputs: Readonly<Record<string, tacet.Tensor>>;
  readonly #layer: (spec: LayerSpec) => tacet.Layer;
  readonly #made = new Map<string, ProgramModel | tacet.Layer>();
  readonly #given = new Map<string, Tensors>();

  /** @param layer makes a layer from what a program says of it */
  constructor(inputs: GraphSpec["inputs"], layer: (spec: LayerSpec) => tacet.Layer) {
    this.#layer = layer;
    this.inputs = Object.fromEntries(
      Object.entries(inputs).map(([name, options]) => [name, tacet.input({ ...options, name })]),
    );
    for (const [name, tensor] of Object.entries(this.inputs)) this.#given.set(name, tensor);
  }
  readonly find = (full: string): tacet.Tensor => {
    const [call, place] = full.split("/") as [string, string?];
    const found = this.#given.get(call);
    return (place === undefined ? found : (found as readonly tacet.Tensor[])[Number(place)]) as tacet.Tensor;
  };
  /** Makes a call. @returns what it gives */
  add(name: string, call: CallSpec): Tensors {
    const given = this.#call(name, call, arranged(call.of, this.find));
    this.#given.set(name, given);
    return given;
  }
  #call(name: string, call: CallSpec, of: Tensors): Tensors {
    if ("op" in call) {
      const operands = Array.isArray(of) && call.op !== "concatenate" ? (of as unknown[]) : [of];
      const op = tacet.ops[call.op as keyof typeof tacet.ops] as (...args: unknown[]) => Tensors;
      return op(...operands, ...(call.args ?? []));
    }
    const called = "use" in call ? this.#made.get(call.use)! : this.#layer(call.layer);
    this.#made.set(name, called);
    const options = Object.entries(call.with ?? {}).map(([key, value]) => [key, this.#argument(value)]);
    return (called as ProgramModel).apply(of, Object.fromEntries(options) as object);
  }
  /** Names replaced by what they stand for, in lists too. */
  #argument(value: unknown): unknown {
    if (Array.isArray(value)) return value.map((one) => this.#argument(one));
    return typeof value === "string" ? this.find(value) : (value ?? undefined);
  }
}

/** @param layer makes a layer from what a program says of it */
export function buildGraph(
  { inputs: given, byName, calls, outputs }: GraphSpec,
  layer: (spec: LayerSpec) => tacet.Layer,
): ProgramModel {
  const made = new GraphCalls(given, layer);
  for (const [name, call] of Object.entries(calls)) made.add(name, call);
  const { inputs, find } = made;
  return tacet.model({ inputs: byName ? inputs : Object.values(inputs), outputs: arranged(outputs, find) });
}
