/**
 * TensorFlow.js's metrics: functions of targets and predictions, a value a row. In `compile` each may be given itself
 * or by its name. Source: tfjs-layers/src/metrics.ts.
 */
import { ops, type Tensor as Inner } from "@tacet/compiler";
import { losses as keras } from "../index.ts";
import { float, of, type Operand } from "./ops/operand.ts";
import { lift } from "./tensor.ts";

type Loss = ReturnType<typeof keras.meanSquaredError>;
const ofLoss = (make: () => Loss) =>
  lift((yTrue: Operand, yPred: Operand): Inner => make().call(float(yTrue), float(yPred)));
const counted = (yTrue: Operand, t: number, yPred: Operand, p: number): Inner =>
  of(yTrue).equal(t).logicalAnd(of(yPred).equal(p)).cast("float32").sum();

export const binaryAccuracy = lift((yTrue: Operand, yPred: Operand) =>
  float(yTrue).equal(of(yPred).greater(0.5).cast("float32")).cast("float32").mean(-1),
);
export const categoricalAccuracy = lift((yTrue: Operand, yPred: Operand) =>
  of(yTrue).argmax(-1).equal(of(yPred).argmax(-1)).cast("float32"),
);
export const sparseCategoricalAccuracy = lift((yTrue: Operand, yPred: Operand) => {
  const [labels, predictions] = [of(yTrue), of(yPred)];
  const flat = labels.rank === predictions.rank ? labels.squeeze(-1) : labels;
  return flat.cast("int32").equal(predictions.argmax(-1)).cast("float32");
});
/** Of predictions that are 0 or 1: the share of ones that are right. */
export const precision = lift((yTrue: Operand, yPred: Operand) => {
  const right = counted(yTrue, 1, yPred, 1);
  return right.divideNoNan(right.add(counted(yTrue, 0, yPred, 1)));
});
/** Of predictions that are 0 or 1: the share of positives that were found. */
export const recall = lift((yTrue: Operand, yPred: Operand) => {
  const right = counted(yTrue, 1, yPred, 1);
  return right.divideNoNan(right.add(counted(yTrue, 1, yPred, 0)));
});
/** 1 minus the sum of squared residuals by the sum of squares around the mean. */
export const r2Score = lift((yTrue: Operand, yPred: Operand) => {
  const y = float(yTrue);
  const residuals = y.subtract(float(yPred)).square().sum();
  return ops.subtract(1, residuals.divide(y.subtract(y.mean()).square().sum()));
});
export const binaryCrossentropy = ofLoss(() => keras.binaryCrossentropy());
export const categoricalCrossentropy = ofLoss(() => keras.categoricalCrossentropy());
export const cosineProximity = ofLoss(() => keras.cosineSimilarity());
export const meanAbsoluteError = ofLoss(() => keras.meanAbsoluteError());
export const meanAbsolutePercentageError = ofLoss(() => keras.meanAbsolutePercentageError());
export const meanSquaredError = ofLoss(() => keras.meanSquaredError());
// Each under its own name, which is its key in the history.
export const MAPE = ofLoss(() => keras.meanAbsolutePercentageError());
export const mape = ofLoss(() => keras.meanAbsolutePercentageError());
export const MSE = ofLoss(() => keras.meanSquaredError());
export const mse = ofLoss(() => keras.meanSquaredError());
