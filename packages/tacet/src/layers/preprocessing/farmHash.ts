/**
 * FarmHash's Fingerprint64, by which TensorFlow puts strings into buckets; the same everywhere and always.
 * Source: google/farmhash, src/farmhash.cc (namespace farmhashna); tensorflow/core/platform/fingerprint.h.
 */
import type { Arithmetic, Bytes } from "./words.ts";

const [k0, k1, k2] = [0xc3a5c85c97cb3127n, 0xb492b66fbe98f273n, 0x9ae16a3b2f90404fn] as const;

/** The fingerprint of a string, by any arithmetic of 64-bit words. */
export function fingerprint64<W>(math: Arithmetic<W>, bytes: Bytes<W>): W {
  const { length } = bytes;
  const hash = new FarmHash(math, bytes);
  if (length <= 16) return hash.upTo16();
  if (length <= 32) return hash.upTo32();
  return length <= 64 ? hash.upTo64() : hash.long();
}

class FarmHash<W> {
  readonly #math: Arithmetic<W>;
  readonly #bytes: Bytes<W>;
  readonly #length: number;
  readonly #k0: W;
  readonly #k1: W;
  readonly #k2: W;
  constructor(math: Arithmetic<W>, bytes: Bytes<W>) {
    this.#math = math;
    this.#bytes = bytes;
    this.#length = bytes.length;
    [this.#k0, this.#k1, this.#k2] = [math.constant(k0), math.constant(k1), math.constant(k2)];
  }

  upTo16(): W {
    const { multiply, xor, rotateRight } = this.#math;
    const length = this.#length;
    const factor = this.#factor();
    if (length >= 8) {
      const [a, b] = [this.#sum(this.#word(0), this.#k2), this.#word(length - 8)];
      const c = this.#sum(multiply(rotateRight(b, 37), factor), a);
      return this.#mix(c, multiply(this.#sum(rotateRight(a, 25), b), factor), factor);
    }
    if (length >= 4) {
      const first = multiply(this.#bytes.read(0, 4), this.#number(8));
      return this.#mix(this.#sum(this.#number(length), first), this.#bytes.read(length - 4, 4), factor);
    }
    if (length === 0) return this.#k2;
    const [a, b, c] = [0, length >> 1, length - 1].map((at) => this.#bytes.read(at, 1)) as [W, W, W];
    const y = this.#sum(a, multiply(b, this.#number(256)));
    const z = this.#sum(this.#number(length), multiply(c, this.#number(4)));
    return multiply(this.#shiftMix(xor(multiply(y, this.#k2), multiply(z, this.#k0))), this.#k2);
  }

  upTo32(): W {
    const { multiply, rotateRight } = this.#math;
    const factor = this.#factor();
    const [a, b] = [multiply(this.#word(0), this.#k1), this.#word(8)];
    const [c, d] = [multiply(this.#word(-8), factor), multiply(this.#word(-16), this.#k2)];
    return this.#mix(
      this.#sum(rotateRight(this.#sum(a, b), 43), rotateRight(c, 30), d),
      this.#sum(a, rotateRight(this.#sum(b, this.#k2), 18), c),
      factor,
    );
  }

  upTo64(): W {
    const { multiply, rotateRight } = this.#math;
    const factor = this.#factor();
    const [a, b] = [multiply(this.#word(0), this.#k2), this.#word(8)];
    const [c, d] = [multiply(this.#word(-8), factor), multiply(this.#word(-16), this.#k2)];
    const y = this.#sum(rotateRight(this.#sum(a, b), 43), rotateRight(c, 30), d);
    const z = this.#mix(y, this.#sum(a, rotateRight(this.#sum(b, this.#k2), 18), c), factor);
    const [e, f] = [multiply(this.#word(16), factor), this.#word(24)];
    const g = multiply(this.#sum(y, this.#word(-32)), factor);
    const h = multiply(this.#sum(z, this.#word(-24)), factor);
    return this.#mix(
      this.#sum(rotateRight(this.#sum(e, f), 43), rotateRight(g, 30), h),
      this.#sum(e, rotateRight(this.#sum(f, a), 18), g),
      factor,
    );
  }

  /** Blocks of 64 bytes, the last of which overlaps the one before. */
  long(): W {
    const { constant, multiply, xor, rotateRight } = this.#math;
    const end = 64 * Math.floor((this.#length - 1) / 64);
    const rest = (this.#length - 1) % 64;
    let y = constant(81n * k1 + 113n);
    let z = multiply(this.#shiftMix(this.#sum(multiply(y, this.#k2), this.#number(113))), this.#k2);
    let x = this.#sum(constant(81n * k2), this.#word(0));
    let v: readonly [W, W] = [this.#number(0), this.#number(0)];
    let w = v;
    /** `times` is 1, and 9 for the last block. */
    const block = (at: number, factor: W, times: W): void => {
      x = multiply(rotateRight(this.#sum(x, y, v[0], this.#word(at + 8)), 37), factor);
      y = multiply(rotateRight(this.#sum(y, v[1], this.#word(at + 48)), 42), factor);
      x = xor(x, multiply(w[1], times));
      y = this.#sum(y, multiply(v[0], times), this.#word(at + 40));
      z = multiply(rotateRight(this.#sum(z, w[0]), 33), factor);
      v = this.#weak(at, multiply(v[1], factor), this.#sum(x, w[0]));
      w = this.#weak(at + 32, this.#sum(z, w[1]), this.#sum(y, this.#word(at + 16)));
      [z, x] = [x, z];
    };
    for (let at = 0; at < end; at += 64) block(at, this.#k1, this.#number(1));
    const lowest = xor(z, multiply(this.#math.shiftRight(z, 8), this.#number(256)));
    const factor = this.#sum(this.#k1, multiply(lowest, this.#number(2)));
    const first = this.#sum(w[0], this.#number(rest));
    v = [this.#sum(v[0], first), v[1]];
    w = [this.#sum(first, v[0]), w[1]];
    block(end + rest - 63, factor, this.#number(9));
    return this.#mix(
      this.#sum(this.#mix(v[0], w[0], factor), multiply(this.#shiftMix(y), this.#k0), z),
      this.#sum(this.#mix(v[1], w[1], factor), x),
      factor,
    );
  }

  /** 32 bytes and two seeds in two words. */
  #weak(at: number, a: W, b: W): readonly [W, W] {
    const { rotateRight } = this.#math;
    const [p, q, r, s] = [0, 8, 16, 24].map((offset) => this.#word(at + offset)) as [W, W, W, W];
    const start = this.#sum(a, p);
    const all = this.#sum(start, q, r);
    const turned = this.#sum(rotateRight(this.#sum(b, start, s), 21), rotateRight(all, 44));
    return [this.#sum(all, s), this.#sum(turned, start)];
  }
  /** Two words in one. */
  #mix(u: W, v: W, factor: W): W {
    const { multiply, xor } = this.#math;
    const a = this.#shiftMix(multiply(xor(u, v), factor));
    return multiply(this.#shiftMix(multiply(xor(v, a), factor)), factor);
  }
  #shiftMix(x: W): W {
    return this.#math.xor(x, this.#math.shiftRight(x, 47));
  }
  #factor(): W {
    return this.#math.constant(k2 + 2n * BigInt(this.#length));
  }
  /** Eight bytes, counted from the end where `at` is negative. */
  #word(at: number): W {
    return this.#bytes.read(at < 0 ? at + this.#length : at, 8);
  }
  #number(value: number): W {
    return this.#math.constant(BigInt(value));
  }
  #sum(first: W, ...others: W[]): W {
    return others.reduce((sum, x) => this.#math.add(sum, x), first);
  }
}
