/** What the rules for loops and branches are given: the walk itself, to use on bodies. */
import type { Node } from "../ir/index.ts";

export type Seed = readonly [node: Node, cotangent: Node];
export interface Context {
  /** The cotangents of `leaves` (`undefined`: independent) when each seed's node has the seed's cotangent. */
  readonly backward: (seeds: readonly Seed[], leaves: readonly Node[]) => (Node | undefined)[];
  /** The nodes under `roots` through which a gradient may flow to one of `leaves`, leaves included. */
  readonly dependents: (roots: readonly Node[], leaves: readonly Node[]) => Set<Node>;
}
