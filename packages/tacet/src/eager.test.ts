import { compilationCount } from "@tacet/compiler";
import { afterEach, describe, expect, it } from "vitest";
import { ops, setEngine, tensor, Variable } from "./index.ts";

afterEach(() => setEngine("auto"));

const ramp = (rows: number, columns: number, scale: number) =>
  tensor(
    Float32Array.from({ length: rows * columns }, (_, i) => ((i % 17) - 8) * scale),
    [rows, columns],
  );
/** Enough work to be compiled. */
const large = (scale: number) => ops.tanh(ramp(300, 200, scale).matmul(ramp(200, 100, 0.01))).add(1).sum(0); // prettier-ignore

describe("tensors outside of models", () => {
  it("are compiled where the work is large, with the interpreter's numbers", async () => {
    const before = compilationCount();
    const fused = await large(0.02).data();
    expect(compilationCount()).toBe(before + 1);
    setEngine("reference");
    const plain = await large(0.02).data();
    expect(compilationCount()).toBe(before + 1);
    for (const [i, value] of plain.entries()) expect(Math.abs(fused[i]! - value) / 300).toBeLessThan(1e-6);
  });
  it("share a program with the same expression on other numbers", async () => {
    await large(0.02).data();
    const before = compilationCount();
    const [a, b] = await Promise.all([large(0.03).data(), large(-0.03).data()]);
    expect(compilationCount()).toBe(before);
    // tanh is odd, and 1 was added 300 times.
    for (const [i, value] of a.entries()) expect(value + b[i]!).toBeCloseTo(600, 2);
  });
  it("go on from what has been computed", async () => {
    const x = large(0.02);
    await x.data();
    const before = compilationCount();
    const y = x.mul(0).add(x.shape[0] as number);
    expect((await y.data())[0]).toBe(100);
    expect(compilationCount()).toBe(before);
  });
  it("follow the variables in them", async () => {
    const v = new Variable({ name: "v", shape: [], value: 2 });
    const y = v.tensor.mul(3);
    expect(await y.array()).toBe(6);
    v.write(5);
    expect(await y.array()).toBe(15);
  });
});
