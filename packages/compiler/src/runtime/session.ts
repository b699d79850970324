/**
 * The WebAssembly session: one memory for every buffer and arena, programs
 * instantiated on it, steps run in slices so that the event loop gets its turn.
 */
import {
  bytesOf,
  CompilerError,
  extentAt,
  formatShape,
  isStaticShape,
  layouts,
  sameShape,
  sizeOf,
  TacetError,
  type DType,
  type StaticShape,
  type TypedArray,
} from "../core/index.ts";
import type { BoundProgram, Buffer, Graph, Program, Session } from "../ir/index.ts";
import { planMemory, storageBytes, type Plan, type Storage } from "../schedule/index.ts";
import { control, type Slot } from "../codegen/program.ts";
import { instantiateWasm, type WasmFunctions } from "../backends/wasm/index.ts";
import { Heap } from "./heap.ts";
import { Pace } from "./pace.ts";

/** A program ready to be instantiated: what compiling a graph gives. */
export interface CompiledProgram {
  readonly plan: Plan;
  readonly slots: readonly Slot[];
  readonly module: WebAssembly.Module;
  readonly milliseconds: number;
}
/** Compiles a graph, or finds it compiled. */
export type Compile = (graph: Graph) => { readonly compiled: CompiledProgram; readonly cached: boolean };

class WasmBuffer implements Buffer {
  readonly shape: StaticShape;
  readonly dtype: DType;
  readonly address: number;
  readonly #heap: Heap;
  readonly #length: number;
  readonly bytes: number;
  #view: TypedArray | undefined;
  /** The memory that the view shows: asking the view itself is a call into the engine. */
  #viewed: ArrayBuffer | undefined;
  released = false;
  constructor(heap: Heap, shape: StaticShape, dtype: DType) {
    this.shape = shape;
    this.dtype = dtype;
    this.#heap = heap;
    this.#length = extentAt(sizeOf(shape), 1);
    this.bytes = this.#length * bytesOf(dtype);
    this.address = heap.allocate(this.bytes);
  }
  view(): TypedArray {
    if (this.released)
      throw new CompilerError(`a buffer of ${this.dtype}${formatShape(this.shape)} is used after its release`);
    if (!this.#view || this.#viewed !== this.#heap.buffer) {
      this.#viewed = this.#heap.buffer;
      this.#view = layouts[this.dtype].view(this.#viewed, this.address, this.#length);
    }
    return this.#view;
  }
  release(): void {
    this.released = true;
    this.#heap.release(this.address);
  }
}

/** A batch input, and the resident data that its rows come from. */
interface Source {
  readonly address: number;
  readonly rowBytes: number;
  readonly slot: number;
  /** Where rows go that come in another order. */
  readonly gathered: number;
}
/** Data found to fit the program: what pass after pass reads is looked at once. */
interface Resident {
  readonly data: readonly Buffer[];
  readonly sources: readonly Source[];
  readonly rows: number;
}
interface Cursor {
  readonly sources: readonly Source[];
  readonly order: number;
  readonly end: number;
  readonly batchSize: number;
  next: number;
  /** Rows of the step that stopped inside. */
  running: number;
}

class WasmProgram implements BoundProgram {
  readonly program: Program;
  readonly maxBatch: number;
  readonly #heap: Heap;
  readonly #functions: WasmFunctions;
  readonly #pace = new Pace();
  readonly #table: number;
  readonly #control: number;
  readonly #blocks: number[] = [];
  readonly #inputs: readonly { readonly storage: Storage; readonly address: number; readonly slot: number }[];
  readonly #outputs: readonly { readonly storage: Storage; readonly address: number }[];
  #order = 0;
  #orderCapacity = 0;
  #resident: Resident | undefined;
  #cursor: Cursor | undefined;
  /** Bytes of the arena, inputs and outputs; the least that a plan could need. */
  readonly bytes: number;
  readonly bound: number;

  constructor(
    heap: Heap,
    compiled: CompiledProgram,
    program: Program,
    states: readonly WasmBuffer[],
    maxBatch: number,
  ) {
    this.#heap = heap;
    this.program = program;
    this.maxBatch = maxBatch;
    const { plan, slots } = compiled;
    const allocate = (bytes: number) => {
      const at = heap.allocate(bytes);
      this.#blocks.push(at);
      return at;
    };
    this.#table = allocate(4 * slots.length);
    this.#control = allocate(control.bytes);
    const memory = planMemory(plan, maxBatch);
    const arena = allocate(memory.bytes);
    const addresses = new Map<Slot, number>();
    const inner = new Map<Plan, ReturnType<typeof planMemory>>();
    let external = 0;
    for (const slot of slots) {
      const { storage } = slot;
      let address: number;
      if (storage.role === "state") address = states[storage.index]!.address;
      else if (storage.role === "temporary") {
        if (!slot.arena) address = arena + (memory.offsets.get(storage) ?? 0);
        else {
          let nested = inner.get(slot.plan);
          if (!nested) inner.set(slot.plan, (nested = planMemory(slot.plan, maxBatch)));
          address = addresses.get(slot.arena)! + (nested.offsets.get(storage) ?? 0);
        }
      } else {
        const bytes = storageBytes(storage, maxBatch);
        address = allocate(bytes);
        external += bytes;
        if (storage.role === "literal" && storage.node.kind === "literal")
          layouts[storage.dtype].view(heap.buffer, address, storage.node.data.length).set(storage.node.data);
      }
      addresses.set(slot, address);
    }
    const table = new Int32Array(heap.buffer, this.#table, slots.length);
    slots.forEach((slot, i) => (table[i] = addresses.get(slot)!));
    const slotOf = (storage: Storage) => slots.findIndex((s) => s.storage === storage);
    this.#inputs = plan.inputs.map((storage) => ({ storage, slot: slotOf(storage), address: table[slotOf(storage)]! }));
    this.#outputs = plan.outputs.map((storage) => ({ storage, address: table[slotOf(storage)]! }));
    this.#functions = instantiateWasm(compiled.module, heap.memory);
    this.bytes = memory.bytes + external;
    this.bound = memory.bound + external;
  }
  release(): void {
    this.#blocks.forEach((b) => this.#heap.release(b));
    if (this.#orderCapacity > 0) this.#heap.release(this.#order);
  }

  #planned({ storage, address }: { readonly storage: Storage; readonly address: number }): TypedArray {
    return layouts[storage.dtype].view(this.#heap.buffer, address, extentAt(sizeOf(storage.shape), this.maxBatch));
  }
  input(index: number): TypedArray {
    return this.#planned(this.#inputs[index]!);
  }
  output(index: number): TypedArray {
    return this.#planned(this.#outputs[index]!);
  }

  step(n: number): boolean {
    this.#checkRows(n);
    this.#point(this.#inputs.map((i) => i.address));
    this.#cursor = { sources: [], order: 0, end: n, batchSize: n, next: 0, running: 0 };
    return this.resume();
  }
  pass({ data, order, begin, end, batchSize }: Parameters<BoundProgram["pass"]>[0]): boolean {
    this.#checkRows(Math.min(batchSize, Math.max(0, end - begin)));
    if (this.#resident?.data !== data) this.#resident = this.#fitting(data);
    const { sources, rows } = this.#resident;
    if (order) this.#setOrder(order, rows, begin, end);
    else if (end > rows) throw new CompilerError(`rows up to ${end} of resident data of ${rows}`);
    this.#cursor = { sources, order: order ? this.#order : 0, end, batchSize, next: begin, running: 0 };
    return this.resume();
  }
  #fitting(data: readonly Buffer[]): Resident {
    const batched = this.#inputs.filter((i) => !isStaticShape(i.storage.shape));
    if (data.length !== batched.length)
      throw new CompilerError(`a pass over ${data.length} buffers of a program with ${batched.length} batch inputs`);
    const sources = batched.map(({ storage, slot, address }, i): Source => {
      const buffer = data[i]!;
      if (
        !(buffer instanceof WasmBuffer) ||
        buffer.dtype !== storage.dtype ||
        !sameShape(buffer.shape.slice(1), storage.shape.slice(1))
      )
        throw new CompilerError(
          `resident data ${buffer.dtype}${formatShape(buffer.shape)} for an input ${storage.dtype}${formatShape(storage.shape)}`,
        );
      const rowBytes = extentAt(sizeOf(storage.shape), 1) * bytesOf(storage.dtype);
      return { address: buffer.address, rowBytes, slot, gathered: address };
    });
    return { data, sources, rows: Math.min(...data.map((d) => d.shape[0] ?? 0)) };
  }
  resume(): boolean {
    const cursor = this.#cursor;
    if (!cursor) return true;
    const { step, feed } = this.#functions;
    this.#pace.begin();
    for (;;) {
      if (cursor.running === 0) {
        if (cursor.next >= cursor.end) {
          this.#cursor = undefined;
          return true;
        }
        const n = Math.min(cursor.batchSize, cursor.end - cursor.next);
        if (cursor.sources.length > 0) {
          if (cursor.order !== 0)
            for (const s of cursor.sources) feed(cursor.order, cursor.next, n, s.address, s.gathered, s.rowBytes);
          const words = this.#words();
          for (const s of cursor.sources)
            words[(this.#table >> 2) + s.slot] = cursor.order !== 0 ? s.gathered : s.address + cursor.next * s.rowBytes;
        }
        cursor.next += n;
        cursor.running = n;
      }
      const words = this.#words();
      const budgetAt = (this.#control + control.budget) >> 2;
      const budget = this.#pace.budget();
      words[budgetAt] = budget;
      const done = step(this.#table, this.#control, cursor.running) === 1;
      if (done) cursor.running = 0;
      if (this.#pace.spent(budget - words[budgetAt]) && (!done || cursor.next < cursor.end)) return false;
    }
  }
  #view: Int32Array | undefined;
  #viewed: ArrayBuffer | undefined;
  #words(): Int32Array {
    if (!this.#view || this.#viewed !== this.#heap.buffer) {
      this.#viewed = this.#heap.buffer;
      this.#view = new Int32Array(this.#viewed);
    }
    return this.#view;
  }
  #point(addresses: readonly number[]): void {
    const words = this.#words();
    this.#inputs.forEach(({ slot }, i) => (words[(this.#table >> 2) + slot] = addresses[i]!));
  }
  #setOrder(order: Int32Array, rows: number, begin: number, end: number): void {
    for (let i = begin; i < end; i++) {
      const row = order[i]!;
      if (row < 0 || row >= rows) throw new CompilerError(`row ${row} of resident data of ${rows} rows`);
    }
    if (order.length > this.#orderCapacity) {
      if (this.#orderCapacity > 0) this.#heap.release(this.#order);
      this.#order = this.#heap.allocate(order.byteLength);
      this.#orderCapacity = order.length;
    }
    this.#words().set(order, this.#order >> 2);
  }
  #checkRows(n: number): void {
    if (!Number.isInteger(n) || n < 0 || n > this.maxBatch)
      throw new CompilerError(`a step of ${n} rows of a program bound for ${this.maxBatch}`);
  }
}

export function createWasmSession(options: { readonly compile: Compile; readonly name?: string }): Session {
  const heap = new Heap();
  const buffers = new Set<WasmBuffer>();
  const programs = new Set<WasmProgram>();
  return {
    engine: options.name ?? "wasm",
    buffer(shape, dtype, data) {
      const length = extentAt(sizeOf(shape), 1);
      if (data && data.length !== length)
        throw new TacetError(
          `expected ${length} values for a buffer of shape ${formatShape(shape)}, received ${data.length}: give one value per element`,
        );
      const buffer = new WasmBuffer(heap, shape, dtype);
      const view = buffer.view();
      if (data && dtype === "bool") for (let i = 0; i < length; i++) view[i] = Number(data[i] !== 0);
      else if (data) view.set(data);
      buffers.add(buffer);
      return buffer;
    },
    release(buffer) {
      if (buffer instanceof WasmBuffer && buffers.delete(buffer)) buffer.release();
    },
    bind(graph, states, maxBatch) {
      const given = states.map((buffer, i) => {
        const state = graph.states[i];
        if (
          !state ||
          !(buffer instanceof WasmBuffer) ||
          !buffers.has(buffer) ||
          buffer.dtype !== state.dtype ||
          !sameShape(buffer.shape, state.shape)
        )
          throw new CompilerError(
            `state ${i} is ${state?.dtype}${formatShape(state?.shape ?? [])}; its buffer is ${buffer.dtype}${formatShape(buffer.shape)}, of another session, or released`,
          );
        return buffer;
      });
      if (given.length !== graph.states.length)
        throw new CompilerError(`${given.length} buffers for ${graph.states.length} states`);
      const { compiled, cached } = options.compile(graph);
      const program = new WasmProgram(
        heap,
        compiled,
        { graph, compileMilliseconds: cached ? 0 : compiled.milliseconds, cached },
        given,
        maxBatch,
      );
      programs.add(program);
      return program;
    },
    unbind(bound) {
      if (bound instanceof WasmProgram && programs.delete(bound)) bound.release();
    },
    memory() {
      const sum = (bytes: number[]) => bytes.reduce((a, b) => a + b, 0);
      return {
        persistent: sum([...buffers].map((b) => b.bytes)),
        programs: sum([...programs].map((p) => p.bytes)),
        bound: sum([...programs].map((p) => p.bound)),
        reserved: heap.buffer.byteLength,
      };
    },
  };
}
