/**
 * The yardstick: the plain packed matrix product, 512 x 512 x 512 in float32,
 * as a graph of one contraction through the compiler's whole path. Workloads
 * are given as a share of this rate, measured in their own process.
 */
import { build, createSession } from "@tacet/compiler";
import { normals, timed } from "./timing.ts";

const size = 512;
export const matmulFlops = 2 * size ** 3;

/** GFLOP/s. */
export async function matmulRate(rounds = 15): Promise<number> {
  const session = createSession();
  const [a, b] = ["a", "b"].map((name) => build.parameter("state", name, [size, size], "float32"));
  if (!a || !b) throw new Error("unreachable");
  const outputs = [build.contract(a, b, { batch: [], contract: [[1, 0]] })];
  const buffers = [1, 2].map((seed) => session.buffer([size, size], "float32", normals(size * size, seed)));
  const program = session.bind({ states: [a, b], inputs: [], outputs, updates: [] }, buffers, 1);
  const { best } = await timed(rounds, 1, () => {
    let done = program.step(1);
    while (!done) done = program.resume();
  });
  session.unbind(program);
  for (const buffer of buffers) session.release(buffer);
  return matmulFlops / best / 1e6;
}
