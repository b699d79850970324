/** A layer applied to every step of a sequence by itself. Source: keras/src/layers/rnn/time_distributed.py. */
import { isStatic, ops, sameShape, traceStep, type Shape, type Tensor } from "@tacet/compiler";
import { outside, withContext } from "../context.ts";
import { show, type CallOptions, type Layer } from "../layer.ts";
import type { Kinds } from "../../options.ts";
import { layerOptions } from "../options.ts";
import { Wrapper, wrapperKinds, type WrapperOptions } from "../wrapper.ts";
import { scanLayers, timeFirst } from "./steps.ts";

const kinds: Kinds<WrapperOptions<Layer>> = wrapperKinds;

/**
 * [n, t, …] → [n, t, …], what the layer inside gives for each step. A loop runs the steps; one that draws numbers, or keeps
 * something from call to call, as dropout and batch normalization do, is called step by step, as in Keras. The penalty on
 * what the layer inside puts out, which Keras ignores, counts for all steps, divided by the rows of the batch.
 * @throws TacetError where the input is no sequence, or its mask doesn't fit it
 */
export class TimeDistributed extends Wrapper<Tensor, Tensor, Layer> {
  override supportsMasking = true;
  protected override readonly takesMask: boolean = true;
  constructor(options: WrapperOptions<Layer>) {
    super(layerOptions("TimeDistributed", options, kinds));
  }
  override get className(): string {
    return "TimeDistributed";
  }
  protected override checkInput(shape: Shape): void {
    if (shape.length < 3 || !shape.slice(1).every(isStatic))
      throw this.fail("a sequence of rank 3 or more, [n, t, …]", `shape ${show(shape)}`, "Reshape the data, or give inputShape."); // prettier-ignore
    if (shape[1] === 0)
      throw this.fail("a sequence of at least one step", `shape ${show(shape)}`, "Leave out sequences without steps.");
  }
  override build(shape: Shape): void {
    super.build(stepShape(shape));
  }
  call(x: Tensor, { training, mask }: CallOptions): Tensor {
    if (mask && (mask.rank < 2 || !sameShape(mask.shape.slice(0, 2), x.shape.slice(0, 2))))
      throw this.fail(
        `a mask that begins with ${show(x.shape.slice(0, 2))}, the rows and steps of ${show(x.shape)}`,
        `shape ${show(mask.shape)}`,
        "Give one bool for each step.",
      );
    // A mask of rows and steps says nothing of what is inside a step.
    const sequences = mask && mask.rank > 2 ? [timeFirst(x), timeFirst(mask)] : [timeFirst(x)];
    const step = ([slice, inside]: readonly Tensor[]): Tensor => this.layer.apply(slice!, { training, mask: inside });
    if (!assigns(this.layer, stepShape(x.shape), training, x))
      return timeFirst(
        scanLayers((_, slices) => ({ carries: [], outputs: [step(slices)] }), [], sequences).outputs[0]!,
      );
    const slices = sequences.map((s) => s.unstack());
    return ops.stack(
      slices[0]!.map((_, t) => step(slices.map((s) => s[t]!))),
      1,
    );
  }
}
const stepShape = (shape: Shape): Shape => [shape[0]!, ...shape.slice(2)];

/** Whether a call of the layer changes a variable, which the body of a loop cannot. */
function assigns(layer: Layer, shape: Shape, training: boolean, { dtype }: Tensor): boolean {
  const { graph } = traceStep([{ name: "step", shape, dtype }], ([x]) => [
    withContext(outside(), () => layer.apply(x!, { training })),
  ]);
  return graph.updates.length > 0;
}
