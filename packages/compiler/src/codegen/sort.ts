/**
 * Writes sorts: a stable merge sort of keys that carry their places, or, where
 * few places are kept, insertion into the list of the best so far. Elements are
 * read once; after that only the scratch lists are.
 */
import { isFloating } from "../core/index.ts";
import type { Node } from "../ir/index.ts";
import type { SortKernel, Storage } from "../schedule/index.ts";
import type { Block } from "./builder.ts";
import { add, apply, cast, constant, i32, load, mul, scalar, sub } from "./builder.ts";
import { eachStep, inserted, runLength, writeSteps } from "./lines.ts";
import type { Expr, LoopType } from "./loop.ts";
import type { Part } from "./loops.ts";
import { laneOf, ValueWriter } from "./values.ts";

export function writeSort(
  kernel: SortKernel,
  block: Block,
  pointers: ReadonlyMap<Storage, Expr>,
  storageOf: ReadonlyMap<Node, Storage>,
  n: Expr,
  range: Part,
): void {
  if (kernel.count === 0) return;
  const writer = new ValueWriter(block, pointers, storageOf, n, new Set(), false);
  const lane = laneOf(kernel.value.dtype);
  const key = scalar(lane === "bool" ? "i32" : lane);
  const length = writer.extent(kernel.along.extent);
  const steps = writeSteps(kernel, block, length);
  const before = beforeIn(kernel);
  const room = block.let(add(length, constant(1)));
  const lists = (b: Block, which: Expr): List => new List(writer.pointer(kernel.scratch), room, key, b, which);

  /** Inserts elements from … to - 1 into the sorted stretch of the list that begins at `base` and holds `limit` of them. */
  const insert = (list: List, base: Expr, from: Expr, to: Expr, limit?: Expr): void => {
    const filled = writer.block.variable(constant(0), "filled");
    writer.block.loop(from, to, constant(1), (i, b) =>
      writer.within(b, kernel.along, i, () => {
        const value = b.let(cast(writer.write(kernel.value), key));
        const put = (body: Block): void => {
          const at = body.variable(limit ? apply("min", filled, sub(limit, constant(1))) : filled, "at");
          body.set(filled, add(at, constant(1)));
          const previous = add(base, apply("max", constant(0), sub(at, constant(1))));
          body.whilst(apply("and", apply("lt", constant(0), at), before(value, list.key(previous))), (w) => {
            const from = w.let(previous);
            list.put(w, add(base, at), list.key(from), list.place(from));
            w.set(at, sub(at, constant(1)));
          });
          list.put(body, add(base, at), value, i);
        };
        if (!limit) return put(b);
        const last = list.key(add(base, sub(limit, constant(1))));
        b.when(apply("or", apply("lt", filled, limit), before(value, last)), put);
      }),
    );
  };
  /** Joins neighbouring sorted stretches of `width`; of equal keys the left one comes first. */
  const merge = (source: List, target: List, width: Expr, b: Block): void =>
    b.loop(constant(0), length, b.let(mul(width, constant(2))), (low, body) => {
      const middle = body.let(apply("min", length, add(low, width)));
      const high = body.let(apply("min", length, add(middle, width)));
      const left = body.variable(low, "left");
      const right = body.variable(middle, "right");
      body.loop(low, high, constant(1), (to, inner) => {
        const [x, y] = [inner.let(source.key(left)), inner.let(source.key(right))];
        const leftOver = apply("le", middle, left);
        const fromRight = inner.let(apply("and", apply("lt", right, high), apply("or", leftOver, before(y, x))));
        const chosen = inner.let(source.place(inner.let(apply("select", fromRight, right, left))));
        target.put(inner, to, apply("select", fromRight, y, x), chosen);
        const moved = inner.let(cast(fromRight, i32));
        inner.set(right, add(right, moved));
        inner.set(left, add(left, sub(constant(1), moved)));
      });
    });

  eachStep(kernel, writer, steps, range, (step) => {
    const b = writer.block;
    const few = inserted(kernel);
    const parity = b.let(apply("and", step, constant(1)));
    const target = lists(b, parity);
    const runs = (body: Block): void => {
      if (few !== undefined) return insert(target, constant(0), constant(0), length, constant(few));
      body.loop(constant(0), length, constant(runLength), (from, inner) =>
        writer.within(inner, undefined, undefined, () =>
          insert(target, from, from, inner.let(apply("min", length, add(from, constant(runLength))))),
        ),
      );
    };
    if (few !== undefined) runs(b);
    else
      b.when(
        apply("eq", step, constant(0)),
        (first) => writer.within(first, undefined, undefined, () => runs(first)),
        (later) => {
          const width = later.let(apply("shl", constant(runLength), sub(step, constant(1))));
          merge(lists(later, later.let(sub(constant(1), parity))), target, width, later);
        },
      );
    b.when(apply("eq", step, sub(steps, constant(1))), (done) =>
      done.loop(constant(0), writer.extent(kernel.count), constant(1), (rank, inner) =>
        writer.within(inner, kernel.rank, rank, () =>
          writer.store(kernel.target, kernel.at, inner.let(target.place(rank)), undefined),
        ),
      ),
    );
  });
}

/** Whether `a` comes strictly before `b`. */
function beforeIn({ descending, value }: SortKernel): (a: Expr, b: Expr) => Expr {
  const isNumber = (x: Expr): Expr => apply("eq", x, x);
  const ascending = (a: Expr, b: Expr): Expr =>
    isFloating(value.dtype)
      ? apply("or", apply("lt", a, b), apply("and", isNumber(a), apply("not", isNumber(b))))
      : apply("lt", a, b);
  return descending ? (a, b) => ascending(b, a) : ascending;
}

/** One of the two lists in the scratch: keys, and the places in the line that they came from. */
class List {
  readonly #keys: Expr;
  readonly #places: Expr;
  readonly #type: LoopType;
  readonly #bytes: Expr;
  constructor(scratch: Expr, room: Expr, type: LoopType, block: Block, which: Expr) {
    const bytes = type.lane === "f64" ? 8 : 4;
    this.#type = type;
    this.#bytes = constant(bytes);
    const skipped = block.let(mul(which, room));
    this.#keys = block.let(add(scratch, mul(skipped, this.#bytes)));
    this.#places = block.let(add(scratch, add(mul(room, constant(2 * bytes)), mul(skipped, constant(4)))));
  }
  key(at: Expr): Expr {
    return load(this.#type, add(this.#keys, mul(at, this.#bytes)));
  }
  place(at: Expr): Expr {
    return load(i32, add(this.#places, mul(at, constant(4))));
  }
  put(block: Block, at: Expr, key: Expr, place: Expr): void {
    const to = block.let(at);
    const [k, p] = [block.let(key), block.let(place)];
    block.store(add(this.#keys, mul(to, this.#bytes)), 0, k);
    block.store(add(this.#places, mul(to, constant(4))), 0, p);
  }
}
