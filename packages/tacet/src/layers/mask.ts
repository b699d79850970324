/**
 * Masks: which steps of a tensor count. A mask goes along with its tensor,
 * beside it: layers that make no difference between steps hand it on, others
 * use it, and losses and metrics leave out what it covers. It is a tensor of
 * bools of the shape of the steps, [n, t] for [n, t, d]; true counts.
 *
 * Source: keras/src/backend/common/masking.py, keras/src/layers/layer.py.
 */
import { Tensor } from "@tacet/compiler";
import { arrange, leaves, mapTensors, namesOf, type Arranged, type Tensors } from "./tensors.ts";

/** The mask of each tensor, arranged as the tensors are; undefined for one that has none. */
export type MasksOf<T extends Tensors> = Arranged<T, Tensor | undefined>;
/** Masks in any arrangement. */
export type Masks =
  Tensor | undefined | readonly (Tensor | undefined)[] | { readonly [name: string]: Tensor | undefined };

const masks = new WeakMap<Tensor, Tensor>();
/** What went along with a tensor at first, whatever has taken it away since. */
const firstMasks = new WeakMap<Tensor, Tensor>();

/** The mask that goes along with a tensor. */
export const maskOf = (x: Tensor): Tensor | undefined => masks.get(x);
/** `x`, along with a mask from here on. */
export function withMask(x: Tensor, mask: Tensor | undefined): Tensor {
  if (mask) {
    masks.set(x, mask);
    firstMasks.set(x, mask);
  }
  return x;
}
/** Takes away what goes along with a tensor, from here on. */
export const clearMask = (x: Tensor): void => void masks.delete(x);
/**
 * The mask that went along with a tensor before `clearMask`. Keras's functional models hold it in their graph, and give it
 * to layers whose call takes a mask, while others find none.
 */
export const firstMaskOf = (x: Tensor): Tensor | undefined => firstMasks.get(x);
/** The same tensor, along with another mask where one is given; `x` itself keeps its own. */
export const maskedBy = (x: Tensor, mask: Tensor | undefined): Tensor =>
  mask === undefined || mask === maskOf(x) ? x : withMask(new Tensor(x.node), mask);
export const masksOf = <T extends Tensors>(x: T): MasksOf<T> => arrange(x, leaves(x).map(maskOf));

/** The same tensors, along with no masks. */
export const withoutMasks = <T extends Tensors>(x: T): T => mapTensors(x, (t) => (maskOf(t) ? new Tensor(t.node) : t));
/** Puts masks along with tensors in order, but for those that have one. @param first what `firstMaskOf` gives from here on */
export function maskAll(tensors: readonly Tensor[], given: Masks, first = given): void {
  const [now, before] = [flatMasks(given), flatMasks(first)];
  tensors.forEach((x, i) => {
    const known = firstMasks.get(x) ?? before[i];
    withMask(x, maskOf(x) ?? now[i]);
    if (known) firstMasks.set(x, known);
  });
}

const isList = (x: object): x is readonly (Tensor | undefined)[] => Array.isArray(x);
/** The masks one after another, in the order of `leaves`. */
export function flatMasks(given: Masks): readonly (Tensor | undefined)[] {
  if (given === undefined || given instanceof Tensor) return [given];
  return isList(given) ? given : namesOf(given).map((name) => given[name]);
}
