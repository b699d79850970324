/**
 * The generator of test data: small, fast, the same everywhere (sfc32 by Chris
 * Doty-Humphrey, seeded through splitmix32). Not the library's generator, whose
 * output is itself under test.
 */
export interface Random {
  readonly seed: number;
  /** In [0, 1), of 32 bits. */
  uniform(): number;
  /** A whole number in [low, high). */
  integer(low: number, high: number): number;
  /** Close to a normal: the sum of four uniforms, of mean 0 and deviation 1, within ±3.5. */
  normal(): number;
  pick<T>(list: readonly T[]): T;
  shuffled<T>(list: readonly T[]): T[];
  chance(probability: number): boolean;
}

export function createRandom(seed: number): Random {
  let split = seed | 0;
  const word = () => {
    split = (split + 0x9e3779b9) | 0;
    let t = Math.imul(split ^ (split >>> 16), 0x21f0aaad);
    t = Math.imul(t ^ (t >>> 15), 0x735a2d97);
    return t ^ (t >>> 15);
  };
  let [a, b, c, counter] = [word(), word(), word(), 1];
  const uniform = () => {
    const t = (((a + b) | 0) + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = ((c << 21) | (c >>> 11)) + t;
    return (t >>> 0) / 4294967296;
  };
  for (let i = 0; i < 12; i++) uniform();
  const integer = (low: number, high: number) => low + Math.floor(uniform() * (high - low));
  return {
    seed,
    uniform,
    integer,
    normal: () => (uniform() + uniform() + uniform() + uniform() - 2) * Math.sqrt(3),
    pick: (list) => list[integer(0, list.length)]!,
    shuffled: (list) => {
      const out = [...list];
      for (let i = out.length - 1; i > 0; i--) {
        const j = integer(0, i + 1);
        [out[i], out[j]] = [out[j]!, out[i]!];
      }
      return out;
    },
    chance: (probability) => uniform() < probability,
  };
}
