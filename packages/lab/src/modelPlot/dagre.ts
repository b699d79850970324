/**
 * dagre as this folder uses it. Its own declarations import one another without file extensions, which Node's rules do
 * not resolve, so that types written here take their place.
 *
 * Source: Gansner, Koutsofios, North and Vo, A Technique for Drawing Directed Graphs (1993), which dagre follows.
 */
import * as dagre from "@dagrejs/dagre";
import type { Point, Rectangle } from "./routes.ts";

interface DagreGraph {
  setGraph(options: object): void;
  setNode(id: string, size: { width: number; height: number }): void;
  setEdge(from: string, to: string, options: object, name: string): void;
  /** With its middle, once it has a place. */
  node(id: string): Rectangle;
  edge(from: string, to: string, name: string): { readonly points: readonly Point[] };
}
interface Dagre {
  readonly Graph: new (options: { readonly multigraph: boolean }) => DagreGraph;
  readonly layout: (graph: DagreGraph) => void;
}
const { Graph, layout } = dagre as unknown as Dagre;

export interface Node {
  readonly id: string;
  readonly width: number;
  readonly height: number;
}
export interface Edge {
  readonly from: string;
  readonly to: string;
  /** Tells it from others between the same nodes; not empty. */
  readonly name: string;
  /** How much it matters that it is short and straight. Default 1. */
  readonly weight?: number;
}
/** Between neighbours of a rank, between edges there, and between ranks. */
const spaces = { nodesep: 32, edgesep: 24, ranksep: 36 } as const;

/** @param loop the room for an edge from a node to itself */
export function arrange(nodes: readonly Node[], edges: readonly Edge[], rankdir: "TB" | "LR", loop: number) {
  const graph = new Graph({ multigraph: true });
  graph.setGraph({ rankdir, ...spaces });
  for (const { id, width, height } of nodes) graph.setNode(id, { width, height });
  for (const { from, to, name, weight = 1 } of edges) {
    graph.setEdge(from, to, from === to ? { width: loop, height: loop } : { weight }, name);
  }
  layout(graph);
  return {
    at: (id: string): Rectangle => {
      const { x, y, width, height } = graph.node(id);
      return { x, y, width, height };
    },
    /** What an edge passes between its nodes. */
    by: ({ from, to, name }: Edge): readonly Point[] => graph.edge(from, to, name).points.slice(1, -1),
  };
}
