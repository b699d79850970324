/** A function as a layer. Source: keras/src/layers/core/lambda_layer.py. */
import type { Tensor } from "@tacet/compiler";
import { callable, required, type Kind, type Kinds } from "../options.ts";
import { Layer, type CallOptions } from "./layer.ts";
import { layerKinds, layerOptions, type LayerOptions } from "./options.ts";

/** What the function learns beside its input: whether a training step calls it, and the layer's `arguments`. */
export type LambdaFunction = (x: Tensor, options: Readonly<Record<string, unknown>> & CallOptions) => Tensor;

export interface LambdaOptions extends LayerOptions {
  /** A formula over tensors: `(x) => x.square()`. It may have no weights, and no effect but its result. */
  function: LambdaFunction;
  /** Given to the function at every call, beside `training`. Default: nothing. */
  arguments?: Readonly<Record<string, unknown>> | undefined;
}

const object: Kind = { what: "an object", test: (x) => typeof x === "object" && x !== null && !Array.isArray(x) };
const kinds: Kinds<LambdaOptions> = { ...layerKinds, function: required(callable), arguments: object };

/**
 * Calls the function: `lambda({ function: (x) => x.square() })`. The shape of the output is found by calling it. For
 * several tensors no layer is needed: ops on symbolic tensors are part of a functional model by themselves. A function
 * is code, so no file that tacet loads can hold this layer.
 * @throws TacetError where `function` is none, or gives no tensor
 */
export class Lambda extends Layer {
  readonly function: LambdaFunction;
  readonly arguments: Readonly<Record<string, unknown>>;
  constructor(options: LambdaOptions) {
    super(layerOptions("Lambda", options, kinds));
    this.function = options.function;
    this.arguments = options.arguments ?? {};
  }
  override get className(): string {
    return "Lambda";
  }
  protected override readonly takesMask: boolean = true;
  call(x: Tensor, options: CallOptions): Tensor {
    return this.function(x, { ...this.arguments, ...options });
  }
}
