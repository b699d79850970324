/**
 * Orthogonal matrices.
 *
 * Source: keras/src/initializers/random_initializers.py; Saxe et al. (2014).
 */
import { formatShape, layouts, TacetError, type DType, type StaticShape, type TypedArray } from "@tacet/compiler";
import { drawNormal } from "../random/draws.ts";
import { checkOptions, finite, type Kinds } from "../options.ts";
import { countOf, floatDType, RandomInitializer, randomKinds, type RandomOptions } from "./initializer.ts";

export interface OrthogonalOptions extends RandomOptions {
  /** What the orthogonal matrix is multiplied by; 1 unless given. */
  readonly gain?: number | undefined;
}

const kinds: Kinds<OrthogonalOptions> = { ...randomKinds, gain: finite };

/** A weight [..., columns] read as a matrix: its rows or its columns, whichever are fewer, are orthonormal. */
export class Orthogonal extends RandomInitializer {
  override readonly className = "Orthogonal";
  readonly gain: number;

  constructor(options?: OrthogonalOptions) {
    const { gain = 1, seed } = checkOptions("orthogonal", options, kinds);
    super(seed);
    this.gain = gain;
  }

  override call(shape: StaticShape, dtype: DType = "float32"): TypedArray {
    if (shape.length < 2) {
      throw new TacetError(`Orthogonal needs a weight of rank 2 or more, received the shape ${formatShape(shape)}.`);
    }
    const float = floatDType(dtype, this.className, shape);
    const columns = shape.at(-1)!;
    const rows = countOf(shape.slice(0, -1));
    const [tall, thin] = [Math.max(rows, columns), Math.min(rows, columns)];
    const vectors = orthonormalize(drawNormal(this.nextKey(), tall * thin, 0, 1, float), tall, thin);
    const values = layouts[float].allocate(rows * columns);
    for (let j = 0; j < thin; j++) {
      for (let i = 0; i < tall; i++) values[rows < columns ? j * tall + i : i * thin + j] = vectors[j]![i]! * this.gain;
    }
    return values;
  }

  override getConfig(): Record<string, unknown> {
    return { gain: this.gain, ...super.getConfig() };
  }
}

/**
 * The columns of Q in QR with a positive diagonal of R, by Gram and Schmidt's process, each vector twice. Keras
 * takes LAPACK's Q and multiplies by the signs of R's diagonal, which is the same matrix.
 */
function orthonormalize(matrix: ArrayLike<number>, rows: number, columns: number): Float64Array[] {
  const basis: Float64Array[] = [];
  for (let j = 0; j < columns; j++) {
    const vector = Float64Array.from({ length: rows }, (_, i) => matrix[i * columns + j]!);
    for (let pass = 0; pass < 2; pass++) {
      for (const other of basis) {
        let dot = 0;
        for (let i = 0; i < rows; i++) dot += other[i]! * vector[i]!;
        for (let i = 0; i < rows; i++) vector[i]! -= dot * other[i]!;
      }
    }
    let square = 0;
    for (let i = 0; i < rows; i++) square += vector[i]! ** 2;
    const scale = 1 / Math.sqrt(square);
    for (let i = 0; i < rows; i++) vector[i]! *= scale;
    basis.push(vector);
  }
  return basis;
}
