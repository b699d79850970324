/**
 * Initializers that draw nothing.
 *
 * Source: keras/src/initializers/constant_initializers.py.
 */
import { formatShape, layouts, TacetError, type DType, type StaticShape, type TypedArray } from "@tacet/compiler";
import { checkOptions, finite, type Kinds } from "../options.ts";
import { countOf, Initializer } from "./initializer.ts";

const filled = (shape: StaticShape, dtype: DType, value: number): TypedArray =>
  layouts[dtype].allocate(countOf(shape)).fill(value);

export interface ConstantOptions {
  /** Default 0. */
  readonly value?: number | undefined;
}
const constantKinds: Kinds<ConstantOptions> = { value: finite };

/** Every value the same: 0 unless given. */
export class Constant extends Initializer {
  override readonly className = "Constant";
  readonly value: number;

  constructor(options?: ConstantOptions | number) {
    super();
    const given = typeof options === "number" ? { value: options } : options;
    this.value = checkOptions("constant", given, constantKinds).value ?? 0;
  }

  override call(shape: StaticShape, dtype: DType = "float32"): TypedArray {
    return filled(shape, dtype, this.value);
  }

  override getConfig(): Record<string, unknown> {
    return { value: this.value };
  }
}

export class Zeros extends Initializer {
  override readonly className = "Zeros";
  override call(shape: StaticShape, dtype: DType = "float32"): TypedArray {
    return filled(shape, dtype, 0);
  }
}

export class Ones extends Initializer {
  override readonly className = "Ones";
  override call(shape: StaticShape, dtype: DType = "float32"): TypedArray {
    return filled(shape, dtype, 1);
  }
}

export interface IdentityOptions {
  /** Default 1. */
  readonly gain?: number | undefined;
}
const identityKinds: Kinds<IdentityOptions> = { gain: finite };

/** `gain` (1) on the diagonal of a matrix, 0 elsewhere. */
export class Identity extends Initializer {
  override readonly className = "Identity";
  readonly gain: number;

  constructor(options?: IdentityOptions) {
    super();
    this.gain = checkOptions("identity", options, identityKinds).gain ?? 1;
  }

  override call(shape: StaticShape, dtype: DType = "float32"): TypedArray {
    const [rows, columns] = shape;
    if (shape.length !== 2 || rows === undefined || columns === undefined) {
      throw new TacetError(`The Identity initializer makes matrices only, received the shape ${formatShape(shape)}.`);
    }
    const values = filled(shape, dtype, 0);
    for (let i = 0; i < Math.min(rows, columns); i++) values[i * columns + i] = this.gain;
    return values;
  }

  override getConfig(): Record<string, unknown> {
    return { gain: this.gain };
  }
}
