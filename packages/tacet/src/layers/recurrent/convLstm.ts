/** LSTM whose products are convolutions. Source: keras/src/layers/rnn/conv_lstm.py; Shi et al. 2015. */
import { isStatic, ops, type Extent, type Shape, type Tensor } from "@tacet/compiler";
import { sigmoid } from "../../activations/all.ts";
import { getActivation, type ActivationFunction, type ActivationLike } from "../../activations/lookup.ts";
import { anything, flag, oneOf, required, wholeFrom, type Kinds } from "../../options.ts";
import {
  channelsOf,
  dataFormat as formatKind,
  factorsKind,
  factorsOf,
  spaceOf,
  type DataFormat,
  type Factors,
} from "../dataFormat.ts";
import { show } from "../layer.ts";
import { layerOptions } from "../options.ts";
import { KernelCell, recurrentKernelKinds, type CellMasks, type RecurrentKernelOptions } from "./kernelCell.ts";
import { cellOptions, KernelRNN } from "./kernelRNN.ts";
import { forgetBias, remember } from "./lstm.ts";
import { sequenceKinds, type SequenceOptions } from "./rnn.ts";

export interface ConvLSTMCellOptions extends RecurrentKernelOptions {
  /** How many channels come out: a whole number from 1. */
  filters: number;
  /** The extent of both kernels along each axis of space, or one for all. */
  kernelSize: Factors;
  /** How far the input's kernel moves at a time, along each axis or along all. Default 1. */
  strides?: Factors | undefined;
  /** "valid" keeps the input's kernel inside; "same" pads with zeros. That of the state always pads. Default "valid". */
  padding?: "valid" | "same" | undefined;
  /** Where the channels are. Default "channels_last". */
  dataFormat?: DataFormat | undefined;
  /** How far apart the elements of the input's kernel lie. Default 1. */
  dilationRate?: Factors | undefined;
  /** What is done to a gate. Default "sigmoid"; `null` for nothing. */
  recurrentActivation?: ActivationLike | null | undefined;
  /** Whether the bias of the forget gate starts at 1, so that a new layer remembers. Default true. */
  unitForgetBias?: boolean | undefined;
}
const kindsOf = (rank: number): Kinds<ConvLSTMCellOptions> => ({
  ...recurrentKernelKinds,
  filters: required(wholeFrom(1)),
  kernelSize: required(factorsKind(rank)),
  strides: factorsKind(rank),
  padding: oneOf("valid", "same"),
  dataFormat: formatKind,
  dilationRate: factorsKind(rank),
  recurrentActivation: anything,
  unitForgetBias: flag,
});

/** A step of ConvLSTM layers: that of LSTM on images, with convolutions for products. */
export class ConvLSTMCell extends KernelCell {
  override readonly stateSize: readonly [number, number];
  readonly kernelSize: readonly number[];
  readonly strides: readonly number[];
  readonly padding: "valid" | "same";
  readonly dataFormat: DataFormat;
  readonly dilationRate: readonly number[];
  readonly recurrentActivation: ActivationFunction;
  readonly unitForgetBias: boolean;

  constructor(rank: number, options: ConvLSTMCellOptions) {
    super(options, { gates: 4, masks: 4, generatorFirst: true, dropsAll: false });
    const { filters, recurrentActivation = sigmoid } = options;
    this.stateSize = [filters, filters];
    this.kernelSize = factorsOf(options.kernelSize, rank);
    this.strides = factorsOf(options.strides ?? 1, rank);
    this.padding = options.padding ?? "valid";
    this.dataFormat = options.dataFormat ?? "channels_last";
    this.dilationRate = factorsOf(options.dilationRate ?? 1, rank);
    this.recurrentActivation = getActivation(recurrentActivation);
    this.unitForgetBias = options.unitForgetBias ?? true;
    if (Math.max(...this.strides) > 1 && Math.max(...this.dilationRate) > 1)
      throw this.fail("strides or a dilationRate above 1, not both", "both", "Leave one of them at 1.");
  }
  override get className(): string {
    return "ConvLSTMCell";
  }
  override widthOf(step: Shape): Extent | undefined {
    return channelsOf(step, this.dataFormat);
  }
  override stateShapes(step: Shape): readonly Shape[] {
    const space = spaceOf(step, this.dataFormat).map((extent, i) => {
      const reach = this.padding === "same" ? 1 : (this.kernelSize[i]! - 1) * this.dilationRate[i]! + 1;
      return Math.floor(((extent as number) - reach) / this.strides[i]!) + 1;
    });
    const [filters] = this.stateSize;
    const row = this.dataFormat === "channels_first" ? [filters, ...space] : [...space, filters];
    return [
      [step[0]!, ...row],
      [step[0]!, ...row],
    ];
  }
  override outputShape(step: Shape): Shape {
    return this.stateShapes(step)[0]!;
  }
  override build([step]: readonly Shape[]): void {
    const [filters] = this.stateSize;
    const channels = this.widthOf(step!) as number;
    const kernel = [...this.kernelSize, channels, 4 * filters];
    this.addWeights(kernel, [...this.kernelSize, filters, 4 * filters], [4 * filters], (given) =>
      this.unitForgetBias ? (_, dtype) => forgetBias(given, filters, dtype) : given,
    );
  }
  protected step(x: Tensor, [h, c]: readonly [Tensor, Tensor], { input, recurrent }: CellMasks): Tensor[] {
    const { strides, padding, dataFormat, dilationRate } = this;
    const axis = dataFormat === "channels_first" ? 1 : -1;
    const convolve = (a: Tensor, kernel: Tensor): Tensor =>
      ops.conv(a, kernel, strides, padding, dataFormat, dilationRate);
    const keep = (a: Tensor, kernel: Tensor): Tensor => ops.conv(a, kernel, 1, "same", dataFormat);
    const inputs = this.product(x, this.kernel!.tensor, input, convolve, axis);
    const z = inputs.add(this.product(h, this.recurrentKernel!.tensor, recurrent, keep, axis));
    const bias = this.bias?.tensor.reshape([-1, ...(axis === 1 ? this.kernelSize.map(() => 1) : [])]);
    return remember(bias ? z.add(bias) : z, c, this, axis);
  }
}

export interface ConvLSTMOptions<S extends boolean = boolean> extends SequenceOptions<S>, ConvLSTMCellOptions {}

abstract class ConvLSTM<S extends boolean = false> extends KernelRNN<ConvLSTMCell, S> {
  protected constructor(rank: number, given: ConvLSTMOptions<S>) {
    super(given, new ConvLSTMCell(rank, cellOptions<ConvLSTMCellOptions>(given, kindsOf(rank), "conv_lstm_cell")));
  }
  protected override get rank(): number {
    return this.cell.kernelSize.length + 3;
  }
  protected override checkInput(shape: Shape): void {
    super.checkInput(shape);
    const [state] = this.cell.stateShapes([shape[0]!, ...shape.slice(2)]);
    if (state!.slice(1).every((extent) => isStatic(extent) && extent > 0)) return;
    throw this.fail(
      `steps that a kernel of [${this.cell.kernelSize.join(", ")}] lies within (${this.cell.dataFormat})`,
      `shape ${show(shape)}`,
      'Give larger inputs, a smaller kernelSize or padding: "same".',
    );
  }
}

/**
 * LSTM over sequences: [n, t, rows, channels] → the last output [n, newRows, filters], or all of them with `returnSequences`;
 * kernel [...kernelSize, channels, 4 filters], recurrent kernel [...kernelSize, filters, 4 filters], bias [4 filters].
 * @typeParam S whether the states are returned too
 * @throws TacetError where the input is no sequence of sequences, or the kernel is larger than they are
 */
export class ConvLSTM1D<S extends boolean = false> extends ConvLSTM<S> {
  constructor(options: ConvLSTMOptions<S>) {
    super(1, layerOptions("ConvLSTM1D", options, { ...sequenceKinds, ...kindsOf(1) }));
  }
  override get className(): string {
    return "ConvLSTM1D";
  }
}
/**
 * LSTM over images: [n, t, rows, columns, channels] → the last output [n, newRows, newColumns, filters], or all of them with `returnSequences`;
 * kernel [...kernelSize, channels, 4 filters], recurrent kernel [...kernelSize, filters, 4 filters], bias [4 filters].
 * @typeParam S whether the states are returned too
 * @throws TacetError where the input is no sequence of images, or the kernel is larger than they are
 */
export class ConvLSTM2D<S extends boolean = false> extends ConvLSTM<S> {
  constructor(options: ConvLSTMOptions<S>) {
    super(2, layerOptions("ConvLSTM2D", options, { ...sequenceKinds, ...kindsOf(2) }));
  }
  override get className(): string {
    return "ConvLSTM2D";
  }
}
/**
 * LSTM over volumes: [n, t, a, b, c, channels] → the last output [n, newA, newB, newC, filters], or all of them with `returnSequences`;
 * kernel [...kernelSize, channels, 4 filters], recurrent kernel [...kernelSize, filters, 4 filters], bias [4 filters].
 * @typeParam S whether the states are returned too
 * @throws TacetError where the input is no sequence of volumes, or the kernel is larger than they are
 */
export class ConvLSTM3D<S extends boolean = false> extends ConvLSTM<S> {
  constructor(options: ConvLSTMOptions<S>) {
    super(3, layerOptions("ConvLSTM3D", options, { ...sequenceKinds, ...kindsOf(3) }));
  }
  override get className(): string {
    return "ConvLSTM3D";
  }
}
