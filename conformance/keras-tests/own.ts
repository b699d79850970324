/** What Keras's tests define for themselves. */
import * as tacet from "tacet";

export class ExampleLoss extends tacet.Loss {
  override call(yTrue: tacet.Tensor, yPred: tacet.Tensor): tacet.Tensor {
    return squaredError(yTrue, yPred);
  }
}
export const squaredError = (yTrue: tacet.Tensor, yPred: tacet.Tensor): tacet.Tensor =>
  tacet.ops.square(tacet.ops.subtract(yTrue, yPred));
