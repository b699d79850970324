/**
 * The einsum equations of attention over any axes.
 * Source: keras/src/layers/attention/multi_head_attention.py, _build_proj_equation and _build_attention_equation.
 */
import type { Extent, Shape } from "@tacet/compiler";

const alphabet = "abcdefghijklmnopqrstuvwxyz";

export interface Projection {
  readonly equation: string;
  readonly biasAxes: string;
}
/** From the last `bound` axes of an input to `made` new ones: "abc,cde->abde" for one of three and two. */
export function projection(rank: number, bound: number, made: number): Projection {
  const input = alphabet.slice(0, rank);
  const [free, summed] = [input.slice(0, rank - bound), input.slice(rank - bound)];
  const output = alphabet.slice(rank, rank + made);
  return { equation: `${input},${summed}${output}->${free}${output}`, biasAxes: output };
}

export interface AttentionEquations {
  /** Query and key, each [n, …, heads, d], to scores [n, the axes without attention, heads, queries, keys]. */
  readonly scores: string;
  /** Scores and value to the output, as the query is. */
  readonly output: string;
  /** The shape of the scores. */
  readonly shape: (query: Shape, key: Shape) => Shape;
}
/** @param rank of the projected query. @param axes what attention goes along */
export function attentionEquations(rank: number, axes: readonly number[]): AttentionEquations {
  const query = Array.from(alphabet.slice(0, rank));
  const key = query.map((letter, i) => (axes.includes(i) ? alphabet[rank + axes.indexOf(i)]! : letter));
  const kept = query.map((_, i) => i).filter((i) => !axes.includes(i) && i !== rank - 1);
  const pick = <T>(from: readonly T[], places: readonly number[]): T[] => places.map((i) => from[i]!);
  const scores = [...pick(query, kept), ...pick(query, axes), ...pick(key, axes)].join("");
  const [q, k] = [query.join(""), key.join("")];
  return {
    scores: `${q},${k}->${scores}`,
    output: `${scores},${k}->${q}`,
    shape: (queries, keys): Extent[] => [...pick(queries, kept), ...pick(queries, axes), ...pick(keys, axes)],
  };
}
