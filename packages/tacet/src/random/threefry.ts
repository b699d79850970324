/**
 * Threefry2x32, JAX's generator: random bits as a pure function of a key and an element's index.
 *
 * Source: Salmon et al., "Parallel random numbers: as easy as 1, 2, 3" (2011); the layout is JAX's with
 * `jax_threefry_partitionable`, its default (jax/_src/random/prng.py).
 */
/** Two 32-bit words. */
export type Key = readonly [number, number];

const rotations = [
  [13, 15, 26, 6],
  [17, 29, 16, 24],
] as const;
const PARITY = 0x1bd11bda;

/** Encrypts counters (0, i), i = 0 … count - 1, and hands both words of each (as int32) to `take`. */
function encrypt(key: Key, count: number, take: (index: number, first: number, second: number) => void): void {
  const schedule = [key[0] | 0, key[1] | 0, (key[0] ^ key[1] ^ PARITY) | 0];
  for (let i = 0; i < count; i++) {
    let a = schedule[0]!;
    let b = (i + schedule[1]!) | 0;
    for (let round = 0; round < 5; round++) {
      const distances = rotations[round % 2]!;
      for (let k = 0; k < 4; k++) {
        const r = distances[k]!;
        a = (a + b) | 0;
        b = ((b << r) | (b >>> (32 - r))) ^ a;
      }
      a = (a + schedule[(round + 1) % 3]!) | 0;
      b = (b + schedule[(round + 2) % 3]! + round + 1) | 0;
    }
    take(i, a, b);
  }
}

/** 32 random bits an element. */
export function randomBits(key: Key, count: number): Uint32Array {
  const bits = new Uint32Array(count);
  encrypt(key, count, (i, a, b) => (bits[i] = a ^ b));
  return bits;
}

/** 64 random bits an element, as its high and its low word. */
export function randomBits64(key: Key, count: number): { high: Uint32Array; low: Uint32Array } {
  const high = new Uint32Array(count);
  const low = new Uint32Array(count);
  encrypt(key, count, (i, a, b) => {
    high[i] = a;
    low[i] = b;
  });
  return { high, low };
}

/** `jax.random.split(key, count)` */
export function splitKey(key: Key, count: number): Key[] {
  const keys: Key[] = [];
  encrypt(key, count, (_, a, b) => keys.push([a >>> 0, b >>> 0]));
  return keys;
}
