/**
 * A counter of draws, so that each draw of a layer differs from the last.
 *
 * Source: keras/src/random/seed_generator.py.
 */
import { activeTrace, ops, tensor, Variable, type Tensor } from "@tacet/compiler";
import { checkSeed, drawSeed, onRandomSeed } from "./seeds.ts";
import type { Key } from "./threefry.ts";

export class SeedGenerator {
  /** As given, undefined where it was drawn. */
  readonly initialSeed: number | undefined;
  /** uint32 [2]: the seed, and how many keys it has given. */
  readonly state: Variable;

  /** @param seed a whole number from 0 to 2^32 - 1; drawn (see `setRandomSeed`) where it is left out */
  constructor(seed?: number) {
    this.initialSeed = seed;
    const value = [seed === undefined ? drawSeed() : checkSeed(seed, "SeedGenerator"), 0];
    this.state = new Variable({ name: "seed_generator_state", shape: [2], dtype: "uint32", value, trainable: false });
  }

  /** The next key, uint32 [2]: inside a compiled step, every step that runs draws another. */
  next(): Tensor {
    if (!activeTrace()) return tensor([...this.nextKey()], [2], "uint32");
    const key = this.state.tensor;
    this.state.assign(ops.add(key, tensor([0, 1], [2], "uint32")));
    return key;
  }

  /** The next key, on the host. */
  nextKey(): Key {
    const [seed, count] = this.state.read() as Uint32Array;
    this.state.write([seed!, count! + 1]);
    return [seed!, count!];
  }
}

let global: Uint32Array | undefined;
onRandomSeed(() => (global = undefined));

/** The next key of the process-wide generator, which is drawn when it is first needed. */
export function nextGlobalKey(): Key {
  const state = (global ??= Uint32Array.of(drawSeed(), 0));
  const key: Key = [state[0]!, state[1]!];
  for (const i of [0, 1]) state[i] = (Math.imul(state[i]! + 1, 5387) >>> 0) % 933199;
  return key;
}

/** What may seed a draw: a number (the same values each time), a generator, or nothing (the process's own). */
export type Seed = number | SeedGenerator;

/** The key that a draw with this seed uses. */
export function keyOf(seed: Seed | undefined, where: string): Key {
  if (seed === undefined) return nextGlobalKey();
  return seed instanceof SeedGenerator ? seed.nextKey() : [checkSeed(seed, where), 0];
}
