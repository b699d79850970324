/**
 * A counter of draws, so that each draw of a layer differs from the last.
 *
 * Source: keras/src/random/seed_generator.py.
 */
import { checkSeed, drawSeed, onRandomSeed } from "./seeds.ts";
import type { Key } from "./threefry.ts";

export class SeedGenerator {
  /** As given, undefined where it was drawn. */
  readonly initialSeed: number | undefined;
  /** uint32 [2]: the seed, and how many keys it has given. */
  readonly state: Uint32Array;

  /** @param seed a whole number from 0 to 2^32 - 1; drawn (see `setRandomSeed`) where it is left out */
  constructor(seed?: number) {
    this.initialSeed = seed;
    this.state = Uint32Array.of(seed === undefined ? drawSeed() : checkSeed(seed, "SeedGenerator"), 0);
  }

  /** The next key, on the host. */
  next(): Key {
    const key: Key = [this.state[0]!, this.state[1]!];
    this.state[1]!++;
    return key;
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
  return typeof seed === "number" ? [checkSeed(seed, where), 0] : seed.next();
}
