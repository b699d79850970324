/**
 * Reading and adding at places along one axis, each line for itself: gathers
 * and scatters of single elements by their row-major positions.
 */
import { sizeOf, type Extent, type Shape } from "../core/index.ts";
import * as build from "./build.ts";
import type { Node } from "./graph.ts";

/** The extent, spread over a shape as an int32. */
const spread = (e: Extent, shape: Shape): Node => build.fill(build.extent(e, "int32"), shape);

/** Row-major positions in `shape` of the elements whose index along `axis` is given; the other indices are its own. */
function positions(indices: Node, shape: Shape, axis: number): Node {
  return shape.reduce<Node>(
    (sum, extent, a) => {
      if (extent === 1 && a !== axis) return sum;
      const index = a === axis ? indices : build.iota(indices.shape, a, "int32");
      const stride = sizeOf(shape.slice(a + 1));
      const term = stride === 1 ? index : build.map("mul", [index, spread(stride, indices.shape)]);
      return build.map("add", [sum, term]);
    },
    spread(0, indices.shape),
  );
}
/** The elements of x at int32 indices along an axis; other extents are equal. An index must lie inside. */
export function gatherAlong(x: Node, indices: Node, axis: number): Node {
  return build.gather(build.reshape(x, [sizeOf(x.shape)]), positions(indices, x.shape, axis));
}
/** Sums updates with equal index along an axis, which becomes `extent` long; an index outside adds nothing. */
export function scatterAddAlong(indices: Node, updates: Node, axis: number, extent: Extent): Node {
  const shape = updates.shape.map((e, a) => (a === axis ? extent : e));
  const inside = build.map("and", [
    build.map("le", [spread(0, indices.shape), indices]),
    build.map("lt", [indices, spread(extent, indices.shape)]),
  ]);
  const at = build.map("select", [inside, positions(indices, shape, axis), spread(-1, indices.shape)]);
  return build.reshape(build.scatterAdd(at, updates, sizeOf(shape)), shape);
}
