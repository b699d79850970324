/**
 * Element types, and how each is laid out in memory.
 *
 * A bool is stored as a 32-bit 0 or 1, so that every type but float64 has four
 * bytes and the lanes of a vector line up.
 */
export const dtypes = ["float32", "float64", "int32", "uint32", "bool"] as const;
export type DType = (typeof dtypes)[number];

export type TypedArray = Float32Array | Float64Array | Int32Array | Uint32Array;

interface Layout {
  readonly bytes: 4 | 8;
  readonly floating: boolean;
  readonly view: (buffer: ArrayBufferLike, byteOffset: number, length: number) => TypedArray;
  readonly allocate: (length: number) => TypedArray;
}

export const layouts: { readonly [D in DType]: Layout } = {
  float32: {
    bytes: 4,
    floating: true,
    view: (b, o, n) => new Float32Array(b, o, n),
    allocate: (n) => new Float32Array(n),
  },
  float64: {
    bytes: 8,
    floating: true,
    view: (b, o, n) => new Float64Array(b, o, n),
    allocate: (n) => new Float64Array(n),
  },
  int32: { bytes: 4, floating: false, view: (b, o, n) => new Int32Array(b, o, n), allocate: (n) => new Int32Array(n) },
  uint32: {
    bytes: 4,
    floating: false,
    view: (b, o, n) => new Uint32Array(b, o, n),
    allocate: (n) => new Uint32Array(n),
  },
  bool: { bytes: 4, floating: false, view: (b, o, n) => new Int32Array(b, o, n), allocate: (n) => new Int32Array(n) },
};

export const isFloating = (dtype: DType): boolean => layouts[dtype].floating;
export const bytesOf = (dtype: DType): number => layouts[dtype].bytes;
