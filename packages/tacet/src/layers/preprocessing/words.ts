/** Arithmetic on 64-bit words, as hash functions do it: on numbers of the host here. */

/** Unsigned words of 64 bits; what overflows is lost. */
export interface Arithmetic<W> {
  readonly constant: (value: bigint) => W;
  readonly add: (a: W, b: W) => W;
  readonly multiply: (a: W, b: W) => W;
  readonly xor: (a: W, b: W) => W;
  readonly shiftRight: (x: W, bits: number) => W;
  readonly rotateRight: (x: W, bits: number) => W;
}
/** A string as hash functions read it. */
export interface Bytes<W> {
  readonly length: number;
  /** Some bytes, at most 8, from a place on as a number: the first is the lowest. */
  readonly read: (at: number, bytes: number) => W;
}

const wrap = (x: bigint): bigint => BigInt.asUintN(64, x);
export const host: Arithmetic<bigint> = {
  constant: wrap,
  add: (a, b) => wrap(a + b),
  multiply: (a, b) => wrap(a * b),
  xor: (a, b) => a ^ b,
  shiftRight: (x, bits) => x >> BigInt(bits),
  rotateRight: (x, bits) => wrap((x >> BigInt(bits)) | (x << BigInt(64 - bits))),
};

const utf8 = new TextEncoder();
/** A string in UTF-8. */
export function bytesOf(text: string): Bytes<bigint> {
  const bytes = utf8.encode(text);
  const read = (at: number, count: number): bigint => {
    let word = 0n;
    for (let i = at + count - 1; i >= at; i--) word = (word << 8n) | BigInt(bytes[i]!);
    return word;
  };
  return { length: bytes.length, read };
}
