/** What Keras's tests define for themselves. */
import * as tacet from "tacet";

export class ExampleLoss extends tacet.Loss {
  override call(yTrue: tacet.Tensor, yPred: tacet.Tensor): tacet.Tensor {
    return squaredError(yTrue, yPred);
  }
}
export const squaredError = (yTrue: tacet.Tensor, yPred: tacet.Tensor): tacet.Tensor =>
  tacet.ops.square(tacet.ops.subtract(yTrue, yPred));

export interface CellOptions extends tacet.LayerOptions {
  readonly units: number;
  readonly stateSize?: number | readonly number[];
}
/** Adds up its inputs and its state. */
export class OneStateRNNCell extends tacet.RNNCell {
  override readonly stateSize: number | readonly number[];
  protected readonly units: number;
  constructor({ units, stateSize = units, ...options }: CellOptions) {
    super(options);
    this.units = units;
    this.stateSize = stateSize;
  }
  override build([x]: readonly tacet.Shape[]): void {
    this.addWeight({ name: "kernel", shape: [x!.at(-1) as number, this.units], initializer: "ones" });
    this.addWeight({ name: "recurrent_kernel", shape: [this.units, this.units], initializer: "ones" });
  }
  override call([x, h]: readonly tacet.Tensor[]): tacet.Tensor[] {
    const [kernel, recurrent] = this.weights.map((w) => w.tensor);
    const next = x!.matmul(kernel!).add(h!.matmul(recurrent!));
    return [next, next];
  }
}
/** Its output is the sum of two states, both of which follow the first. */
export class TwoStatesRNNCell extends OneStateRNNCell {
  constructor({ units, stateSize = [units, units], ...options }: CellOptions) {
    super({ units, stateSize, ...options });
  }
  override build(shapes: readonly tacet.Shape[]): void {
    super.build(shapes);
    this.addWeight({ name: "recurrent_kernel_2", shape: [this.units, this.units], initializer: "ones" });
  }
  override call([x, h]: readonly tacet.Tensor[]): tacet.Tensor[] {
    const [kernel, first, second] = this.weights.map((w) => w.tensor);
    const input = x!.matmul(kernel!);
    const states = [first!, second!].map((recurrent) => input.add(h!.matmul(recurrent)));
    return [states[0]!.add(states[1]!), ...states];
  }
}
