/**
 * What layers take and give: a tensor, a list of tensors or an object of them.
 * Objects are walked by name in alphabetical order, as Keras walks them.
 * Source: keras/src/tree.
 */
import { Tensor, type Shape } from "@tacet/compiler";

export type Tensors = Tensor | readonly Tensor[] | { readonly [name: string]: Tensor };
/** The same arrangement of other things. */
export type Arranged<T extends Tensors, E> = T extends Tensor ? E : { readonly [K in keyof T]: E };
/** The shapes of tensors, arranged as the tensors are. */
export type ShapesOf<T extends Tensors> = Arranged<T, Shape>;
/** Shapes in any arrangement. */
export type Shapes = Shape | readonly Shape[] | { readonly [name: string]: Shape };

/** The names of an object's tensors in their order. */
export const namesOf = (x: { readonly [name: string]: unknown }): string[] => Object.keys(x).sort();

/** The names of tensors that are arranged by name. */
export const keysOf = (x: Tensors): readonly string[] | undefined =>
  x instanceof Tensor || isList(x) ? undefined : namesOf(x);

/** The tensors, in order. */
export function leaves(x: Tensors): readonly Tensor[] {
  if (x instanceof Tensor) return [x];
  if (isList(x)) return x;
  return namesOf(x).map((name) => x[name]!);
}
/** Whether a value is a tensor, or a list or plain object of nothing else. */
export function isTensors(x: unknown): x is Tensors {
  if (x instanceof Tensor) return true;
  if (typeof x !== "object" || x === null) return false;
  const inside = Array.isArray(x) ? x : Object.getPrototypeOf(x) === Object.prototype ? Object.values(x) : [];
  return inside.length > 0 && inside.every((e) => e instanceof Tensor);
}
/** As many parts as `model` has tensors, arranged as those are. */
export function arrange<T extends Tensors, E>(model: T, parts: readonly E[]): Arranged<T, E>;
export function arrange<E>(model: Tensors, parts: readonly E[]): Arranged<Tensors, E> {
  if (model instanceof Tensor) return parts[0]!;
  if (isList(model)) return parts;
  return Object.fromEntries(namesOf(model).map((name, i) => [name, parts[i]!]));
}
/** Each tensor replaced. */
export function mapTensors<T extends Tensors>(x: T, f: (tensor: Tensor) => Tensor): T {
  return arrange(x, leaves(x).map(f)) as Tensors as T;
}
export const shapesOf = <T extends Tensors>(x: T): ShapesOf<T> =>
  arrange(
    x,
    leaves(x).map((t) => t.shape),
  );

/** One shape, whose entries are extents, and not several. */
const isShape = (x: Shapes): x is Shape => Array.isArray(x) && !x.some((e) => Array.isArray(e));
/** A tensor for each shape, arranged as the shapes are. */
export function fromShapes(shapes: Shapes, make: (shape: Shape) => Tensor): Tensors {
  if (isShape(shapes)) return make(shapes);
  if (isList(shapes)) return shapes.map(make);
  return Object.fromEntries(namesOf(shapes).map((name) => [name, make(shapes[name]!)]));
}
export const flatShapes = (shapes: Shapes): readonly Shape[] =>
  isShape(shapes) ? [shapes] : isList(shapes) ? shapes : namesOf(shapes).map((name) => shapes[name]!);

const isList = <E>(x: readonly E[] | { readonly [name: string]: E }): x is readonly E[] => Array.isArray(x);
