/** Which variable holds the value of a state parameter; apart, so that tensors need not import variables. */
import type { TypedArray } from "../core/index.ts";
import type { Node } from "../ir/index.ts";

interface Owner {
  /** The value now. */
  read(): TypedArray;
}
const owners = new WeakMap<Node, Owner>();
export const ownerOf = (node: Node): Owner | undefined => owners.get(node);
export const setOwner = (node: Node, owner: Owner): void => void owners.set(node, owner);
