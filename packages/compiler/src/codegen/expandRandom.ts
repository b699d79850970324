/**
 * Threefry-2x32 with 20 rounds, as JAX draws random bits in its partitionable
 * layout: element i of an array is word 0 xor word 1 of the block of counter
 * (high word of i, low word of i).
 *
 * Source: Salmon et al., "Parallel random numbers: as easy as 1, 2, 3" (2011);
 * jax/_src/prng.py.
 */
import { constant, splat } from "./builder.ts";
import type { Block } from "./builder.ts";
import { op } from "./expandTools.ts";
import type { Expr } from "./loop.ts";

const rotations = [
  [13, 15, 26, 6],
  [17, 29, 16, 24],
] as const;
const parity = 0x1bd11bda;

/** The random bits (u32) of the elements `index` (u32, low words; the high word is 0) under a key of two u32 scalars. */
export const expandRandom =
  (key0: Expr, key1: Expr, index: Expr) =>
  (block: Block): Expr => {
    const lanes = index.type.lanes;
    const spread = (e: Expr): Expr => (e.type.lanes === lanes ? e : splat(e, lanes));
    const a = block.let(key0);
    const b = block.let(key1);
    const keys = [a, b, op.xor(op.xor(a, b), constant(parity, a.type))].map((k) =>
      block.let(spread(block.let(k)), "key"),
    );
    let x = keys[0]!;
    let y = block.let(op.add(index, keys[1]!));
    for (let group = 0; group < 5; group++) {
      for (const distance of rotations[group % 2]!) {
        x = block.let(op.add(x, y));
        y = block.let(op.xor(x, op.or(op.shl(y, constant(distance)), op.shr(y, constant(32 - distance)))));
      }
      x = block.let(op.add(x, keys[(group + 1) % 3]!));
      y = block.let(op.add(op.add(y, keys[(group + 2) % 3]!), constant(group + 1, y.type)));
    }
    return op.xor(x, y);
  };
