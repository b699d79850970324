/**
 * The base class of layers: names, weights, building, calling. A layer is a
 * function of tensors with weights; calling it on the symbolic tensors of a
 * trace records its part of the graph.
 *
 * Penalties are the base class's: `apply` records the activity penalty of
 * every call, and weights carry their regularizers; what becomes of them is
 * the model's affair.
 *
 * Source: keras/src/layers/layer.py.
 */
import {
  batch,
  build,
  formatShape,
  isFloating,
  isStatic,
  sameShape,
  TacetError,
  Tensor,
  traceStep,
  Variable,
  type DType,
  type Shape,
  type StaticShape,
} from "@tacet/compiler";
import { getConstraint } from "../constraints/lookup.ts";
import { floatx } from "../floatx.ts";
import { getInitializer } from "../initializers/lookup.ts";
import { GlorotUniform } from "../initializers/varianceScaling.ts";
import { autoName } from "../naming.ts";
import { show as describe } from "../options.ts";
import { getRegularizer, type Regularizer, type RegularizerLike } from "../regularizers/lookup.ts";
import { naming, resultsOf } from "../result.ts";
import { warn } from "../warn.ts";
import { currentContext, outside, withContext, type CallContext } from "./context.ts";
import { firstMaskOf, flatMasks, maskAll, maskOf, masksOf, withMask, type Masks, type MasksOf } from "./mask.ts";
import type { LayerOptions, RowPattern } from "./options.ts";
import { GraphNode, replaceSymbolic, symbolicIn, type Operation } from "./symbolic.ts";
import {
  arrange,
  flatShapes,
  fromShapes,
  isTensors,
  leaves,
  mapTensors,
  shapesOf,
  type ShapesOf,
  type Tensors,
} from "./tensors.ts";
import type { Weight, WeightOptions, WeightSpec } from "./weight.ts";

/** What `call` learns beside its input. */
export interface CallOptions<I extends Tensors = Tensor> {
  /** Whether the call is part of a training step: what dropout asks. */
  readonly training: boolean;
  /** Which steps count: the mask of each input, arranged as the inputs are; undefined where all do. */
  readonly mask?: MasksOf<I> | undefined;
}
/** What a user may say at a call. */
export interface ApplyOptions<I extends Tensors = Tensor> {
  /** Default: that of the call around this one, else false. */
  readonly training?: boolean | undefined;
  /** Bools, false for steps that don't count: [n, t] for an input [n, t, …]. Default: the masks that come with the input. */
  readonly mask?: MasksOf<I> | undefined;
}

/** Any layer, whatever it takes and gives. */
export type AnyLayer = Layer<Tensors, Tensors>;

/**
 * @typeParam I what the layer takes: a tensor, a list of tensors or an object of them
 * @typeParam O what it gives
 * @typeParam A further arguments of a call
 */
export abstract class Layer<
  I extends Tensors = Tensor,
  O extends Tensors = Tensor,
  A extends object = object,
> implements Operation {
  readonly name: string;
  readonly dtype: DType;
  /** The shape of one row that a Sequential model starts from, where the layer was given one. */
  readonly inputShape: StaticShape | undefined;
  /** The same, with `null` for extents that may be any. */
  readonly inputPattern: RowPattern | undefined;
  #built = false;
  #trainable: boolean;
  #activityRegularizer: Regularizer | undefined;
  readonly #weights: Weight[] = [];
  #lastCall = outside();
  #revision = 0;
  #warned = false;
  #builtFor: ShapesOf<I> | undefined;
  /** @internal The calls on symbolic tensors. */
  readonly inboundNodes: GraphNode[] = [];
  /**
   * Whether the masks of the input, or what `computeMask` makes of them, go on with the output. Set it to true in a
   * layer that treats all steps alike. Default: whether there is a `computeMask`.
   */
  supportsMasking: boolean;

  constructor(options: LayerOptions = {}) {
    this.name = options.name ?? autoName(this.className);
    if (this.name === "" || this.name.includes("/")) {
      throw new TacetError(`${this.className}: expected a name without "/", received ${JSON.stringify(this.name)}.`);
    }
    this.dtype = options.dtype ?? floatx();
    this.#trainable = options.trainable ?? true;
    this.#activityRegularizer = getRegularizer(options.activityRegularizer);

    this.supportsMasking = this.computeMask !== Layer.prototype.computeMask;
    this.inputPattern = inputPatternOf(this, options);
    this.inputShape = this.inputPattern?.every((e) => e !== null) ? this.inputPattern : undefined;
  }

  /** Keras's name of the class: what names and summaries are made from. */
  get className(): string {
    return this.constructor.name;
  }

  /** What the layer computes, on tensors that are ready: of its type, with its weights made. */
  abstract call(x: I, options: CallOptions<I> & A): O;

  /** The mask of the output, or one for each; those of the input, where a layer doesn't say otherwise. */
  computeMask(_inputs: I, masks: MasksOf<I>): Masks {
    return masks;
  }

  /** Makes the weights for inputs of this shape (or these shapes); layers without weights need none. */
  build(_inputShape: ShapesOf<I>): void {}

  /** Layers inside this one, in the order of their weights: those its fields hold, in lists and objects too. */
  get sublayers(): readonly AnyLayer[] {
    return [...new Set(layersIn(Object.values(this)))];
  }

  /** Counts changes of what the layer, or one inside it, computes: steps traced before are out of date. */
  get revision(): number {
    return this.sublayers.reduce((sum, layer) => sum + layer.revision, this.#revision);
  }
  /** To be called after every such change; `by` more than 1 where layers with a count of their own went. */
  protected structureChanged(by = 1): void {
    this.#revision += by;
  }

  /** @internal Learns that batches of so many rows follow. @throws TacetError where the layer has met others, and may not */
  fixRows(_rows: number): void {}

  /** Checks what `call` can't do without. Throw with `this.fail`. */
  protected checkInput(_shape: ShapesOf<I>): void {}

  /** The error that every complaint about a call becomes. */
  protected fail(expected: string, received: string, fix: string): TacetError {
    return new TacetError(`${this.label}: expected ${expected}, received ${received}. ${fix}`);
  }
  /** What messages call it. */
  protected get label(): string {
    return `Layer "${this.name}" (${this.className})`;
  }

  get built(): boolean {
    return this.#built;
  }
  /** Makes the weights, once. */
  ensureBuilt(inputShape: ShapesOf<I>): void {
    this.checkInput(inputShape);
    if (this.#built) return;
    try {
      naming(this.label, () => this.build(inputShape));
    } catch (error) {
      // Another attempt begins without the weights of this one.
      this.#weights.length = 0;
      throw error;
    }
    this.#built = true;
    this.#builtFor = inputShape;
  }
  /** What the layer puts out, as its last call on symbolic tensors or its weights say; undefined while neither does. */
  get outputShapes(): readonly Shape[] | undefined {
    const node = this.inboundNodes.at(-1);
    if (node) return node.outputs.map((t) => t.shape);
    return this.#builtFor && flatShapes(this.computeOutputShape(this.#builtFor));
  }

  /** The shape of the output for inputs of this shape, the batch included; found by calling. */
  computeOutputShape(inputShape: ShapesOf<I>): ShapesOf<O> {
    this.ensureBuilt(inputShape);
    let next = 0;
    const inputs = flatShapes(inputShape).map((shape) => ({ shape, dtype: this.dtype }));
    return traced(inputs, (tensors) =>
      shapesOf(this.#run(fromShapes(inputShape, () => tensors[next++]!) as I, outside(), {})),
    );
  }

  /** Whether the layer's own call makes sense of the type of input given; others are cast to `dtype`. */
  protected convertInput(x: Tensor): Tensor {
    return x.dtype === this.dtype || !isFloating(this.dtype) ? x : x.cast(this.dtype);
  }

  /**
   * Calls the layer: on concrete tensors it computes, on symbolic ones it records.
   * @param input what the layer takes: for most a tensor, for merging layers a list of them
   * @param options what goes with the input
   * @throws TacetError where the input doesn't fit
   */
  apply(input: I, options: ApplyOptions<I> & Partial<A> = {}): O {
    if (!isTensors(input))
      throw this.fail("a tensor", describe(input), "Write layer.apply(tensor([[1, 2]])) for numbers.");
    if (symbolicIn([input, options]).length > 0) return this.#record(input, options);
    const outer = currentContext();
    const training = options.training ?? outer?.training ?? false;
    // A model that is called directly is the root of its paths; within another, it is a step of them.
    const path = outer ? [...outer.path, this.name] : this.sublayers.length > 0 ? [] : [this.name];
    const { penalties, metrics } = outer ?? outside();
    const context: CallContext = { training, penalties, metrics, path };
    const x = mapTensors(input, (t) => withMask(this.convertInput(t), maskOf(t)));
    this.ensureBuilt(shapesOf(x));
    const mask = options.mask ?? masksOf(x);
    const first = options.mask ?? arrange(x, leaves(x).map(firstMaskOf));
    const y = this.#run(x, context, { ...options, mask });
    const regularizer = this.#activityRegularizer;
    if (regularizer) {
      for (const output of leaves(y)) {
        const rows = regularizer.batchStatistic ? undefined : output.shape[0];
        const value = naming(this.label, () => regularizer.call(output));
        context.penalties.push({ kind: "activity", path: path.join("/") || this.name, value, rows });
      }
    }
    this.#passMasks(x, y, mask, first);
    if (!outer) this.#lastCall = context;
    return y;
  }
  #passMasks(x: I, y: O, mask: MasksOf<I>, first: MasksOf<I>): void {
    if (this.supportsMasking) {
      const [now, before] = [mask, first].map(flatMasks);
      const made = this.computeMask(x, mask);
      maskAll(leaves(y), made, before!.every((m, i) => m === now![i]) ? made : this.computeMask(x, first));
    } else if (!this.#warned && flatMasks(mask).some((m) => m !== undefined)) {
      this.#warned = true;
      warn(
        `${this.label}: its input has a mask, which goes no further: the layer does not support masking. Layers behind it, the loss and the metrics count every step.`,
      );
    }
  }

  /** A call between symbolic tensors: what it gives is found by tracing it. */
  #record(input: I, options: ApplyOptions<I> & Partial<A>): O {
    const args = Object.values(options).every((v) => v === undefined) ? [input] : [input, options];
    const symbolic = symbolicIn(args);
    const result = traced(symbolic, (tensors) => {
      const [x, given = {}] = replaceSymbolic(args, (t) => tensors[symbolic.indexOf(t)]) as typeof args;
      return withContext(outside(), () => this.apply(x as I, given as typeof options));
    });
    return new GraphNode(this, args, result).result as O;
  }
  /** Whether `call` asks for the mask of its one input: in a graph it gets the one that was there as the graph was written. */
  protected readonly takesMask: boolean = false;
  /** @internal */
  invoke([input, options]: readonly unknown[]): O {
    const first = this.takesMask && input instanceof Tensor && options === undefined ? firstMaskOf(input) : undefined;
    return this.apply(input as I, (first ? { mask: first } : options) as ApplyOptions<I> & Partial<A>);
  }
  /** The symbolic tensors that the layer was first called on. @throws TacetError where it was not called on any */
  get input(): I {
    return this.#firstCall().args[0] as I;
  }
  /** What the layer's first call on symbolic tensors gave. @throws TacetError where there was none */
  get output(): O {
    return this.#firstCall().result as O;
  }
  #firstCall(): GraphNode {
    const [first] = this.inboundNodes;
    if (first) return first;
    throw new TacetError(
      `${this.label}: has no input and output, since it is not part of a model yet. Apply it to input({ shape }), or add it to a sequential model that knows its input.`,
    );
  }

  #run(x: I, context: CallContext, options: ApplyOptions<I> & Partial<A>): O {
    const { training } = context;
    return naming(this.label, () =>
      resultsOf(
        this.label,
        withContext(context, () => this.call(x, { ...options, training } as CallOptions<I> & A)),
      ),
    );
  }

  /** Adds a term to the loss of the call that runs; a tensor that is no scalar is summed. For use inside `call`. */
  protected addLoss(value: Tensor): void {
    const context = currentContext();
    if (!context) throw new TacetError(`Layer "${this.name}": addLoss works only inside call.`);
    const scalar = value.shape.length === 0 ? value : value.sum();
    context.penalties.push({
      kind: "add_loss",
      path: context.path.join("/") || this.name,
      value: scalar,
      rows: undefined,
    });
  }

  /**
   * Reports a value of the call that runs, under its name, as its running mean over all elements. For use inside `call`.
   * Source: tf.keras's add_metric, which Keras 3 has no more.
   */
  protected addMetric(value: Tensor, name: string): void {
    const context = currentContext();
    if (!context) throw new TacetError(`Layer "${this.name}": addMetric works only inside call.`);
    context.metrics.push({ name, value });
  }

  /** @internal What the last direct call has gathered. */
  protected get lastCall(): CallContext {
    return this.#lastCall;
  }
  protected set lastCall(call: CallContext) {
    this.#lastCall = call;
  }
  /** The penalties of the last direct call, then those of the trainable weights. */
  get losses(): Tensor[] {
    const activity = this.#lastCall.penalties.map(({ value, rows }) =>
      rows === undefined || rows === 0 ? value : value.div(new Tensor(build.extent(rows, value.dtype))),
    );
    return [...activity, ...this.regularizedWeights().map((w) => w.regularizer.call(w.weight.variable.tensor))];
  }

  /** Trainable weights with a regularizer, each once, with the path of the layer that owns it. */
  regularizedWeights(): { weight: Weight; regularizer: Regularizer; path: string }[] {
    const found = new Map<Variable, { weight: Weight; regularizer: Regularizer; path: string }>();
    const visit = (layer: AnyLayer, path: readonly string[]): void => {
      if (!layer.trainable) return;
      for (const weight of layer.ownWeights) {
        if (!weight.trainable || !weight.regularizer || found.has(weight.variable)) continue;
        found.set(weight.variable, { weight, regularizer: weight.regularizer, path: path.join("/") });
      }
      for (const inner of layer.sublayers) visit(inner, [...path, inner.name]);
    };
    visit(this, this.sublayers.length > 0 ? [] : [this.name]);
    return [...found.values()];
  }

  protected addWeight(options: WeightOptions): Variable {
    const { name, shape, dtype = this.dtype, trainable = true, regularizer, constraint } = options;
    checkSize(this, name, shape);
    const initializer = getInitializer(options.initializer ?? new GlorotUniform());
    const variable = new Variable({
      name: `${this.name}/${name}`,
      shape,
      dtype,
      trainable,
      value: initializer.call(shape, dtype),
    });
    this.#weights.push({ variable, name, trainable, regularizer, constraint: getConstraint(constraint) });
    return variable;
  }
  /** Exchanges the regularizer of a weight, made or not: steps are traced again at the next `fit`. @returns its spec then */
  protected withRegularizer(
    spec: WeightSpec,
    variable: Variable | undefined,
    given: RegularizerLike | null | undefined,
  ): WeightSpec {
    const regularizer = getRegularizer(given);
    const weight = this.#weights.find((w) => w.variable === variable);
    if (weight) {
      weight.regularizer = regularizer;
      this.structureChanged();
    }
    return { ...spec, regularizer };
  }
  /** The layer's own weights, in the order they were added. */
  get ownWeights(): readonly Weight[] {
    return this.#weights;
  }
  /** All weights in Keras's order: own trainable ones, own others, then those of the layers inside; each once. */
  get weights(): Variable[] {
    return this.weightRecords().map((w) => w.variable);
  }
  get trainableWeights(): Variable[] {
    return this.weightRecords(true).map((w) => w.variable);
  }
  get nonTrainableWeights(): Variable[] {
    const trainable = new Set(this.trainableWeights);
    return this.weights.filter((v) => !trainable.has(v));
  }
  weightRecords(trainableOnly = false): Weight[] {
    const found = new Map<Variable, Weight>();
    const visit = (layer: AnyLayer): void => {
      if (trainableOnly && !layer.trainable) return;
      const own = layer.ownWeights;
      for (const w of own) if (w.trainable && !found.has(w.variable)) found.set(w.variable, w);
      if (!trainableOnly) for (const w of own) if (!w.trainable && !found.has(w.variable)) found.set(w.variable, w);
      for (const inner of layer.sublayers) visit(inner);
    };
    visit(this);
    return [...found.values()];
  }
  countParams(): number {
    return this.weights.reduce((sum, v) => sum + v.shape.reduce((a, b) => a * b, 1), 0);
  }

  /** Whether training changes the weights; setting it sets that of the layers inside, and takes effect at `compile`. */
  get trainable(): boolean {
    return this.#trainable;
  }
  set trainable(value: boolean) {
    this.#trainable = value;
    for (const inner of this.sublayers) inner.trainable = value;
    this.structureChanged();
  }

  /** The penalty on what the layer puts out. One assigned later counts from the next call of `fit`, or the next epoch. */
  get activityRegularizer(): Regularizer | undefined {
    return this.#activityRegularizer;
  }
  set activityRegularizer(regularizer: RegularizerLike | null | undefined) {
    this.#activityRegularizer = getRegularizer(regularizer);
    this.structureChanged();
  }
}

/** What a call gives on symbolic tensors of these shapes and types, for its shapes alone. */
function traced<R>(
  inputs: readonly { readonly shape: Shape; readonly dtype: DType }[],
  call: (tensors: Tensor[]) => R,
): R {
  const results: R[] = [];
  traceStep(
    inputs.map(({ shape, dtype }) => ({ name: "input", shape, dtype })),
    (tensors) => {
      results.push(call(tensors));
      return [];
    },
  );
  return results[0]!;
}

function layersIn(values: readonly unknown[]): AnyLayer[] {
  return values.flatMap((value): AnyLayer[] => {
    if (value instanceof Layer) return [value as AnyLayer];
    if (Array.isArray(value)) return layersIn(value);
    return typeof value === "object" && value !== null && Object.getPrototypeOf(value) === Object.prototype
      ? layersIn(Object.values(value))
      : [];
  });
}

/** This layer and every one inside it, each once. */
export function flattenLayers(layer: AnyLayer): AnyLayer[] {
  const found = new Set<AnyLayer>();
  const visit = (l: AnyLayer): void => {
    if (found.has(l)) return;
    found.add(l);
    l.sublayers.forEach(visit);
  };
  visit(layer);
  return [...found];
}

function inputPatternOf(
  layer: AnyLayer,
  { inputShape, inputDim, batchInputShape }: LayerOptions,
): RowPattern | undefined {
  const several = Object.entries({ inputShape, inputDim, batchInputShape }).filter(([, shape]) => shape !== undefined);
  if (several.length > 1) {
    throw new TacetError(
      `Layer "${layer.name}" (${layer.className}): expected one of inputShape, inputDim and batchInputShape, received ${several.map(([name]) => name).join(" and ")}.`,
    );
  }
  const given = inputShape ?? inputDim ?? batchInputShape?.slice(1);
  if (given === undefined) return undefined;
  const shape = typeof given === "number" ? [given] : [...given];
  if (!shape.every((e) => e === null || (Number.isInteger(e) && e > 0))) {
    throw new TacetError(
      `Layer "${layer.name}" (${layer.className}): expected an inputShape of whole positive numbers without the batch, null for any, received ${describe(shape)}.`,
    );
  }
  return shape;
}

const largest = 2 ** 32;
function checkSize(layer: AnyLayer, name: string, shape: StaticShape): void {
  const bytes = shape.reduce((a, b) => a * b, 4);
  if (!shape.every((e) => Number.isInteger(e) && e >= 0) || bytes > largest) {
    throw new TacetError(
      `Layer "${layer.name}" (${layer.className}): weight "${name}" would have shape [${shape.join(", ")}], ${(bytes / 2 ** 30).toFixed(1)} GB; expected at most 4 GB, what WebAssembly can address. Make the layer smaller.`,
    );
  }
}

/** A shape of rows with the batch in front. */
export const withBatch = (row: StaticShape): Shape => [batch, ...row];
/** The shape of one row; undefined where the shape doesn't begin with the batch. */
export function rowShape(shape: Shape): StaticShape | undefined {
  const row = shape.slice(1);
  return sameShape(shape.slice(0, 1), [batch]) && row.every(isStatic) ? row : undefined;
}
export const show = formatShape;
