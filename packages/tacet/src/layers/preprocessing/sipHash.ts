/**
 * SipHash-2-4: a hash that only who knows its key can foresee.
 * Source: Aumasson and Bernstein (2012); tensorflow/core/kernels/string_to_hash_bucket_op.h.
 */
import type { Arithmetic, Bytes } from "./words.ts";

/** The two halves of the key. */
export type Salt = readonly [number, number];

export function sipHash64<W>(math: Arithmetic<W>, bytes: Bytes<W>, salt: Salt): W {
  const { add, xor, constant } = math;
  const rotateLeft = (x: W, bits: number): W => math.rotateRight(x, 64 - bits);
  const [k0, k1] = salt.map((half) => BigInt.asUintN(64, BigInt(half))) as [bigint, bigint];
  let v0 = constant(k0 ^ 0x736f6d6570736575n);
  let v1 = constant(k1 ^ 0x646f72616e646f6dn);
  let v2 = constant(k0 ^ 0x6c7967656e657261n);
  let v3 = constant(k1 ^ 0x7465646279746573n);
  const rounds = (count: number): void => {
    for (let i = 0; i < count; i++) {
      v0 = add(v0, v1);
      v2 = add(v2, v3);
      v1 = xor(rotateLeft(v1, 13), v0);
      v3 = xor(rotateLeft(v3, 16), v2);
      v0 = rotateLeft(v0, 32);
      v2 = add(v2, v1);
      v0 = add(v0, v3);
      v1 = xor(rotateLeft(v1, 17), v2);
      v3 = xor(rotateLeft(v3, 21), v0);
      v2 = rotateLeft(v2, 32);
    }
  };
  const absorb = (word: W): void => {
    v3 = xor(v3, word);
    rounds(2);
    v0 = xor(v0, word);
  };
  const whole = bytes.length - (bytes.length % 8);
  for (let at = 0; at < whole; at += 8) absorb(bytes.read(at, 8));
  // The last word ends with the length.
  const length = constant(BigInt(bytes.length % 256) << 56n);
  absorb(bytes.length > whole ? xor(bytes.read(whole, bytes.length - whole), length) : length);
  v2 = xor(v2, constant(0xffn));
  rounds(4);
  return xor(xor(v0, v1), xor(v2, v3));
}
