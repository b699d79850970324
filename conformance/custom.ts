/** Models and layers written by hand, which programs name: see `generate/custom.py`, which writes the same on Keras. */
import * as tacet from "tacet";
import type { ProgramModel } from "./graph.ts";

type Tensor = tacet.Tensor;

class Scale extends tacet.Layer {
  shift: tacet.Variable | undefined;
  scale: tacet.Variable | undefined;
  override build(inputShape: tacet.Shape): void {
    const shape = [inputShape.at(-1) as number];
    this.shift = this.addWeight({ name: "shift", shape, initializer: "ones", trainable: false });
    this.scale = this.addWeight({ name: "scale", shape, initializer: "ones", regularizer: tacet.regularizers.l2(0.1) });
  }
  override call(x: Tensor): Tensor {
    return x.mul(this.scale!.tensor).add(this.shift!.tensor);
  }
}

class Block extends tacet.Layer {
  readonly first: tacet.Layer = tacet.layers.dense({
    units: 4,
    activation: "tanh",
    activityRegularizer: tacet.regularizers.l1(0.02),
  });
  readonly others: tacet.Layer[] = [tacet.layers.dropout({ rate: 0.3 }), new Scale()];
  override call(x: Tensor, { training }: tacet.CallOptions): Tensor {
    const y = this.first.apply(x);
    if (training) this.addLoss(y.square().sum().mul(0.01));
    return this.others.reduce<Tensor>((value, layer) => layer.apply(value), y);
  }
}

class Subclassed extends tacet.Model {
  readonly block = new Block();
  readonly out: tacet.Layer = tacet.layers.dense({ units: 2, kernelRegularizer: tacet.regularizers.l1(0.01) });
  override call(x: Tensor): Tensor {
    return this.out.apply(this.block.apply(x));
  }
}

class ListOutputs extends tacet.Model<Tensor, readonly Tensor[]> {
  readonly block = new Block();
  readonly out: tacet.Layer = tacet.layers.dense({ units: 2, kernelRegularizer: tacet.regularizers.l1(0.01) });
  readonly other: tacet.Layer = tacet.layers.dense({ units: 3 });
  override call(x: Tensor): readonly Tensor[] {
    const y = this.block.apply(x);
    return [this.out.apply(y), this.other.apply(y)];
  }
}

class NamedOutputs extends tacet.Model<Tensor, { readonly q: Tensor; readonly p: Tensor }> {
  readonly block = new Block();
  readonly out: tacet.Layer = tacet.layers.dense({ units: 2, kernelRegularizer: tacet.regularizers.l1(0.01) });
  readonly other: tacet.Layer = tacet.layers.dense({ units: 3 });
  override call(x: Tensor): { readonly q: Tensor; readonly p: Tensor } {
    const y = this.block.apply(x);
    return { q: this.out.apply(y), p: this.other.apply(y) };
  }
}

class Towers extends tacet.Model<{ readonly a: Tensor; readonly b: Tensor }> {
  readonly towers: Record<"left" | "right", tacet.Layer> = {
    left: tacet.layers.dense({ units: 2 }),
    right: tacet.layers.dense({ units: 2 }),
  };
  override call({ a, b }: { readonly a: Tensor; readonly b: Tensor }): Tensor {
    return this.towers.left.apply(a).sub(this.towers.right.apply(b));
  }
}

class OwnLoss extends Subclassed {
  override computeLoss(given: tacet.LossInputs<Tensor, Tensor>): Tensor {
    return super.computeLoss(given).mul(0.5).add(given.yPred.abs().mean());
  }
}

class OwnStep extends Subclassed {
  override trainStep({ x, y, sampleWeight }: tacet.StepData<Tensor, Tensor>): tacet.StepLogs {
    const yPred = this.apply(x, { training: true });
    const loss = this.computeLoss({ x, y, yPred, sampleWeight });
    this.updateMetrics({ loss, y, yPred, sampleWeight });
    const weights = this.trainableWeights;
    this.optimizer.apply(this.gradients(loss, weights), weights);
    return {};
  }
}

const models = {
  subclassed: Subclassed,
  listOutputs: ListOutputs,
  namedOutputs: NamedOutputs,
  towers: Towers,
  ownLoss: OwnLoss,
  ownStep: OwnStep,
} as const;
export type CustomModel = keyof typeof models;
export const buildCustom = (name: CustomModel): ProgramModel => new models[name]();
