/**
 * TensorFlow.js's optimizers, each holding tacet's: for `compile`, and for functions of variables (`minimize`).
 * Source: tfjs-core/src/optimizers.
 */
import { optimizers as keras, TacetError, type Optimizer as Inner } from "../index.ts";
import { derive, runStep, variableGrads } from "./gradients.ts";
import type { Tensor } from "./tensor.ts";
import type { Variable } from "./variable.ts";

export class Optimizer {
  readonly inner: Inner;
  constructor(inner: Inner) {
    this.inner = inner;
  }
  get learningRate(): number {
    return this.inner.learningRate;
  }
  set learningRate(value: number) {
    this.inner.learningRate = value;
  }
  setLearningRate(value: number): void {
    this.inner.learningRate = value;
  }
  get iterations(): number {
    return this.inner.iterations.read()[0]!;
  }
  getClassName(): string {
    return this.inner.className;
  }
  /**
   * Moves the variables that a function depends on so that the scalar it gives becomes less. It runs in the reference
   * interpreter, which is for small programs: models train faster by `fit`.
   * @param returnCost whether the scalar is returned
   * @param varList default: all trainable variables that the function depends on
   */
  minimize(f: () => Tensor, returnCost = false, varList?: readonly Variable[]): Tensor | null {
    const { value, variables, slopes } = derive(f, varList);
    this.inner.build(variables);
    const [cost] = runStep(() => {
      this.inner.apply(slopes, variables);
      return [value];
    });
    return returnCost ? cost! : null;
  }
  /** The scalar that a function gives, and its derivatives by the variables, by name. */
  computeGradients(f: () => Tensor, varList?: readonly Variable[]): { value: Tensor; grads: Record<string, Tensor> } {
    return variableGrads(f, varList);
  }
  dispose(): void {}
}

type Make = (...args: never[]) => Inner;
const made = <F extends Make>(make: F) => (...args: Parameters<F>): Optimizer => new Optimizer(make(...args)); // prettier-ignore

/** `train.adam(0.01)`: the arguments are TensorFlow.js's, by place. */
export const train = {
  sgd: made((learningRate: number) => keras.sgd({ learningRate })),
  momentum: made((learningRate: number, momentum: number, useNesterov = false) =>
    keras.sgd({ learningRate, momentum, nesterov: useNesterov }),
  ),
  adagrad: made((learningRate: number, initialAccumulatorValue = 0.1) =>
    keras.adagrad({ learningRate, initialAccumulatorValue }),
  ),
  adadelta: made((learningRate = 0.001, rho = 0.95, epsilon?: number | null) =>
    keras.adadelta({ learningRate, rho, epsilon: epsilon ?? undefined }),
  ),
  adam: made((learningRate = 0.001, beta1 = 0.9, beta2 = 0.999, epsilon?: number | null) =>
    keras.adam({ learningRate, beta1, beta2, epsilon: epsilon ?? undefined }),
  ),
  adamax: made((learningRate = 0.002, beta1 = 0.9, beta2 = 0.999, epsilon?: number | null, decay = 0) => {
    if (decay !== 0) throw new TacetError(`train.adamax: expected decay to be 0, received ${decay}. Give compile a rate that a callback lowers.`); // prettier-ignore
    return keras.adamax({ learningRate, beta1, beta2, epsilon: epsilon ?? undefined });
  }),
  rmsprop: made((learningRate: number, decay = 0.9, momentum = 0, epsilon?: number | null, centered = false) =>
    keras.rmsprop({ learningRate, rho: decay, momentum, epsilon: epsilon ?? undefined, centered }),
  ),
} as const;

/** What names stand for in `compile`; the rates are not all Keras 3's. */
const named = {
  adadelta: () => train.adadelta(1),
  adagrad: () => train.adagrad(0.01),
  adam: () => train.adam(),
  adamax: () => train.adamax(),
  rmsprop: () => train.rmsprop(0.001),
  sgd: () => train.sgd(0.01),
} as const;
type Lower = keyof typeof named;
export type OptimizerName = Lower | Capitalize<Lower> | "SGD" | "RMSProp";
/** @throws TacetError for another name */
export function optimizerOf(identifier: Optimizer | OptimizerName): Optimizer {
  if (identifier instanceof Optimizer) return identifier;
  const name = identifier.toLowerCase();
  if (Object.hasOwn(named, name)) return named[name as Lower]();
  throw new TacetError(`compile: there is no optimizer named "${identifier}". Known: ${Object.keys(named).join(", ")}.`); // prettier-ignore
}
