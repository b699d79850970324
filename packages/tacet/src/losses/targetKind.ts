/** Which kind of classification shapes mean. Source: keras/src/trainers/compile_utils.py, is_binary_or_sparse_categorical. */
import type { Shape } from "@tacet/compiler";

/** What "accuracy" and "crossentropy" become for targets and an output of these shapes. */
export function targetKind(yTrue: Shape, yPred: Shape): "binary" | "categorical" | "sparse" {
  const last = yPred[yPred.length - 1];
  if (last === 1) return "binary";
  const indices =
    yTrue.length < yPred.length || (yTrue[yTrue.length - 1] === 1 && typeof last === "number" && last > 1);
  return indices ? "sparse" : "categorical";
}
