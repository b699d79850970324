/**
 * TensorFlow.js's tensor: numbers that are there at once (`dataSync`), with its operations as methods.
 *
 * It holds one of tacet's tensors, which say how numbers come about; here each operation is computed as it is called,
 * unless it is part of a step (a loss of one's own, what `minimize` calls), which is recorded and compiled.
 */
import {
  build,
  evaluateWith,
  formatShape,
  isStaticShape,
  literalData,
  nest,
  statesOf,
  TacetError,
  tensor as makeTensor,
  Tensor as Inner,
  type NestedArray,
  type Plain,
  type TypedArray as InnerArray,
} from "@tacet/compiler";
import { formulas, inferredType, notMethods, type DataType } from "./ops/index.ts";
import { showTensor } from "./show.ts";

/** A tensor, or numbers, nested as deep as it has axes. */
export type TensorLike = Tensor | Plain;
/** Axes of a tensor: what its shape is for. */
export type Shape = readonly number[];

const arrays = { float32: Float32Array, int32: Int32Array, bool: Uint8Array } as const;
/** The numbers of a tensor by its type. */
export type TypedArray = Float32Array | Int32Array | Uint8Array;

type LiftArgument<A> = [Inner] extends [A]
  ? TensorLike
  : A extends readonly (infer E)[]
    ? [Inner] extends [E]
      ? readonly TensorLike[]
      : A
    : A;
type LiftResult<R> = R extends Inner
  ? Tensor
  : R extends readonly Inner[]
    ? Tensor[]
    : { [K in keyof R]: LiftResult<R[K]> };
type Lift<F> = F extends (...args: infer P) => infer R
  ? (...args: { [K in keyof P]: LiftArgument<P[K]> }) => LiftResult<R>
  : never;
type Formulas = typeof formulas;
/** Every operation, on TensorFlow.js's tensors and plain numbers. */
export type Operations = { readonly [K in keyof Formulas]: Lift<Formulas[K]> };
type Method<F> = F extends (first: infer _First, ...rest: infer P) => infer R ? (...rest: P) => R : never;
type Methods = { readonly [K in Exclude<keyof Operations, (typeof notMethods)[number]>]: Method<Operations[K]> };

/** The operations as methods: `x.sub(y)`, `x.mean(0)`. */
// eslint-disable-next-line @typescript-eslint/no-unsafe-declaration-merging, @typescript-eslint/no-empty-object-type -- the prototype is filled below from the list that this type derives from
export interface Tensor extends Methods {}
// eslint-disable-next-line @typescript-eslint/no-unsafe-declaration-merging -- the other half of the interface above
export class Tensor {
  readonly #inner: Inner;
  readonly isDisposed: boolean = false;
  constructor(inner: Inner) {
    this.#inner = inner;
  }
  /** The tensor as tacet has it. */
  get inner(): Inner {
    return this.#inner;
  }
  /** Its extents. Inside a step the batch is among them, which reads as an error: write -1 to reshape. */
  get shape(): number[] {
    const { shape } = this.inner;
    if (isStaticShape(shape)) return [...shape];
    const extents: number[] = [];
    shape.forEach((extent, axis) => {
      Object.defineProperty(extents, axis, {
        enumerable: true,
        get() {
          if (typeof extent === "number") return extent;
          throw new TacetError(
            `shape: axis ${axis} of ${formatShape(shape)} is the batch, whose size is known only when the step runs. Use -1 to reshape, and mean() in place of a division by it.`,
          );
        },
      });
    });
    return extents;
  }
  get dtype(): DataType {
    return this.inner.dtype as DataType;
  }
  get rank(): number {
    return this.inner.rank;
  }
  get rankType(): string {
    return String(this.rank);
  }
  get size(): number {
    return this.inner.size;
  }
  /** The numbers in row-major order, a copy; bools as 0 and 1. */
  dataSync(): TypedArray {
    return new arrays[this.dtype](dataOf(settled(this.inner)));
  }
  /** The numbers in nested arrays; of a scalar a number. */
  arraySync(): NestedArray {
    return nest(dataOf(settled(this.inner)), this.inner.shape);
  }
  data(): Promise<TypedArray> {
    return Promise.resolve(this.dataSync());
  }
  array(): Promise<NestedArray> {
    return Promise.resolve(this.arraySync());
  }
  /** Of tensors along `axis`: this one, then the others. */
  concat(others: TensorLike | readonly Tensor[], axis = 0): Tensor {
    return operations.concat([this, ...listed(others)], axis);
  }
  /** Of tensors along a new `axis`: this one, then the others. */
  stack(others: TensorLike | readonly Tensor[], axis = 0): Tensor {
    return operations.stack([this, ...listed(others)], axis);
  }
  /** These elements where `condition` is true, those of `x` elsewhere. */
  where(condition: TensorLike, x: TensorLike): Tensor {
    return operations.where(condition, this, x);
  }
  print(verbose = false): void {
    // eslint-disable-next-line no-console -- where TensorFlow.js prints
    console.log(this.toString(verbose));
  }
  toString(verbose = false): string {
    return showTensor(this.dataSync(), this.shape, this.dtype, verbose);
  }
  /** Does nothing: memory is the garbage collector's. */
  dispose(): void {}
}
/** TensorFlow.js names its tensors by rank. */
export type Scalar = Tensor;
export type Tensor1D = Tensor;
export type Tensor2D = Tensor;
export type Tensor3D = Tensor;
export type Tensor4D = Tensor;

const listed = (x: TensorLike | readonly Tensor[]): readonly TensorLike[] =>
  Array.isArray(x) && x.every((e) => e instanceof Tensor) ? x : [x as TensorLike];

const isConcrete = (x: Inner): boolean => x.node.kind === "literal" || x.node.kind === "constant";
/**
 * The same tensor as numbers, with its variables as they are now.
 * @throws TacetError where it depends on anything else, such as the batch of a step
 */
export function settled(x: Inner): Inner {
  if (isConcrete(x)) return x;
  const values = evaluateWith([x.node], statesOf(x.node))[0]!;
  return new Inner(build.literal(values, x.shape as number[], x.dtype));
}
const dataOf = (x: Inner): InnerArray => literalData(x)!;

/** A tensor of numbers; `undefined` as shape takes it from how they are nested. */
export function tensor(values: TensorLike, shape?: Shape, dtype?: DataType): Tensor {
  const given = values instanceof Tensor ? values.inner : values;
  return new Tensor(makeTensor(given, shape, dtype ?? (given instanceof Inner ? (given.dtype) : inferredType(given)))); // prettier-ignore
}

/** Raises what is made of concrete tensors to numbers; what is recorded stays so. */
function raise(x: unknown, recorded: boolean): unknown {
  if (x instanceof Inner) return new Tensor(recorded ? x : settled(x));
  if (Array.isArray(x)) return x.map((e) => raise(e, recorded));
  return Object.fromEntries(Object.entries(x as object).map(([key, value]) => [key, raise(value, recorded)]));
}
/** A formula over tacet's tensors as a function of TensorFlow.js's. */
export function lift<F extends (...args: never[]) => unknown>(formula: F): Lift<F> {
  const lifted = (...args: unknown[]): unknown => {
    let recorded = false;
    const lower = (x: unknown): unknown => {
      if (!(x instanceof Tensor)) return Array.isArray(x) && x.some((e) => e instanceof Tensor) ? x.map(lower) : x;
      const { inner } = x;
      recorded ||= !isConcrete(inner);
      return inner;
    };
    const lowered = args.map(lower) as never[];
    return raise(formula(...lowered), recorded);
  };
  return lifted as Lift<F>;
}
/** The functions `add`, `sub`, … of `tacet/tfjs`. */
export const operations = Object.fromEntries(
  Object.entries<(...args: never[]) => unknown>(formulas).map(([name, formula]) => [name, lift(formula)]),
) as unknown as Operations;

const withoutMethod: ReadonlySet<string> = new Set(notMethods);
for (const [name, f] of Object.entries(operations) as [string, (...args: unknown[]) => unknown][])
  if (!withoutMethod.has(name))
    Object.defineProperty(Tensor.prototype, name, {
      configurable: true,
      value(this: Tensor, ...rest: unknown[]) {
        return f(this, ...rest);
      },
    });
