import { tensor, type Tensor } from "@tacet/compiler";
import { describe, expect, it } from "vitest";
import { setRandomSeed } from "../index.ts";
import { Dataset } from "./dataset.ts";

const count = (n: number): Dataset<number> => Dataset.fromIterable(Array.from({ length: n }, (_, i) => i));
const x = tensor([
  [1, 2],
  [3, 4],
  [5, 6],
]);
const arrays = async (elements: Promise<Tensor[]>): Promise<unknown[]> =>
  Promise.all((await elements).map((t) => t.array()));

describe("where elements come from", () => {
  it("rows of arrays, in their structure", async () => {
    const pairs = Dataset.fromTensorSlices([x, new Int32Array([7, 8, 9])]);
    expect(pairs.size).toBe(3);
    const [, [row, label]] = (await pairs.toArray()) as unknown as [unknown, [Tensor, Tensor]];
    expect([await row.array(), await label.array(), label.dtype]).toEqual([[3, 4], 8, "int32"]);
    const named = await Dataset.fromTensorSlices({ a: x, b: [[1], [2], [3]] }).toArray();
    expect(await named[2]!.b.array()).toEqual([3]);
    const several = await Dataset.fromTensorSlices([[1], [2]], [0.5, 1]).toArray();
    expect(await arrays(Promise.resolve(several[1]!))).toEqual([[2], 1]);
    expect(await arrays(Dataset.fromTensorSlices([1, 2]).toArray())).toEqual([1, 2]);
  });
  it("tensors that are computed first", async () => {
    expect(await arrays(Dataset.fromTensorSlices(x.mul(2)).take(1).toArray())).toEqual([[2, 4]]);
  });
  it.each([
    ["function*", function* () { yield* [1, 2, 3]; }], // prettier-ignore
    ["async function*", async function* () { yield* await Promise.resolve([1, 2, 3]); }], // prettier-ignore
    ["a function that gives a list", () => [1, 2, 3]],
    ["a function that gives an iterator", () => { let i = 0; return { next: () => (i < 3 ? { value: ++i, done: false as const } : { value: undefined, done: true as const }) }; }], // prettier-ignore
  ])("%s, called for each pass", async (_, generator) => {
    const dataset = Dataset.fromGenerator<number>(generator);
    expect([await dataset.toArray(), await dataset.toArray()]).toEqual([
      [1, 2, 3],
      [1, 2, 3],
    ]);
    expect(dataset.size).toBeUndefined();
  });
  it("anything to iterate over, once where it can be only once", async () => {
    expect(await Dataset.fromIterable(new Set([1, 2])).toArray()).toEqual([1, 2]);
    const once = Dataset.fromIterable((function* () { yield 1; })()); // prettier-ignore
    expect([await once.toArray(), await once.toArray()]).toEqual([[1], []]);
  });
});

describe("batch", () => {
  it("puts elements on top of each other, the last ones in a smaller batch", async () => {
    const batches = Dataset.fromTensorSlices({ a: x, b: [7, 8, 9] }).batch(2);
    expect(batches.size).toBe(2);
    const [first, last] = await batches.toArray();
    expect(await first!.a.array()).toEqual([[1, 2], [3, 4]]); // prettier-ignore
    expect([last!.a.shape, last!.b.shape, await last!.b.array()]).toEqual([[1, 2], [1], [9]]);
  });
  it("leaves out a smaller one where asked to", async () => {
    const batches = count(5).batch(2, { dropRemainder: true });
    expect([batches.size, await arrays(batches.toArray())]).toEqual([2, [[0, 1], [2, 3]]]); // prettier-ignore
  });
  it("takes what generators give: lists, typed arrays, numbers", async () => {
    const dataset = Dataset.fromGenerator(function* () {
      yield [[1, 2], new Float32Array([3]), 1] as const;
      yield [[4, 5], new Float32Array([6]), 0] as const;
    });
    const [[a, b, c]] = (await dataset.batch(2).toArray()) as unknown as [Tensor[]];
    expect([a!.shape, b!.shape, c!.shape, b!.dtype]).toEqual([[2, 2], [2, 1], [2], "float32"]);
  });
  it("refuses elements that differ in shape or structure", async () => {
    const ragged = Dataset.fromIterable([[[1, 2]], [[3]]]).batch(2);
    await expect(ragged.toArray()).rejects.toThrow("arrays of one shape, received [2] and [1] for element[0]");
    const mixed = Dataset.fromIterable([{ a: 1 }, { b: 1 }]).batch(2);
    await expect(mixed.toArray()).rejects.toThrow("elements of one structure");
    await expect(Dataset.fromIterable(["text"]).batch(1).toArray()).rejects.toThrow('to hold numbers, received "text"');
  });
});

describe("shuffle", () => {
  it("gives every element once, in an order that follows from the seed and differs by pass", async () => {
    const passes = async (seed: number): Promise<number[][]> => {
      const dataset = count(50).shuffle(50, { seed });
      return [await dataset.toArray(), await dataset.toArray()];
    };
    const [first, second] = await passes(1);
    expect([...first!].sort((a, b) => a - b)).toEqual(Array.from({ length: 50 }, (_, i) => i));
    expect(first).not.toEqual(second);
    expect(await passes(1)).toEqual([first, second]);
    expect((await passes(2))[0]).not.toEqual(first);
  });
  it("keeps one order where asked to, and follows setRandomSeed without a seed", async () => {
    const fixed = count(20).shuffle(20, { seed: 3, reshuffleEachIteration: false });
    expect(await fixed.toArray()).toEqual(await fixed.toArray());
    const seeded = async (): Promise<number[]> => {
      setRandomSeed(5);
      return count(20).shuffle(20).toArray();
    };
    expect(await seeded()).toEqual(await seeded());
  });
  it("moves an element forward by less than the buffer", async () => {
    const order = await count(100).shuffle(10, { seed: 1 }).toArray();
    order.forEach((element, position) => expect(element).toBeLessThan(position + 10));
  });
});

describe("the others", () => {
  it("map, filter, take, skip, repeat, and their sizes", async () => {
    const doubled = count(4).map((i) => Promise.resolve(2 * i));
    expect([doubled.size, await doubled.toArray()]).toEqual([4, [0, 2, 4, 6]]);
    expect(
      await count(5)
        .filter((i) => i % 2 === 0)
        .toArray(),
    ).toEqual([0, 2, 4]);
    const middle = count(5).skip(1).take(3);
    expect([middle.size, await middle.toArray()]).toEqual([3, [1, 2, 3]]);
    expect([count(2).repeat(2).size, await count(2).repeat(2).toArray()]).toEqual([4, [0, 1, 0, 1]]);
    expect([count(2).repeat().size, await count(2).repeat().take(5).toArray()]).toEqual([Infinity, [0, 1, 0, 1, 0]]);
    expect(await count(0).repeat().toArray()).toEqual([]);
  });
  it("prefetch asks ahead by its number, and no further", async () => {
    let asked = 0;
    const source = Dataset.fromGenerator(function* () {
      for (;;) yield asked++;
    });
    const pass = source.prefetch(3)[Symbol.asyncIterator]();
    expect((await pass.next()).value).toBe(0);
    await new Promise((resolve) => setTimeout(resolve));
    expect(asked).toBe(4);
    await pass.return?.();
  });
  it("take reads no further than it has to, and everything is closed behind it", async () => {
    const seen: (number | string)[] = [];
    const source = Dataset.fromGenerator(function* () {
      try {
        for (let i = 0; ; i++) {
          seen.push(i);
          yield i;
        }
      } finally {
        seen.push("closed");
      }
    });
    const chain = source.map((i) => i).shuffle(1).batch(1).prefetch(0).take(2); // prettier-ignore
    await chain.toArray();
    // A buffer of one holds an element back.
    expect(seen).toEqual([0, 1, 2, "closed"]);
  });
  it("hands on what a source throws", async () => {
    const failing = Dataset.fromGenerator(function* () {
      yield 1;
      throw new Error("no more");
    });
    for (const dataset of [failing, failing.prefetch(5), failing.batch(2), failing.shuffle(4)])
      await expect(dataset.toArray()).rejects.toThrow("no more");
  });
});

describe("Dataset refuses", () => {
  it.each([
    [() => count(1).batch(0), "Dataset.batch: expected batchSize to be a whole number from 1, received 0"],
    [() => count(1).shuffle(1.5), "Dataset.shuffle: expected bufferSize to be a whole number from 1, received 1.5"],
    [() => count(1).shuffle(2, { seed: -1 }), "expected seed to be a whole number from 0"],
    [() => count(1).map(1 as never), "Dataset.map: expected a function, received 1"],
    [() => Dataset.fromGenerator([1] as never), "Dataset.fromGenerator: expected a function"],
    [() => Dataset.fromIterable(3 as never), "Dataset.fromIterable: expected something to iterate over, received 3"],
  ])("%s", (make, message) => {
    expect(make).toThrow(message);
  });
  it("arrays of different rows", async () => {
    await expect(Dataset.fromTensorSlices([x, new Int32Array(2)]).toArray()).rejects.toThrow(
      "expected arrays with the same number of rows, at least one; received shape [2] for slices[1] beside 3 rows",
    );
  });
});
