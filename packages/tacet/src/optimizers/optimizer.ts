/**
 * What an optimizer is: slots beside each weight, and an update of both from a
 * gradient, recorded inside a step. What all optimizers share is here, in
 * Keras's order: unscaling, accumulation, clipping, weight decay, the update,
 * the moving average of weights.
 *
 * Source: keras/src/optimizers/base_optimizer.py, keras/src/backend/jax/optimizer.py.
 */
import { formatShape, ops, sameShape, TacetError, Variable, type DType, type Tensor } from "@tacet/compiler";
import { configOf } from "../config.ts";
import { floatx } from "../floatx.ts";
import { LiveNumber } from "../liveNumber.ts";
import { autoName } from "../naming.ts";
import { show, type Kind } from "../options.ts";
import { resultOf } from "../result.ts";
import { LearningRateSchedule } from "../schedules/schedule.ts";
import { clip, type Clips } from "./clip.ts";
import { optimizerKinds, rate, type OptimizerOptions } from "./options.ts";
import { Slots } from "./slots.ts";
import { WeightDecay, type Exclusion } from "./weightDecay.ts";

/** What differs between optimizers where the options leave it open. */
export interface OptimizerDefaults {
  /** Default 0.001. */
  readonly learningRate?: number;
  /** Default: none. */
  readonly weightDecay?: number;
}

export abstract class Optimizer implements Clips {
  /** Keras's name of the class, for configurations. */
  readonly className: string;
  readonly name: string;
  readonly clipnorm: number | null;
  readonly clipvalue: number | null;
  readonly globalClipnorm: number | null;
  readonly useEma: boolean;
  readonly emaMomentum: number;
  readonly emaOverwriteFrequency: number | null;
  lossScaleFactor: number | null;
  readonly gradientAccumulationSteps: number | null;
  protected readonly decay: WeightDecay;
  readonly #kinds: Readonly<Record<string, Kind>>;
  readonly #steps: Variable;
  readonly #rateType = floatx();
  #rate: LiveNumber | LearningRateSchedule;
  #revision = 0;
  readonly #slots: Slots;

  /** @param kinds the optimizer's table of options, which it holds under their names: what `getConfig` lists */
  constructor(
    className: string,
    options: OptimizerOptions = {},
    kinds: Readonly<Record<string, Kind>> = { ...optimizerKinds },
    defaults: OptimizerDefaults = {},
  ) {
    this.className = className;
    this.name = options.name ?? autoName(className);
    this.decay = new WeightDecay(
      options.weightDecay === undefined ? (defaults.weightDecay ?? null) : options.weightDecay,
    );
    this.clipnorm = options.clipnorm ?? null;
    this.clipvalue = options.clipvalue ?? null;
    this.globalClipnorm = options.globalClipnorm ?? null;
    this.useEma = options.useEma ?? false;
    this.emaMomentum = options.emaMomentum ?? 0.99;
    this.emaOverwriteFrequency = options.emaOverwriteFrequency ?? null;
    this.lossScaleFactor = options.lossScaleFactor ?? null;
    this.gradientAccumulationSteps = options.gradientAccumulationSteps ?? null;
    this.#kinds = kinds;
    const { clipnorm, clipvalue, globalClipnorm } = this;
    const clips = Object.entries({ clipnorm, clipvalue, globalClipnorm }).filter(([, value]) => value !== null);
    if (clips.length > 1)
      throw new TacetError(
        `${this.#label}: expected one of clipnorm, clipvalue and globalClipnorm, received ${clips.map(([name, value]) => `${name} ${value}`).join(" and ")}.`,
      );
    this.#steps = new Variable({ name: "iteration", shape: [], dtype: "int32", trainable: false });
    this.#slots = new Slots(this.#label);
    const given = options.learningRate ?? defaults.learningRate ?? 0.001;
    this.#rate = given instanceof LearningRateSchedule ? given : this.#liveRate(given);
  }
  get #label(): string {
    return `Optimizer "${this.name}"`;
  }

  /** Steps taken, those included that only accumulated gradients: an int32 scalar. */
  get iterations(): Variable {
    return this.#steps;
  }
  /** The share, times the learning rate, by which weights shrink before each update. */
  get weightDecay(): number | null {
    return this.decay.value;
  }
  /** The rate of the next step. A number set by a callback counts from the next step on. */
  get learningRate(): number {
    return this.#rate instanceof LiveNumber ? this.#rate.value : this.#rate.at(this.#steps.read()[0]!);
  }
  /** @throws TacetError for a number where a schedule decides */
  set learningRate(value: number | LearningRateSchedule) {
    if (!rate.test(value))
      throw new TacetError(`${this.#label}: expected learningRate to be ${rate.what}, received ${show(value)}.`);
    if (value instanceof LearningRateSchedule) {
      this.#rate = value;
      this.#revision++;
    } else if (this.#rate instanceof LiveNumber) this.#rate.value = value;
    else
      throw new TacetError(
        `${this.#label}: a schedule decides its learning rate, which cannot be set to ${value}. Make the optimizer with a number for learningRate, or set another schedule.`,
      );
  }
  protected get hasSchedule(): boolean {
    return this.#rate instanceof LearningRateSchedule;
  }
  /** Counts changes of what a step records: steps traced before are out of date. */
  get revision(): number {
    return this.#revision;
  }
  /** Iterations, the learning rate where it is a number, then the slots: Keras's order. */
  get variables(): Variable[] {
    return [
      this.#steps,
      ...(this.#rate instanceof LiveNumber ? [this.#rate.variable(this.#rateType)] : []),
      ...this.#slots.all,
    ];
  }
  #liveRate(value: number): LiveNumber {
    if (rate.test(value)) return new LiveNumber("learning_rate", value);
    throw new TacetError(`${this.#label}: expected learningRate to be ${rate.what}, received ${show(value)}.`);
  }

  /**
   * Leaves weights out of weight decay: these, and those whose name ("kernel", "bias") one of the patterns matches.
   * @throws TacetError once the optimizer has trained
   */
  excludeFromWeightDecay(exclusion: Exclusion): void {
    if (this.#slots.built)
      throw new TacetError(`${this.#label}: excludeFromWeightDecay was called after training began; call it before.`);
    this.decay.exclude(exclusion);
  }

  /** Makes the slots for these weights, once. */
  build(weights: readonly Variable[]): void {
    this.#slots.build(weights, () => {
      if (this.useEma) this.addSlots(weights, ["average"]);
      if (this.gradientAccumulationSteps) this.addSlots(weights, ["gradient_accumulator"]);
      this.buildSlots(weights);
    });
  }
  /** Makes the optimizer's own slots, in Keras's order. */
  protected abstract buildSlots(weights: readonly Variable[]): void;
  /** Slots of each weight's shape and type, all of one weight before the next. */
  protected addSlots(weights: readonly Variable[], names: readonly string[], value = 0): void {
    for (const weight of weights) for (const name of names) this.addSlot(weight, name, { value });
  }
  protected addSlot(...args: Parameters<Slots["add"]>): Variable {
    return this.#slots.add(...args);
  }
  /** A scalar of no weight. */
  protected addVariable(name: string, dtype: DType, value: number): Variable {
    return this.#slots.addOwn(name, dtype, value);
  }
  /** The weight's slot of this name. */
  protected slot(weight: Variable, name: string): Variable {
    return this.#slots.get(weight, name);
  }

  /**
   * Inside a step: moves each weight by its gradient, and counts the step.
   * @param constrain what follows an update: the projections of the weights
   */
  apply(gradients: readonly Tensor[], weights: readonly Variable[], constrain: () => void = () => undefined): void {
    if (gradients.length !== weights.length)
      throw new TacetError(
        `${this.#label}: expected one gradient a weight, received ${gradients.length} for ${weights.length}.`,
      );
    if (weights.length === 0) return;
    this.build(weights);
    const ready = gradients.map((g, i) => this.#prepared(g, weights[i]!));
    const steps = this.gradientAccumulationSteps;
    if (steps) this.#accumulate(ready, weights, steps);
    else this.#update(ready, weights);
    if (this.useEma) this.#average(weights);
    constrain();
    this.#steps.assign(this.#steps.tensor.add(1));
  }
  #prepared(given: Tensor, weight: Variable): Tensor {
    if (!sameShape(given.shape, weight.shape))
      throw new TacetError(
        `${this.#label}: weight "${weight.name}" of shape ${formatShape(weight.shape)} received a gradient of shape ${formatShape(given.shape)}.`,
      );
    const gradient = given.cast(weight.dtype);
    return this.lossScaleFactor === null ? gradient : gradient.div(this.lossScaleFactor);
  }
  #update(gradients: readonly Tensor[], weights: readonly Variable[]): void {
    const rateOf = this.#currentRate();
    const clipped = clip(gradients, this);
    for (const weight of weights) {
      const share = this.decayOf(weight);
      if (share !== null) weight.assign(weight.tensor.sub(weight.tensor.mul(share).mul(rateOf(weight.dtype))));
    }
    this.beforeUpdates(weights);
    weights.forEach((weight, i) => this.updateStep(clipped[i]!, weight, rateOf(weight.dtype)));
  }
  /** The rate of this step, as a scalar of a type. */
  #currentRate(): (dtype: DType) => Tensor {
    const held = this.#rate;
    if (held instanceof LiveNumber) return (dtype) => held.tensor(this.#rateType).cast(dtype);
    const current = resultOf(`${this.#label}: its schedule`, held.call(this.#steps.tensor));
    return (dtype) => current.cast(dtype);
  }
  /** What `weightDecay` is for a weight; null for none. */
  protected decayOf(weight: Variable): number | null {
    return this.decay.of(weight);
  }
  /** Sums gradients, and updates by their mean at every last of `steps`. */
  #accumulate(gradients: readonly Tensor[], weights: readonly Variable[], steps: number): void {
    const sums = weights.map((weight) => this.slot(weight, "gradient_accumulator"));
    ops.cond(
      this.#steps.tensor.add(1).mod(steps).equal(0),
      () => {
        this.#update(
          gradients.map((g, i) => g.add(sums[i]!.tensor).div(steps)),
          weights,
        );
        for (const sum of sums) sum.assign(ops.zerosLike(sum.tensor));
        return null;
      },
      () => {
        sums.forEach((sum, i) => this.store(sum, gradients[i]!.add(sum.tensor)));
        return null;
      },
    );
  }
  #average(weights: readonly Variable[]): void {
    const updates = this.updates;
    const frequency = this.emaOverwriteFrequency;
    const due = frequency === null ? undefined : updates.add(1).mod(frequency).equal(0);
    for (const weight of weights) {
      const average = this.slot(weight, "average");
      // The first step's average is the weight itself.
      const momentum = updates.notEqual(0).cast(weight.dtype).mul(this.emaMomentum);
      const mean = this.store(average, momentum.mul(average.tensor).add(ops.subtract(1, momentum).mul(weight.tensor)));
      if (due) weight.assign(ops.where(due, mean, weight.tensor));
    }
  }
  /** What comes once before the updates of all weights. */
  protected beforeUpdates(_weights: readonly Variable[]): void {}
  /** Assigns a weight and its slots; gradient and learning rate are of the weight's type. */
  protected abstract updateStep(gradient: Tensor, weight: Variable, learningRate: Tensor): void;

  /** Updates made before this step: fewer than steps where gradients accumulate. */
  protected get updates(): Tensor {
    const steps = this.gradientAccumulationSteps;
    const { tensor } = this.#steps;
    // In double precision every int32 has an exact quotient's floor.
    return steps ? tensor.cast("float64").div(steps).floor().cast("int32") : tensor;
  }
  /** The number of this update, counted from 1. */
  protected updateNumber(dtype: DType): Tensor {
    return this.updates.add(1).cast(dtype);
  }
  /** base ^ (updates made, this one and `ahead` more included), rounded once. */
  protected powerOfStep(base: number, dtype: DType, ahead = 0): Tensor {
    // In double precision: 1 - base^t cancels, and would show an error in the last place of a float32 power.
    const held = dtype === "float32" ? Math.fround(base) : base;
    const step = this.updates.add(1 + ahead).cast("float64");
    return ops.power(ops.full([], held, "float64"), step).cast(dtype);
  }
  /**
   * Writes a slot and gives what it now holds. Magnitudes under the smallest
   * normal number become 0: arithmetic on denormals is slow by a factor of 40.
   */
  protected store(slot: Variable, value: Tensor): Tensor {
    const flushed = ops.flushDenormals(value);
    slot.assign(flushed);
    return flushed;
  }
  /** keep · slot + (1 - keep) · value, which the slot then holds. */
  protected blend(slot: Variable, value: Tensor, keep: number | Tensor): Tensor {
    const rest = typeof keep === "number" ? 1 - keep : ops.subtract(1, keep);
    return this.store(slot, slot.tensor.mul(keep).add(value.mul(rest)));
  }
  /** Moves a slot by a share of the way to a value, and gives what it now holds. */
  protected approach(slot: Variable, value: Tensor, share: number | Tensor): Tensor {
    return this.store(slot, slot.tensor.add(value.sub(slot.tensor).mul(share)));
  }

  /** Inside a step: the loss whose gradients `apply` takes. */
  scaleLoss(loss: Tensor): Tensor {
    return this.lossScaleFactor === null ? loss : loss.mul(this.lossScaleFactor);
  }
  /** Each trained weight with its moving average; empty without `useEma`, or before training. */
  averages(): { readonly weight: Variable; readonly average: Variable }[] {
    if (!this.useEma) return [];
    return this.#slots.weights.map((weight) => ({ weight, average: this.slot(weight, "average") }));
  }
  /** Gives weights the values that training ends with: with `useEma`, their averages. `fit` calls it. */
  finalizeVariableValues(): void {
    if (this.#steps.read()[0] === 0) return;
    for (const { weight, average } of this.averages()) weight.write(average.read());
  }
  /** The options that make an equal optimizer, by Keras's names. */
  getConfig(): Record<string, unknown> {
    const config = configOf(this, this.#kinds);
    if (this.#rate instanceof LiveNumber) return config;
    const { className, ...schedule } = { className: this.#rate.className, config: this.#rate.getConfig() };
    return {
      ...config,
      learning_rate: {
        module: "keras.optimizers.schedules",
        class_name: className,
        ...schedule,
        registered_name: null,
      },
    };
  }
}
