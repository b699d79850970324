/** A penalty on rows, or columns, that point alike. Source: keras/src/regularizers/regularizers.py, OrthogonalRegularizer. */
import { formatShape, isStatic, ops, TacetError, type Tensor } from "@tacet/compiler";
import { anything, checkOptions, oneOf, type Kinds } from "../options.ts";
import { Coefficient, Regularizer } from "./regularizer.ts";

export type OrthogonalMode = "rows" | "columns";
export interface OrthogonalRegularizerOptions {
  /** A finite number from 0; default 0.01. */
  readonly factor?: number | undefined;
  /** What is to be orthogonal: the rows of a matrix (the default), or its columns. */
  readonly mode?: OrthogonalMode | undefined;
}

const kinds: Kinds<OrthogonalRegularizerOptions> = { factor: anything, mode: oneOf("rows", "columns") };

/**
 * `factor` times the mean of |cos| over all pairs of rows, or of columns, of a matrix. `factor` may be set while a
 * model trains. A matrix with a single one has no pairs: the penalty is then NaN, as in Keras.
 */
export class OrthogonalRegularizer extends Regularizer {
  override readonly className = "OrthogonalRegularizer";
  readonly mode: OrthogonalMode;
  readonly #factor: Coefficient;
  constructor(options?: OrthogonalRegularizerOptions) {
    super();
    const { factor = 0.01, mode = "rows" } = checkOptions("orthogonalRegularizer", options, kinds);
    this.mode = mode;
    this.#factor = new Coefficient("OrthogonalRegularizer", "factor", factor);
  }
  get factor(): number {
    return this.#factor.value;
  }
  set factor(value: number) {
    this.#factor.value = value;
  }
  override call(x: Tensor): Tensor {
    const size = x.shape[this.mode === "rows" ? 0 : 1];
    if (x.rank !== 2 || size === undefined || !isStatic(size)) {
      throw new TacetError(
        `OrthogonalRegularizer: expected a matrix with a known number of ${this.mode}, received shape ${formatShape(x.shape)}. Use it on kernels [inputs, units]; on an activity [n, units] only columns can be orthogonal.`,
      );
    }
    const unit = ops.normalize(x, this.mode === "rows" ? 1 : 0);
    const [a, b] = this.mode === "rows" ? [unit, unit.transpose()] : [unit.transpose(), unit];
    const others = a.matmul(b).mul(ops.subtract(1, ops.eye(size).cast(x.dtype)));
    const pairs = (size * (size - 1)) / 2;
    return this.#factor.times(others.abs().sum().mul(0.5)).div(pairs);
  }
  override getConfig(): { factor: number; mode: OrthogonalMode } {
    return { factor: this.factor, mode: this.mode };
  }
}
