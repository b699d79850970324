/**
 * Losses that are a formula of targets and predictions with options: the formula is a plain function, which metrics
 * use too, and the class around it reads the options. Source: keras/src/losses/losses.py, LossFunctionWrapper.
 */
import type { Tensor } from "@tacet/compiler";
import { checkOptions, type Kinds } from "../options.ts";
import { Loss, lossKinds, type LossOptions } from "./loss.ts";
import { requireSameShape, toSameRank } from "./shapes.ts";

/** Options that are all there. */
export type Complete<F> = { readonly [K in keyof F]-?: Exclude<F[K], undefined> };
/** Targets and predictions of one rank and type to a value a row; options left out have their defaults. */
export interface Formula<F extends object = object> {
  (yTrue: Tensor, yPred: Tensor, options?: F): Tensor;
  readonly defaults: Complete<F>;
}

/** The options given, and the defaults of the others: `undefined` is not given. */
export function complete<F extends object>(defaults: Complete<F>, given: F | undefined): Complete<F> {
  const names = Object.keys(defaults) as (keyof F)[];
  return Object.fromEntries(names.map((name) => [name, given?.[name] ?? defaults[name]])) as Complete<F>;
}

export function formula<F extends object>(
  defaults: Complete<F>,
  compute: (yTrue: Tensor, yPred: Tensor, options: Complete<F>) => Tensor,
): Formula<F> {
  return Object.assign(
    (yTrue: Tensor, yPred: Tensor, options?: F) => compute(yTrue, yPred, complete(defaults, options)),
    { defaults },
  );
}

const toSnakeCase = (option: string): string => option.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

/** "KLDivergence" → "klDivergence": what a user calls. */
const factoryOf = (className: string): string =>
  className.replace(/^[A-Z]+(?![a-z])|^[A-Z]/, (head) => head.toLowerCase());

/** A loss with options of its own, under Keras's names of class and loss. */
export abstract class FormulaLoss<F extends object> extends Loss {
  readonly #className: string;
  readonly options: Complete<F>;
  constructor(
    className: string,
    name: string,
    { defaults }: Formula<F>,
    kinds: Kinds<F>,
    given: (F & LossOptions) | undefined,
  ) {
    const options = checkOptions<F & LossOptions>(factoryOf(className), given, { ...lossKinds, ...kinds } as Kinds<
      F & LossOptions
    >);
    super({ ...options, name: options.name ?? name });
    this.#className = className;
    this.options = complete(defaults, options);
  }
  override get className(): string {
    return this.#className;
  }
  override getConfig(): Record<string, unknown> {
    const own = Object.entries(this.options).map(([name, value]) => [toSnakeCase(name), value] as const);
    return { ...super.getConfig(), ...Object.fromEntries(own) };
  }
}

/**
 * The class of a loss whose targets have the shape of the predictions.
 * @param fix what to do where they have not
 */
export function lossClass<F extends object>(
  className: string,
  name: string,
  compute: Formula<F>,
  kinds: Kinds<F>,
  fix = "Give the last layer one unit per target.",
): new (options?: F & LossOptions) => FormulaLoss<F> {
  return class extends FormulaLoss<F> {
    constructor(options?: F & LossOptions) {
      super(className, name, compute, kinds, options);
    }
    override call(targets: Tensor, predictions: Tensor): Tensor {
      const [t, p] = toSameRank(targets, predictions);
      requireSameShape(this.name, t, p, fix);
      return compute(t, p, this.options);
    }
  };
}
