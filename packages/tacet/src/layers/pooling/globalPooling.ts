/**
 * The largest, or the mean, of each channel over all of space. Source: keras/src/layers/pooling/base_global_pooling.py,
 * global_average_pooling1d.py, global_max_pooling1d.py, and those of two and three axes.
 */
import { formatShape, ops, type Shape, type Tensor } from "@tacet/compiler";
import { flag, type Kinds } from "../../options.ts";
import { dataFormat as formatKind, firstSpatialAxis, rankComplaint, type DataFormat } from "../dataFormat.ts";
import { Layer, type CallOptions } from "../layer.ts";
import type { Masks } from "../mask.ts";
import { layerKinds, layerOptions, type LayerOptions } from "../options.ts";

export interface GlobalPoolingOptions extends LayerOptions {
  /** Where the channels are. Default "channels_last". */
  dataFormat?: DataFormat | undefined;
  /** Whether the axes of space stay, with extent 1. Default false. */
  keepdims?: boolean | undefined;
}
const kinds: Kinds<GlobalPoolingOptions> = { ...layerKinds, dataFormat: formatKind, keepdims: flag };

abstract class GlobalPooling extends Layer {
  readonly dataFormat: DataFormat;
  readonly keepdims: boolean;
  /** The axes of space. */
  protected readonly axes: readonly number[];
  constructor(className: string, rank: number, given: GlobalPoolingOptions | undefined) {
    const { dataFormat = "channels_last", keepdims = false, ...options } = layerOptions(className, given, kinds);
    super(options);
    this.dataFormat = dataFormat;
    this.keepdims = keepdims;
    this.axes = Array.from({ length: rank }, (_, i) => firstSpatialAxis(dataFormat) + i);
  }
  protected override checkInput(shape: Shape): void {
    const rank = this.axes.length + 2;
    if (shape.length !== rank) throw this.fail(...rankComplaint(rank, shape));
  }
}
abstract class GlobalAveragePooling extends GlobalPooling {
  call(x: Tensor, _options: CallOptions): Tensor {
    return x.mean(this.axes, this.keepdims);
  }
}
abstract class GlobalMaxPooling extends GlobalPooling {
  call(x: Tensor): Tensor {
    return x.max(this.axes, this.keepdims);
  }
}

/**
 * The mean over all steps, or over those that the mask of the input counts: [n, steps, channels] → [n, channels]. Of a
 * row of which none counts it is NaN, as in Keras.
 * @throws TacetError for a mask that is not [n, steps]
 */
export class GlobalAveragePooling1D extends GlobalAveragePooling {
  protected override readonly takesMask: boolean = true;
  constructor(options?: GlobalPoolingOptions) {
    super("GlobalAveragePooling1D", 1, options);
  }
  override get className(): string {
    return "GlobalAveragePooling1D";
  }
  override computeMask(): Masks {
    return undefined;
  }
  override call(x: Tensor, options: CallOptions): Tensor {
    const { mask } = options;
    if (!mask) return super.call(x, options);
    const [steps] = this.axes as [number];
    const expected = [x.shape[0]!, x.shape[steps]!];
    if (formatShape(mask.shape) !== formatShape(expected))
      throw this.fail(`a mask of shape ${formatShape(expected)}`, `shape ${formatShape(mask.shape)}`, "Give a bool for each step of each row."); // prettier-ignore
    const counts = mask.cast("bool").expandDims(steps === 1 ? 2 : 1);
    const sum = ops.where(counts, x, 0).sum(this.axes, this.keepdims);
    return sum.div(counts.cast(x.dtype).sum(this.axes, this.keepdims));
  }
}
/** The mean over the image: [n, rows, columns, channels] → [n, channels]. */
export class GlobalAveragePooling2D extends GlobalAveragePooling {
  constructor(options?: GlobalPoolingOptions) {
    super("GlobalAveragePooling2D", 2, options);
  }
  override get className(): string {
    return "GlobalAveragePooling2D";
  }
}
/** The mean over the volume: [n, a, b, c, channels] → [n, channels]. */
export class GlobalAveragePooling3D extends GlobalAveragePooling {
  constructor(options?: GlobalPoolingOptions) {
    super("GlobalAveragePooling3D", 3, options);
  }
  override get className(): string {
    return "GlobalAveragePooling3D";
  }
}
/** The largest of all steps: [n, steps, channels] → [n, channels]. Equal ones share the gradient. */
export class GlobalMaxPooling1D extends GlobalMaxPooling {
  constructor(options?: GlobalPoolingOptions) {
    super("GlobalMaxPooling1D", 1, options);
  }
  override get className(): string {
    return "GlobalMaxPooling1D";
  }
}
/** The largest of the image: [n, rows, columns, channels] → [n, channels]. Equal ones share the gradient. */
export class GlobalMaxPooling2D extends GlobalMaxPooling {
  constructor(options?: GlobalPoolingOptions) {
    super("GlobalMaxPooling2D", 2, options);
  }
  override get className(): string {
    return "GlobalMaxPooling2D";
  }
}
/** The largest of the volume: [n, a, b, c, channels] → [n, channels]. Equal ones share the gradient. */
export class GlobalMaxPooling3D extends GlobalMaxPooling {
  constructor(options?: GlobalPoolingOptions) {
    super("GlobalMaxPooling3D", 3, options);
  }
  override get className(): string {
    return "GlobalMaxPooling3D";
  }
}
