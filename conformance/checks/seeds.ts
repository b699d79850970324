/** Checks of generators: Python's, NumPy's and JAX's, and of `random`. */
import * as tacet from "tacet";
import { RandomState } from "../../packages/tacet/src/random/numpy.ts";
import { PythonRandom } from "../../packages/tacet/src/random/python.ts";
import { randomBits } from "../../packages/tacet/src/random/threefry.ts";
import { expectClose, expectExact, type Case, type Encoded } from "../golden.ts";

type SeedCase = Case &
  (
    | {
        readonly generator: "python";
        readonly seeds: readonly number[];
        readonly values: readonly (readonly number[])[];
      }
    | {
        readonly generator: "numpyPermutation";
        readonly seed: number;
        readonly sizes: readonly number[];
        readonly values: readonly Encoded[];
      }
    | { readonly generator: "numpyDraws"; readonly seed: number; readonly uniform: Encoded; readonly normal: Encoded }
    | {
        readonly generator: "threefry";
        readonly keys: readonly (readonly [number, number])[];
        readonly shapes: readonly (readonly number[])[];
        readonly values: readonly Encoded[];
      }
    | {
        readonly generator: "randint";
        readonly seeds: readonly number[];
        readonly bounds: readonly (readonly [low: number, high: number])[];
        readonly values: readonly Encoded[];
      }
    | {
        readonly generator: "random";
        readonly distribution: "uniform" | "normal" | "truncatedNormal";
        readonly options: object;
        readonly globalSeed: number | null;
        readonly shapes: readonly (readonly number[])[];
        readonly exact: boolean;
        readonly values: readonly Encoded[];
      }
  );

/** Integers and uniform draws exactly, normal ones within 1e-6. */
export async function checkSeed(given: Case): Promise<void> {
  const golden = given as SeedCase;
  switch (golden.generator) {
    case "python":
      golden.seeds.forEach((seed, i) => {
        const random = new PythonRandom(seed);
        const draws = golden.values[i]!.map(() => random.randint(1, 1e9));
        if (draws.join() !== golden.values[i]!.join()) {
          throw new Error(`seed ${seed}: expected ${golden.values[i]!.join()}; received ${draws.join()}`);
        }
      });
      return;
    case "numpyPermutation": {
      const state = new RandomState(golden.seed);
      golden.sizes.forEach((n, i) => expectExact(state.permutation(n), golden.values[i]!, `permutation of ${n}`));
      return;
    }
    case "numpyDraws": {
      const state = new RandomState(golden.seed);
      const draws = (count: number, draw: () => number) => Array.from({ length: count }, draw);
      expectExact(
        draws(golden.uniform.shape[0]!, () => state.random()),
        golden.uniform,
        "uniform",
      );
      expectExact(
        draws(golden.normal.shape[0]!, () => state.normal(0, 0.1)),
        golden.normal,
        "normal",
      );
      return;
    }
    case "threefry":
      golden.keys.forEach((key, i) => {
        const count = golden.shapes[i]!.reduce((a, b) => a * b, 1);
        expectExact(randomBits(key, count), golden.values[i]!, `bits of ${key.join()}`);
      });
      return;
    case "randint":
      for (const [i, [low, high]] of golden.bounds.entries()) {
        const drawn = tacet.random.randint([13], low, high, { seed: golden.seeds[i]! });
        expectExact(await drawn.data(), golden.values[i]!, `${low} to ${high}`);
      }
      return;
    case "random": {
      if (golden.globalSeed !== null) tacet.setRandomSeed(golden.globalSeed);
      for (const [i, shape] of golden.shapes.entries()) {
        const values = await tacet.random[golden.distribution](shape, golden.options).data();
        if (golden.exact) expectExact(values, golden.values[i]!, `draw ${i}`);
        else expectClose(values, golden.values[i]!, 1e-6, `draw ${i}`);
      }
    }
  }
}
