/**
 * The reference session: programs are interpreted, buffers are arrays of their
 * own. A step is never split: every call runs to its end.
 */
import {
  CompilerError,
  extentAt,
  formatShape,
  isStaticShape,
  sameShape,
  sizeOf,
  TacetError,
  type DType,
  type Shape,
  type StaticShape,
  type TypedArray,
} from "../../core/index.ts";
import { graphRoots, type Graph, type ParameterNode } from "../../ir/index.ts";
import type { BoundProgram, Buffer, Program, Session } from "../session.ts";
import { allocate, evaluateNodes, type Environment, type Precision } from "./evaluate.ts";

class ReferenceBuffer implements Buffer {
  readonly shape: StaticShape;
  readonly dtype: DType;
  #data: TypedArray | undefined;
  constructor(shape: StaticShape, dtype: DType, data: TypedArray) {
    this.shape = shape;
    this.dtype = dtype;
    this.#data = data;
  }
  view(): TypedArray {
    if (!this.#data)
      throw new CompilerError(`a buffer of ${this.dtype}${formatShape(this.shape)} is used after its release`);
    return this.#data;
  }
  release(): void {
    this.#data = undefined;
  }
}

class ReferenceProgram implements BoundProgram {
  readonly program: Program;
  readonly maxBatch: number;
  readonly #states: readonly Buffer[];
  readonly #inputs: readonly TypedArray[];
  readonly #outputs: readonly TypedArray[];
  readonly #precision: Precision;
  /** The inputs with rows, by index: what a pass takes from resident data. */
  readonly #batched: readonly number[];

  constructor(graph: Graph, states: readonly Buffer[], maxBatch: number, precision: Precision) {
    this.program = { graph, compileMilliseconds: 0, cached: false };
    this.maxBatch = maxBatch;
    this.#states = states;
    this.#precision = precision;
    const planned = (node: { dtype: DType; shape: Shape }) =>
      allocate(node.dtype, extentAt(sizeOf(node.shape), maxBatch), precision);
    this.#inputs = graph.inputs.map(planned);
    this.#outputs = graph.outputs.map(planned);
    this.#batched = graph.inputs.flatMap((input, i) => (isStaticShape(input.shape) ? [] : [i]));
  }
  get bytes(): number {
    return [...this.#inputs, ...this.#outputs].reduce((sum, a) => sum + a.byteLength, 0);
  }
  input(index: number): TypedArray {
    return this.#inputs[index]!;
  }
  output(index: number): TypedArray {
    return this.#outputs[index]!;
  }

  step(n: number): boolean {
    if (!Number.isInteger(n) || n < 0 || n > this.maxBatch)
      throw new CompilerError(`a step of ${n} rows of a program bound for ${this.maxBatch}`);
    const { graph } = this.program;
    const rows = (node: ParameterNode, whole: TypedArray) => whole.subarray(0, extentAt(sizeOf(node.shape), n));
    const env: Environment = new Map();
    graph.states.forEach((state, i) => env.set(state, [this.#states[i]!.view()]));
    graph.inputs.forEach((input, i) => env.set(input, [rows(input, this.#inputs[i]!)]));
    evaluateNodes(graphRoots(graph), env, { n, precision: this.#precision });
    graph.outputs.forEach((output, i) => this.#outputs[i]!.set(env.get(output)![0]!));
    // Copied first: a value may be another state's own array.
    const updates = graph.updates.map(({ value }) => env.get(value)![0]!.slice());
    graph.updates.forEach(({ state }, i) => this.#states[graph.states.indexOf(state)]!.view().set(updates[i]!));
    return true;
  }
  resume(): boolean {
    return true;
  }

  pass({ data, order, begin, end, batchSize }: Parameters<BoundProgram["pass"]>[0]): boolean {
    if (data.length !== this.#batched.length)
      throw new CompilerError(
        `a pass over ${data.length} buffers of a program with ${this.#batched.length} batch inputs`,
      );
    for (let start = begin; start < end; start += batchSize) {
      const n = Math.min(batchSize, end - start);
      this.#batched.forEach((inputIndex, i) => {
        const input = this.#inputs[inputIndex]!;
        const size = extentAt(sizeOf(this.program.graph.inputs[inputIndex]!.shape), 1);
        const rows = data[i]!.view();
        for (let k = 0; k < n; k++) {
          const row = order ? order[start + k]! : start + k;
          if (row < 0 || (row + 1) * size > rows.length)
            throw new CompilerError(`row ${row} of resident data of shape ${formatShape(data[i]!.shape)}`);
          input.set(rows.subarray(row * size, (row + 1) * size), k * size);
        }
      });
      this.step(n);
    }
    return true;
  }
}

export function createReferenceSession(options: { precision?: Precision } = {}): Session {
  const { precision = "float32" } = options;
  const buffers = new Set<Buffer>();
  const programs = new Set<BoundProgram>();
  const bytes = (arrays: Iterable<{ byteLength: number }>) => [...arrays].reduce((sum, a) => sum + a.byteLength, 0);
  return {
    engine: precision === "float32" ? "reference" : "reference-float64",
    buffer(shape, dtype, data) {
      const length = extentAt(sizeOf(shape), 1);
      if (data && data.length !== length)
        throw new TacetError(
          `expected ${length} values for a buffer of shape ${formatShape(shape)}, received ${data.length}: give one value per element`,
        );
      const array = allocate(dtype, length, precision);
      if (data && dtype === "bool") for (let i = 0; i < length; i++) array[i] = Number(data[i] !== 0);
      else if (data) array.set(data);
      const buffer = new ReferenceBuffer(shape, dtype, array);
      buffers.add(buffer);
      return buffer;
    },
    release(buffer) {
      if (buffers.delete(buffer) && buffer instanceof ReferenceBuffer) buffer.release();
    },
    bind(graph, states, maxBatch) {
      if (states.length !== graph.states.length)
        throw new CompilerError(`${states.length} buffers for ${graph.states.length} states`);
      graph.states.forEach((state, i) => {
        const given = states[i]!;
        if (!buffers.has(given) || given.dtype !== state.dtype || !sameShape(given.shape, state.shape)) {
          throw new CompilerError(
            `state "${state.name}" is ${state.dtype}${formatShape(state.shape)}; its buffer is ${given.dtype}${formatShape(given.shape)}${buffers.has(given) ? "" : " of another session, or released"}`,
          );
        }
      });
      const program = new ReferenceProgram(graph, states, maxBatch, precision);
      programs.add(program);
      return program;
    },
    unbind(bound) {
      programs.delete(bound);
    },
    memory() {
      const persistent = bytes([...buffers].map((b) => b.view()));
      const held = [...programs].reduce((sum, p) => sum + (p instanceof ReferenceProgram ? p.bytes : 0), 0);
      return { persistent, programs: held, bound: held, reserved: persistent + held };
    },
  };
}
