/** How far predicted and true regions of classes overlap. Source: keras/src/metrics/iou_metrics.py. */
import { ops, TacetError, type Tensor, type TypedArray, type Variable } from "@tacet/compiler";
import { EPSILON } from "../floatx.ts";
import { autoName } from "../naming.ts";
import { checkOptions, finite, flag, list, oneOf, orNull, required, whole, wholeFrom, type Kinds } from "../options.ts";
import { warn } from "../warn.ts";
import { Metric, metricKinds, type MetricType, type OptionsOfType } from "./metric.ts";

interface CountOptions extends OptionsOfType<MetricType> {
  /** The type of the counts. Default "int32", which cuts weights to whole numbers. */
  readonly dtype?: MetricType | undefined;
}
export interface MeanIoUOptions extends CountOptions {
  /** How many classes there are. */
  readonly numClasses: number;
  /** A class whose elements are left out. Default: none. */
  readonly ignoreClass?: number | null | undefined;
  /** Whether targets are class indices, not one-hot. Default true. */
  readonly sparseYTrue?: boolean | undefined;
  /** Whether predictions are class indices, not a score for each class. Default true. */
  readonly sparseYPred?: boolean | undefined;
  /** The axis of the classes, where they are not indices. Default -1. */
  readonly axis?: number | undefined;
}
export interface IoUOptions extends MeanIoUOptions {
  /** The classes whose overlaps are averaged. */
  readonly targetClassIds: readonly number[];
}
export type OneHotIoUOptions = Omit<IoUOptions, "sparseYTrue">;
export type OneHotMeanIoUOptions = Omit<MeanIoUOptions, "sparseYTrue">;
export interface BinaryIoUOptions extends CountOptions {
  /** Default [0, 1]: both classes. */
  readonly targetClassIds?: readonly number[] | undefined;
  /** What a prediction must reach to count as 1. Default 0.5. */
  readonly threshold?: number | undefined;
}

const countKinds: Kinds<CountOptions> = { ...metricKinds, dtype: oneOf("int32", "float32", "float64") };
const oneHotMeanKinds: Kinds<OneHotMeanIoUOptions> = {
  ...countKinds,
  numClasses: required(wholeFrom(1)),
  ignoreClass: orNull(whole),
  sparseYPred: flag,
  axis: whole,
};
const meanKinds: Kinds<MeanIoUOptions> = { ...oneHotMeanKinds, sparseYTrue: flag };
const kinds: Kinds<IoUOptions> = { ...meanKinds, targetClassIds: required(list) };
const oneHotKinds: Kinds<OneHotIoUOptions> = { ...oneHotMeanKinds, targetClassIds: required(list) };
const binaryKinds: Kinds<BinaryIoUOptions> = { ...countKinds, targetClassIds: list, threshold: finite };

abstract class OverlapMetric extends Metric {
  /** Elements by true and by predicted class. */
  readonly totalConfusionMatrix: Variable;
  readonly #options: IoUOptions;
  protected constructor(className: string, options: IoUOptions) {
    super({ name: options.name ?? autoName(className), dtype: options.dtype ?? "int32" });
    const { numClasses, targetClassIds } = options;
    const outside = targetClassIds.find((id) => !Number.isInteger(id) || id < 0 || id >= numClasses);
    if (outside !== undefined) {
      throw new TacetError(
        `Metric "${this.name}": expected targetClassIds from 0 to ${numClasses - 1}, received ${outside}. Name classes below numClasses.`,
      );
    }
    this.#options = options;
    this.totalConfusionMatrix = this.addVariable("total_confusion_matrix", [numClasses, numClasses]);
  }
  override get direction(): "up" {
    return "up";
  }
  override updateState(yTrue: Tensor, yPred: Tensor, sampleWeight?: Tensor): void {
    const { numClasses, ignoreClass, sparseYTrue = true, sparseYPred = true, axis = -1 } = this.#options;
    const indices = (x: Tensor, sparse: boolean): Tensor => (sparse ? x : x.argmax(axis)).cast("int32").reshape([-1]);
    const [t, p] = [indices(yTrue, sparseYTrue), indices(yPred, sparseYPred)];
    const inside = (x: Tensor): Tensor => x.greaterEqual(0).and(x.less(numClasses));
    let counted = inside(t).and(inside(p));
    if (typeof ignoreClass === "number") counted = counted.and(t.notEqual(ignoreClass));
    const one = counted.cast(this.dtype);
    if (sampleWeight && this.dtype === "int32") {
      warn(`Metric "${this.name}" counts in int32, which cuts weights to whole numbers. Give it dtype: "float32".`);
    }
    const weight = sampleWeight?.cast(this.dtype).reshape([-1]).broadcastTo(t.shape);
    const place = ops.where(counted, t.mul(numClasses).add(p), 0);
    const added = ops.scatterAdd(place, weight ? one.mul(weight) : one, numClasses * numClasses);
    const total = this.totalConfusionMatrix;
    total.assign(total.tensor.add(added.reshape([numClasses, numClasses])));
  }
  override result([matrix]: readonly TypedArray[] = [this.totalConfusionMatrix.read()]): number {
    const { numClasses, targetClassIds } = this.#options;
    const at = (t: number, p: number): number => matrix![t * numClasses + p]!;
    // In float32 whatever the counts are, as in Keras.
    const f = Math.fround;
    let [sum, valid] = [0, 0];
    for (const id of targetClassIds) {
      let union = -at(id, id);
      for (let k = 0; k < numClasses; k++) union += at(id, k) + at(k, id);
      if (!(union > 1e-9)) continue;
      sum = f(sum + f(at(id, id) / f(f(union) + EPSILON)));
      valid += 1;
    }
    return f(sum / f(valid + EPSILON));
  }
}
const all = (classes: number): number[] => Array.from({ length: classes }, (_, i) => i);

/** Intersection over union of the classes named, averaged. */
export class IoU extends OverlapMetric {
  constructor(options?: IoUOptions) {
    super("IoU", checkOptions("ioU", options, kinds));
  }
}
/** Intersection over union, averaged over all classes. */
export class MeanIoU extends OverlapMetric {
  constructor(options?: MeanIoUOptions) {
    const given = checkOptions("meanIoU", options, meanKinds);
    super("MeanIoU", { ...given, targetClassIds: all(given.numClasses) });
  }
}
/** `IoU` of one-hot targets, and (unless `sparseYPred`) of scores. */
export class OneHotIoU extends OverlapMetric {
  constructor(options?: OneHotIoUOptions) {
    const given = checkOptions("oneHotIoU", options, oneHotKinds);
    super("OneHotIoU", { ...given, sparseYTrue: false, sparseYPred: given.sparseYPred ?? false });
  }
}
/** `MeanIoU` of one-hot targets, and (unless `sparseYPred`) of scores. */
export class OneHotMeanIoU extends OverlapMetric {
  constructor(options?: OneHotMeanIoUOptions) {
    const given = checkOptions("oneHotMeanIoU", options, oneHotMeanKinds);
    const targetClassIds = all(given.numClasses);
    super("OneHotMeanIoU", { ...given, targetClassIds, sparseYTrue: false, sparseYPred: given.sparseYPred ?? false });
  }
}
/** `IoU` of probabilities of class 1. */
export class BinaryIoU extends OverlapMetric {
  readonly threshold: number;
  constructor(options?: BinaryIoUOptions) {
    const { targetClassIds = [0, 1], threshold = 0.5, ...given } = checkOptions("binaryIoU", options, binaryKinds);
    super("BinaryIoU", { ...given, numClasses: 2, targetClassIds });
    this.threshold = threshold;
  }
  override updateState(yTrue: Tensor, yPred: Tensor, sampleWeight?: Tensor): void {
    super.updateState(yTrue, yPred.greaterEqual(this.threshold), sampleWeight);
  }
}
