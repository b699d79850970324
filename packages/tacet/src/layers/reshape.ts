/** Rows in another shape. Source: keras/src/layers/reshaping/reshape.py. */
import { isStatic, type Shape, type Tensor } from "@tacet/compiler";
import { required, type Kind, type Kinds } from "../options.ts";
import { Layer, show } from "./layer.ts";
import { layerKinds, layerOptions, type LayerOptions } from "./options.ts";

export interface ReshapeOptions extends LayerOptions {
  /** The shape of a row without the batch; one extent may be -1, and is then what is left. A number stands for one axis. */
  targetShape: number | readonly number[];
}
const target: Kind = {
  what: "whole numbers from 1, one of which may be -1",
  test: (x) => {
    const extents = [x].flat();
    const whole = extents.every((e) => e === -1 || (Number.isInteger(e) && (e as number) > 0));
    return whole && extents.filter((e) => e === -1).length <= 1;
  },
};
const kinds: Kinds<ReshapeOptions> = { ...layerKinds, targetShape: required(target) };
const product = (extents: readonly number[]): number => extents.reduce((a, b) => a * b, 1);

/** [n, …] → [n, ...targetShape], with the elements of a row in their order. */
export class Reshape extends Layer {
  readonly targetShape: readonly number[];
  constructor(options: ReshapeOptions) {
    super(layerOptions("Reshape", options, kinds));
    this.targetShape = [options.targetShape].flat();
  }
  override get className(): string {
    return "Reshape";
  }
  /** The shape of a row, and undefined where the elements of the input don't fill it. */
  #rowOf(shape: Shape): readonly number[] | undefined {
    const row = shape.slice(1);
    if (shape.length < 1 || !row.every(isStatic)) return undefined;
    const given = product(row);
    const known = product(this.targetShape.filter((e) => e !== -1));
    const open = this.targetShape.includes(-1);
    if (open ? given % known !== 0 : given !== known) return undefined;
    return this.targetShape.map((e) => (e === -1 ? given / known : e));
  }
  protected override checkInput(shape: Shape): void {
    if (this.#rowOf(shape)) return;
    const wanted = `[${this.targetShape.join(", ")}]`;
    throw this.fail(`rows whose elements fill ${wanted}`, `shape ${show(shape)}`, "Correct targetShape.");
  }
  call(x: Tensor): Tensor {
    return x.reshape([x.shape[0]!, ...this.#rowOf(x.shape)!]);
  }
}
