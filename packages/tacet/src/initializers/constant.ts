/**
 * Initializers that draw nothing.
 *
 * Source: keras/src/initializers/constant_initializers.py.
 */
import {
  formatShape,
  layouts,
  nest,
  outsideTrace,
  TacetError,
  Tensor,
  tensor,
  type DType,
  type StaticShape,
  type TensorLike,
  type TypedArray,
} from "@tacet/compiler";
import { numbersOf } from "../engine.ts";
import { checkOptions, finite, type Kinds } from "../options.ts";
import { countOf, Initializer } from "./initializer.ts";

const filled = (shape: StaticShape, dtype: DType, value: number): TypedArray =>
  layouts[dtype].allocate(countOf(shape)).fill(value);

export interface ConstantOptions {
  /** A number, or values of the weight's shape or one that broadcasts to it. Default 0. */
  readonly value?: TensorLike | undefined;
}
const constantKinds: Kinds<ConstantOptions> = {
  value: {
    what: "a finite number, numbers or a tensor",
    test: (x) => finite.test(x) || x instanceof Tensor || Array.isArray(x) || ArrayBuffer.isView(x),
  },
};

/** Every value the same, 0 unless given; or the values given. */
export class Constant extends Initializer {
  override readonly className = "Constant";
  readonly value: TensorLike;

  constructor(options?: ConstantOptions | number) {
    super();
    const given = typeof options === "number" ? { value: options } : options;
    this.value = checkOptions("constant", given, constantKinds).value ?? 0;
  }

  override call(shape: StaticShape, dtype: DType = "float32"): TypedArray {
    if (typeof this.value === "number") return filled(shape, dtype, this.value);
    // Weights are often made while a step is recorded, which their values are no part of.
    const values = outsideTrace(() => tensor(this.value, undefined, dtype).broadcastTo(shape));
    return numbersOf(values);
  }

  override getConfig(): Record<string, unknown> {
    if (typeof this.value === "number") return { value: this.value };
    const { shape } = outsideTrace(() => tensor(this.value));
    const value = nest(this.call(shape as StaticShape), shape);
    return { value: { class_name: "__numpy__", config: { value, dtype: "float32" } } };
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
  /** What stands on the diagonal. Default 1. */
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
