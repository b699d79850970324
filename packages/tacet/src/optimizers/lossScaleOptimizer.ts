/**
 * Keeps small gradients of float16 above 0: the loss is multiplied by a scale
 * that doubles while gradients are finite, and halves, with the step skipped,
 * when one is not. Source: keras/src/optimizers/loss_scale_optimizer.py.
 *
 * Around Nadam or Adafactor Keras 3.15 forgets, after every compiled step, what those keep as plain variables (Nadam's
 * product of momenta, Adafactor's means of squares): it builds them where variables are not tracked. tacet keeps them.
 */
import { ops, TacetError, type Tensor, type Variable } from "@tacet/compiler";
import { checkOptions, positive, required, text, wholeFrom, type Kinds } from "../options.ts";
import type { LearningRateSchedule } from "../schedules/schedule.ts";
import { Optimizer } from "./optimizer.ts";

export interface LossScaleOptimizerOptions {
  /** The optimizer that updates the weights. Its `lossScaleFactor` is not used. */
  readonly innerOptimizer: Optimizer;
  /** The first scale. Default 2^15. */
  readonly initialScale?: number | undefined;
  /** Steps with finite gradients after which the scale doubles. Default 2000. */
  readonly dynamicGrowthSteps?: number | undefined;
  /** The optimizer's name. Default: counted by class, as layers' names are. */
  readonly name?: string | undefined;
}

const kinds: Kinds<LossScaleOptimizerOptions> = {
  innerOptimizer: required({ what: "an optimizer", test: (x) => x instanceof Optimizer }),
  initialScale: positive,
  dynamicGrowthSteps: wholeFrom(1),
  name: text,
};

export class LossScaleOptimizer extends Optimizer {
  readonly innerOptimizer: Optimizer;
  readonly initialScale: number;
  readonly dynamicGrowthSteps: number;
  #counter: Variable | undefined;
  #scale: Variable | undefined;
  constructor(given: LossScaleOptimizerOptions) {
    const options = checkOptions("lossScaleOptimizer", given, kinds);
    super("LossScaleOptimizer", { name: options.name, learningRate: 0 });
    this.innerOptimizer = options.innerOptimizer;
    this.initialScale = options.initialScale ?? 2 ** 15;
    this.dynamicGrowthSteps = options.dynamicGrowthSteps ?? 2000;
    this.innerOptimizer.lossScaleFactor = null;
  }
  override get iterations(): Variable {
    return this.innerOptimizer.iterations;
  }
  override get learningRate(): number {
    return this.innerOptimizer.learningRate;
  }
  override set learningRate(value: number | LearningRateSchedule) {
    this.innerOptimizer.learningRate = value;
  }
  override get revision(): number {
    return this.innerOptimizer.revision;
  }
  override get variables(): Variable[] {
    return [...super.variables, ...this.innerOptimizer.variables];
  }
  override build(weights: readonly Variable[]): void {
    super.build(weights);
    this.innerOptimizer.build(weights);
  }
  protected override buildSlots(): void {
    this.#counter = this.addVariable("step_counter", "int32", 0);
    this.#scale = this.addVariable("dynamic_scale", "float32", this.initialScale);
  }
  override scaleLoss(loss: Tensor): Tensor {
    return loss.mul(this.#scale ? this.#scale.tensor.cast(loss.dtype) : this.initialScale);
  }
  override apply(gradients: readonly Tensor[], weights: readonly Variable[], constrain?: () => void): void {
    if (weights.length === 0) return;
    this.build(weights);
    const [counter, scale] = [this.#counter!, this.#scale!];
    const reset = (factor: number): null => {
      counter.assign(ops.zerosLike(counter.tensor));
      scale.assign(scale.tensor.mul(factor));
      return null;
    };
    ops.cond(
      ops.stack(gradients.map((g) => g.isfinite().all())).all(),
      () => {
        this.innerOptimizer.apply(
          gradients.map((g) => g.div(scale.tensor)),
          weights,
          constrain,
        );
        return ops.cond(
          counter.tensor.equal(this.dynamicGrowthSteps - 1),
          () => reset(2),
          () => (counter.assign(counter.tensor.add(1)), null),
        );
      },
      () => reset(0.5),
    );
  }
  /** Never called: the optimizer inside updates the weights. */
  protected override updateStep(): void {
    throw new TacetError(`Optimizer "${this.name}" updates no weights itself.`);
  }
  override averages(): { readonly weight: Variable; readonly average: Variable }[] {
    return this.innerOptimizer.averages();
  }
  override excludeFromWeightDecay(...args: Parameters<Optimizer["excludeFromWeightDecay"]>): void {
    this.innerOptimizer.excludeFromWeightDecay(...args);
  }
  override finalizeVariableValues(): void {
    this.innerOptimizer.finalizeVariableValues();
  }
  override getConfig(): Record<string, unknown> {
    const { innerOptimizer, initialScale, dynamicGrowthSteps } = this;
    return {
      name: this.name,
      inner_optimizer: {
        module: "keras.optimizers",
        class_name: innerOptimizer.className,
        config: innerOptimizer.getConfig(),
        registered_name: null,
      },
      initial_scale: initialScale,
      dynamic_growth_steps: dynamicGrowthSteps,
    };
  }
}
