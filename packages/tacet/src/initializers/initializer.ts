/**
 * What gives a weight its first values.
 *
 * Source: keras/src/initializers/initializer.py.
 */
import { formatShape, TacetError, type DType, type StaticShape, type TypedArray } from "@tacet/compiler";
import { anything, type Kinds } from "../options.ts";
import { checkSeed, drawSeed } from "../random/seeds.ts";
import { keyOf, SeedGenerator, type Seed } from "../random/seedGenerator.ts";
import type { FloatDType } from "../random/draws.ts";
import type { Key } from "../random/threefry.ts";

export abstract class Initializer {
  /** Keras's class name, for configurations. */
  abstract readonly className: string;

  /**
   * The values of a new weight, row-major. Calling it again gives the same values (unless a `SeedGenerator` is
   * the seed), so an instance shared by two layers gives them equal weights, as in Keras.
   */
  abstract call(shape: StaticShape, dtype?: DType): TypedArray;

  /** The options that make an equal initializer. */
  getConfig(): Record<string, unknown> {
    return {};
  }
  /** What its configuration makes: itself, but for one that draws a seed. */
  renew(): this {
    return this;
  }
}

/** Options of an initializer that draws. */
export interface RandomOptions {
  /** A whole number from 0 to 2^32 - 1, or a generator; drawn at construction where it is left out or null. */
  readonly seed?: Seed | null | undefined;
}

/** What the options of every initializer that draws may be. */
export const randomKinds: Kinds<RandomOptions> = { seed: anything };

export abstract class RandomInitializer extends Initializer {
  readonly #given: Seed | null;
  readonly #seed: Seed;

  constructor(seed: Seed | null = null) {
    super();
    this.#given = seed;
    if (seed !== null && !(seed instanceof SeedGenerator)) checkSeed(seed, "An initializer");
    this.#seed = seed ?? drawSeed();
  }

  /** The seed given, or drawn. */
  protected get seed(): Seed {
    return this.#seed;
  }
  protected nextKey(): Key {
    return keyOf(this.#seed, this.className);
  }

  override getConfig(): Record<string, unknown> {
    return { seed: this.#given };
  }
  override renew(): this {
    if (this.#given !== null) return this;
    const options = Object.entries(this.getConfig())
      .filter(([, value]) => value !== null)
      .map(([name, value]) => [name.replace(/_(.)/gu, (_, letter: string) => letter.toUpperCase()), value]);
    const Class = this.constructor as new (options: object) => this;
    return new Class(Object.fromEntries(options) as object);
  }
}

/** Stands among options for an initializer that is renewed when a layer asks for it, in the order of its constructor. */
export class Again {
  readonly of: Initializer;
  constructor(of: Initializer) {
    this.of = of;
  }
}

/** The number of elements of a shape. */
export const countOf = (shape: StaticShape): number => shape.reduce((a, b) => a * b, 1);

/** @throws TacetError for a type that cannot be drawn. */
export function floatDType(dtype: DType, className: string, shape: StaticShape): FloatDType {
  if (dtype === "float32" || dtype === "float64") return dtype;
  throw new TacetError(
    `${className} draws float32 or float64, received ${dtype} for a weight of shape ${formatShape(shape)}.`,
  );
}
