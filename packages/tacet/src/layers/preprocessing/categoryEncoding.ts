/** Whole numbers as rows of zeros and ones. Source: keras/src/layers/preprocessing/category_encoding.py. */
import { literalData, sameShape, Tensor } from "@tacet/compiler";
import { oneOf, required, wholeFrom, type Kinds } from "../../options.ts";
import { Layer, show } from "../layer.ts";
import { layerKinds, layerOptions, type LayerOptions } from "../options.ts";
import { flatShapes, type ShapesOf } from "../tensors.ts";
import { encodeCategories, encodings, type Encoding } from "./encodeCategories.ts";

export interface CategoryEncodingOptions extends LayerOptions {
  /** How many categories there are: the input holds whole numbers from 0 to below it. */
  numTokens: number;
  /**
   * "one_hot" for each element by itself, "multi_hot" for 1 at every category that a row holds, "count" for how often it
   * does. Default "multi_hot".
   */
  outputMode?: Encoding | undefined;
}

const kinds: Kinds<CategoryEncodingOptions> = {
  ...layerKinds,
  numTokens: required(wholeFrom(1)),
  outputMode: oneOf(...encodings),
};

type Input = Tensor | readonly [tokens: Tensor, countWeights: Tensor];

/**
 * Categories [n, k] → [n, numTokens], and with "one_hot" [..., k] → [..., k, numTokens], or [..., 1] → [..., numTokens].
 * With "count" it also takes a list of them and of weights of the same shape, `apply([x, countWeights])`, and adds those up.
 * @throws TacetError for numbers outside 0 … numTokens - 1. Inside a model they count for nothing, as in Keras on JAX.
 */
export class CategoryEncoding extends Layer<Input> {
  readonly numTokens: number;
  readonly outputMode: Encoding;
  constructor(options: CategoryEncodingOptions) {
    super(layerOptions("CategoryEncoding", options, kinds));
    this.numTokens = options.numTokens;
    this.outputMode = options.outputMode ?? "multi_hot";
  }
  override get className(): string {
    return "CategoryEncoding";
  }
  /** Whole numbers stay what they are: floats can't hold them all. */
  protected override convertInput(x: Tensor): Tensor {
    return x;
  }
  protected override checkInput(given: ShapesOf<Input>): void {
    const [tokens, weights, ...others] = flatShapes(given);
    if (!weights) return;
    if (this.outputMode !== "count") {
      const fix = 'Write outputMode: "count".';
      throw this.fail("tokens alone", `weights beside them for outputMode ${JSON.stringify(this.outputMode)}`, fix);
    }
    if (others.length === 0 && sameShape(tokens!, weights)) return;
    const received = `shapes ${[tokens!, weights, ...others].map(show).join(" and ")}`;
    throw this.fail("tokens and weights of one shape", received, "Give one weight for each token.");
  }
  call(input: Input): Tensor {
    const [tokens, weights] = input instanceof Tensor ? [input] : input;
    const outside = literalData(tokens)?.find((token) => !(token >= 0 && token < this.numTokens));
    if (outside !== undefined) {
      const fix = "Give numTokens the largest and one more, or use integerLookup.";
      throw this.fail(`whole numbers from 0 to ${this.numTokens - 1}`, `${outside}`, fix);
    }
    return encodeCategories(tokens, this.outputMode, this.numTokens, this.dtype, weights?.cast(this.dtype));
  }
}
