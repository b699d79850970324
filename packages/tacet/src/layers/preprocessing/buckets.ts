/** Strings dealt to buckets by a hash. Source: tf.strings.to_hash_bucket_fast and to_hash_bucket_strong. */
import type { Kind } from "../../options.ts";
import { fingerprint64 } from "./farmHash.ts";
import { sipHash64, type Salt } from "./sipHash.ts";
import { bytesOf, host } from "./words.ts";

/** A salt as an option: one number stands for both halves. */
export type SaltLike = number | Salt;
const isHalf = (x: unknown): boolean => Number.isSafeInteger(x);
export const saltKind: Kind = {
  what: "a whole number, or a list of two",
  test: (x) => isHalf(x) || (Array.isArray(x) && x.length === 2 && x.every(isHalf)),
};
export const saltOf = (salt: SaltLike | undefined): Salt | undefined =>
  typeof salt === "number" ? [salt, salt] : salt;

/** The bucket of a string, from 0 to below `buckets`: by FarmHash, and with a salt by SipHash. */
export function bucketOf(text: string, buckets: number, salt: Salt | undefined): number {
  const bytes = bytesOf(text);
  const hash = salt ? sipHash64(host, bytes, salt) : fingerprint64(host, bytes);
  return Number(hash % BigInt(buckets));
}
