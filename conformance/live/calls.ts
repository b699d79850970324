/**
 * Draws the calls of a graph, one after another: layers, merging layers, layers that were called before, ops, and models
 * inside. Shapes come from tacet, which makes each call as it is drawn.
 */
import { GraphCalls, type CallSpec, type GraphSpec, type LayerSpec, type Names, type Tensors } from "../graph.ts";
import { layer as makeLayer } from "../program.ts";
import type { Draw } from "./draw.ts";
import { drawLayer, drawMerge } from "./layers.ts";
import { drawOp } from "./ops.ts";
import { drawSequenceCall } from "./recurrent.ts";
import { drawLayers } from "./row.ts";
import { floats, sizeOf, type Options, type Rows, type RowShape } from "./tables.ts";

/** A tensor of the graph: "t3", or "t3/1" for the second of several. */
export interface Place {
  readonly name: string;
  readonly shape: RowShape;
  readonly rows: Rows;
  readonly given: boolean;
}
const largestRow = 300;
/** Rows that a tensor is brought to another's shape for. */
const largestCompanion = 24;
/** How deep models stand in models. */
const deepest = 2;

/** Whether a layer adds to the loss by what it puts out, or one inside it does. */
const addsToLoss = (spec: LayerSpec): boolean =>
  /"(activityRegularizer|activityRegularization|addLoss)"/u.test(JSON.stringify(spec));

export class CallsDraw {
  readonly calls: Record<string, CallSpec> = {};
  readonly inputs: GraphSpec["inputs"];
  readonly #d: Draw;
  readonly #random: boolean;
  readonly #depth: number;
  readonly #made: GraphCalls;
  readonly #places: Place[];
  readonly #unused: Set<string>;
  /** Layers that may be called again, by what they took. */
  readonly #again: {
    readonly use: string;
    readonly taken: readonly Rows[];
    readonly list: boolean;
    readonly given: Given;
  }[] = [];

  /** @param random whether layers may draw random numbers as they train */
  constructor(d: Draw, inputs: Readonly<Record<string, Rows>>, random: boolean, depth = 0) {
    this.#d = d;
    this.#random = random;
    this.#depth = depth;
    this.inputs = Object.fromEntries(
      Object.entries(inputs).map(([name, { kind, shape }]) => [
        name,
        { shape, ...(kind === "indices" && d.maybe(0.5, () => ({ dtype: "int32" }))) },
      ]),
    );
    this.#made = new GraphCalls(this.inputs, makeLayer);
    this.#places = Object.entries(inputs).map(([name, rows]) => ({ name, shape: rows.shape, rows, given: true }));
    this.#unused = new Set(Object.keys(inputs));
  }

  /** Adds a call. @returns what it gives; nothing where that would be too large */
  add(call: CallSpec): readonly Place[] {
    const name = this.#nextName;
    const result: Tensors = this.#made.add(name, call);
    const list = Array.isArray(result) ? (result as readonly { readonly shape: readonly unknown[] }[]) : undefined;
    const shapes = (list ?? [result as { readonly shape: readonly unknown[] }]).map((t) =>
      t.shape.slice(1).map(Number),
    );
    if (shapes.some((shape) => sizeOf(shape) > largestRow)) return [];
    const places = shapes.map((shape, i) => ({
      name: list ? `${name}/${i}` : name,
      shape,
      rows: floats(shape),
      given: false,
    }));
    this.calls[name] = call;
    for (const used of namesIn(call.of)) this.#unused.delete(used);
    for (const place of places) this.#unused.add(place.name);
    this.#places.push(...places);
    // Of a layer that the outermost model calls twice, Keras counts the activity penalty of the last call only.
    if ("layer" in call && (this.#depth > 0 || !addsToLoss(call.layer))) {
      const taken = namesIn(call.of).map((one) => this.#place(one).rows);
      this.#again.push({ use: name, taken, list: typeof call.of !== "string", given: withOf(call) });
    }
    return places;
  }
  /** Adds a call of whatever kind. */
  grow(): void {
    const move = this.#d.next();
    const place = this.#pick();
    const { kind } = place.rows;
    if (move < (this.#depth > 0 ? 0.45 : 0.38)) this.#call(this.#layer(place.rows), place);
    else if (move < 0.58) this.#merge(this.floats(place));
    else if (move < 0.78) this.#callAgain();
    else if ((move < 0.87 && kind === "floats") || this.#depth === deepest) this.#op(this.floats(place));
    else this.#nest(place);
  }
  /** The tensors that nothing has used, the latest first, and then others; inputs where nothing else is there. */
  ends(most: number): readonly Place[] {
    const made = this.#places.filter(({ given }) => !given).reverse();
    const ends = [...made].sort((a, b) => Number(this.#unused.has(b.name)) - Number(this.#unused.has(a.name)));
    return (ends.length > 0 ? ends : this.#places).slice(0, most);
  }
  /** Brings a tensor to one axis. */
  flat(place: Place): Place {
    return place.shape.length === 1 ? place : this.add({ layer: { layer: "flatten" }, of: place.name })[0]!;
  }
  /** Looks indices up. */
  floats(place: Place): Place {
    if (place.rows.kind === "floats") return place;
    return this.add({ layer: drawLayer(this.#d, place.rows, this.#random), of: place.name })[0]!;
  }
  /** The call that made the layer which gives a tensor. */
  maker(name: string): string {
    const call = this.calls[name.split("/")[0]!];
    return call && "use" in call ? this.maker(call.use) : name.split("/")[0]!;
  }
  get unused(): readonly Place[] {
    return this.#places.filter(({ name }) => this.#unused.has(name));
  }

  #place(name: string): Place {
    return this.#places.find((place) => place.name === name)!;
  }
  #pick(): Place {
    const { unused } = this;
    return this.#d.one(unused.length > 0 && this.#d.chance(0.7) ? unused : this.#places);
  }
  #layer(rows: Rows): LayerSpec {
    if (rows.kind === "floats" && this.#d.chance(0.06)) return { layer: "addLoss", vector: this.#d.chance(0.5) };
    return drawLayer(this.#d, rows, this.#random);
  }
  /** A call of a layer on a tensor; of a recurrent one it may have more to it. */
  #call(spec: LayerSpec, place: Place): void {
    const more = drawSequenceCall(this.#d, spec);
    const states = more?.initialState.map((shape) => this.#companion(shape, place.name)) ?? [];
    const given: Options = {
      ...(states.length > 0 && { initialState: states }),
      ...(more?.masked && { mask: this.#mask(place.name) }),
    };
    this.add({ layer: more?.spec ?? spec, of: place.name, ...(Object.keys(given).length > 0 && { with: given }) });
  }
  /** Which steps of a sequence have a number above 0. */
  #mask(of: string): string {
    const largest = this.#hidden({ op: "max", of, args: [-1] });
    return this.#hidden({ op: "greater", of: largest, args: [0] });
  }
  /** A call whose result goes nowhere else. */
  #hidden(call: CallSpec): string {
    const name = this.#nextName;
    this.#made.add(name, call);
    this.calls[name] = call;
    return name;
  }
  get #nextName(): string {
    return `t${Object.keys(this.calls).length}`;
  }
  #merge({ name, shape }: Place): void {
    if (sizeOf(shape) > largestCompanion) return;
    const { spec, others, given } = drawMerge(this.#d, shape, this.#random);
    const of = others.map((other) => (other === "itself" ? name : this.#companion(other, name)));
    this.add({ layer: spec, of: [name, ...of], ...(given && Object.keys(given).length > 0 && { with: given }) });
  }
  #op({ name, shape }: Place): void {
    const { call, others } = drawOp(this.#d, shape);
    if (others.length > 0 && sizeOf(shape) > largestCompanion) return;
    const companions = others.map((other) => this.#companion(other, name));
    this.add({ ...call, of: companions.length > 0 ? [name, ...companions] : name });
  }
  /** A layer that was called before, on other tensors of the shapes that it took. */
  #callAgain(): void {
    const fitting = this.#again.filter(({ taken }) =>
      taken.every((rows) => this.#places.some((place) => alike(place.rows, rows))),
    );
    if (fitting.length === 0) return;
    const { use, taken, list, given } = this.#d.one(fitting);
    const names = taken.map((rows) =>
      rows.kind === "indices"
        ? this.#d.one(this.#places.filter((place) => alike(place.rows, rows))).name
        : this.#companion(rows.shape, ""),
    );
    this.add({ use, of: list ? names : names[0]!, ...given });
  }
  #nest({ name, rows }: Place): void {
    const d = this.#d;
    const frozen = d.maybe(0.08, () => ({ frozen: true }));
    if (d.chance(0.4)) {
      const { layers } = drawLayers(d, rows, d.whole(1, 3), this.#random);
      if (layers.length > 0) this.add({ layer: { layer: "sequential", layers, ...frozen }, of: name });
      return;
    }
    const other = d.chance(0.4) ? this.#pick() : undefined;
    const two = other && other.name !== name ? other : undefined;
    const inner = new CallsDraw(d, { x: rows, ...(two && { z: two.rows }) }, this.#random, this.#depth + 1);
    for (let left = d.whole(1, 5); left > 0; left--) inner.grow();
    if (Object.keys(inner.calls).length === 0) inner.add({ layer: { layer: "dense", units: 2 }, of: inner.floats(inner.ends(1)[0]!).name }); // prettier-ignore
    const ends = inner.ends(d.chance(0.3) ? 2 : 1).map((end) => end.name);
    const graph: GraphSpec = { inputs: inner.inputs, calls: inner.calls, outputs: ends.length > 1 ? ends : ends[0]! };
    this.add({ layer: { layer: "functional", graph, ...frozen }, of: two ? [name, two.name] : name });
  }
  /** A tensor of rows of the shape: one that is there, or one that is made for it. @param but not this one, if possible */
  #companion(shape: RowShape, but: string): string {
    const d = this.#d;
    const wanted = floats(shape);
    const there = this.#places.filter((place) => place.name !== but && alike(place.rows, wanted));
    if (there.length > 0 && d.chance(0.8)) return d.one(there).name;
    const from = this.floats(this.#pick());
    const ends = [from.shape, shape].map((one) => one.slice(0, -1));
    if (same(ends[0]!, ends[1]!)) return this.#dense(from.name, shape.at(-1)!);
    const dense = this.#dense(this.flat(from).name, sizeOf(shape));
    if (shape.length === 1) return dense;
    return this.add({ layer: { layer: "reshape", targetShape: shape }, of: dense })[0]!.name;
  }
  #dense(of: string, units: number): string {
    return this.add({ layer: { layer: "dense", units }, of })[0]!.name;
  }
}

const same = (a: RowShape, b: RowShape): boolean => a.length === b.length && a.every((extent, i) => extent === b[i]);
/** Whether a layer that took one kind of rows takes the other: indices, none of which lies beyond its table. */
const alike = (a: Rows, b: Rows): boolean =>
  same(a.shape, b.shape) && (a.kind === "floats" ? b.kind === "floats" : b.kind === "indices" && a.words <= b.words);
/** What goes with a call, to go with it again. */
interface Given {
  readonly with?: Options;
}
const withOf = (call: CallSpec): Given => ("with" in call ? { with: call.with } : {});
const namesIn = (names: Names): readonly string[] =>
  typeof names === "string" ? [names] : Object.values<string>(names);
