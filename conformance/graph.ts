/** Functional models of programs on tacet: see `generate/graph.py`, which builds the same on Keras and says their form. */
import * as tacet from "tacet";

type Options = Readonly<Record<string, unknown>>;
/** A layer of tacet's by its name, or "sequential", "functional" or "addLoss"; with `frozen`, one that isn't trained. */
export interface LayerSpec extends Options {
  readonly layer: string;
}
/** A name, or a list or an object of names. */
export type Names = string | readonly string[] | Readonly<Record<string, string>>;
type CallSpec =
  | { readonly of: Names; readonly layer: LayerSpec }
  | { readonly of: Names; readonly use: string }
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

/** @param layer makes a layer from what a program says of it */
export function buildGraph(
  { inputs: given, byName, calls, outputs }: GraphSpec,
  layer: (spec: LayerSpec) => tacet.Layer,
): ProgramModel {
  const made = new Map<string, ProgramModel | tacet.Layer>();
  const inputs = Object.fromEntries(
    Object.entries(given).map(([name, options]) => [name, tacet.input({ ...options, name })]),
  );
  const tensors = new Map<string, unknown>(Object.entries(inputs));
  const find = (full: string): tacet.Tensor => {
    const [call, place] = full.split("/") as [string, string?];
    const found = tensors.get(call);
    return (place === undefined ? found : (found as tacet.Tensor[])[Number(place)]) as tacet.Tensor;
  };
  for (const [name, call] of Object.entries(calls)) {
    const of = arranged(call.of, find);
    if ("op" in call) {
      const operands = Array.isArray(of) && call.op !== "concatenate" ? (of as unknown[]) : [of];
      const op = tacet.ops[call.op as keyof typeof tacet.ops] as (...args: unknown[]) => unknown;
      tensors.set(name, op(...operands, ...(call.args ?? [])));
      continue;
    }
    const called = "use" in call ? made.get(call.use)! : layer(call.layer);
    made.set(name, called);
    tensors.set(name, (called as ProgramModel).apply(of));
  }
  return tacet.model({ inputs: byName ? inputs : Object.values(inputs), outputs: arranged(outputs, find) });
}
