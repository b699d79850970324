/** What layers that hold another layer have in common. Source: keras/src/layers/core/wrapper.py. */
import type { Kind, Kinds } from "../options.ts";
import { required } from "../options.ts";
import { Layer } from "./layer.ts";
import { layerKinds, layerOptions, type LayerOptions } from "./options.ts";
import type { ShapesOf, Tensors } from "./tensors.ts";

export interface WrapperOptions<L> extends LayerOptions {
  /** The layer inside, with a name, weights and penalties of its own. */
  layer: L;
}

const layerKind: Kind = { what: "a layer", test: (x) => x instanceof Layer };
/** What the options of every wrapper may be; a wrapper's own table begins with these. */
export const wrapperKinds: Kinds<WrapperOptions<unknown>> = { ...layerKinds, layer: required(layerKind) };

/**
 * The base class of layers that do something around another: `call` says what. The layer inside is built with the shape
 * of the wrapper's input; a wrapper whose layer sees another shape overrides `build`. Penalties of both count.
 * @typeParam L the layer inside
 * @throws TacetError where `layer` is no layer
 */
export abstract class Wrapper<
  I extends Tensors = Tensors,
  O extends Tensors = Tensors,
  L extends Layer<I, Tensors> = Layer<I, O>,
> extends Layer<I, O> {
  readonly layer: L;

  constructor(options: WrapperOptions<L>) {
    super(options);
    const { name, layer } = options;
    this.layer = layerOptions(
      this.className,
      { name, layer },
      { name: layerKinds.name, layer: wrapperKinds.layer },
    ).layer;
  }
  override build(shape: ShapesOf<I>): void {
    this.layer.ensureBuilt(shape);
  }
}
