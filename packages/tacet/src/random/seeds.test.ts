import { describe, expect, it } from "vitest";
import { drawUniform } from "./draws.ts";
import { PythonRandom } from "./python.ts";
import { keyOf, SeedGenerator } from "./seedGenerator.ts";
import { drawSeed, setRandomSeed, shuffleState } from "./seeds.ts";

const draws = [144272510, 611178003, 909925048, 861425549, 820096754]; // Keras 3.15.1: set_random_seed(1), make_default_seed()
const two = (seed: SeedGenerator | undefined) => Array.from(drawUniform(keyOf(seed, "test"), 2, 0, 1, "float32"));

describe("setRandomSeed", () => {
  it("makes the seeds that Keras draws", () => {
    setRandomSeed(1);
    expect(draws.map(drawSeed)).toEqual(draws);
  });
  it("shuffles as NumPy's global generator", () => {
    setRandomSeed(1);
    expect(Array.from(shuffleState().permutation(5))).toEqual([2, 1, 4, 0, 3]);
  });
  it("gives unseeded draws Keras's global generator", () => {
    setRandomSeed(1);
    expect([two(undefined), two(undefined), two(undefined)]).toEqual([
      [0.48737072944641113, 0.22396695613861084],
      [0.5793939828872681, 0.09317231178283691],
      [0.5568709373474121, 0.666269063949585],
    ]);
  });
  it.each([-1, 1.5, 2 ** 32])("refuses %s", (seed) => {
    expect(() => setRandomSeed(seed)).toThrow("setRandomSeed: expected a seed");
  });
});

describe("SeedGenerator", () => {
  it("counts its draws: the same numbers as Keras's", () => {
    setRandomSeed(1);
    const generator = new SeedGenerator();
    expect([two(generator), two(generator), two(generator)]).toEqual([
      [0.48737072944641113, 0.22396695613861084],
      [0.49568915367126465, 0.5030908584594727],
      [0.6174538135528564, 0.7543781995773315],
    ]);
    expect(Array.from(generator.state.read())).toEqual([144272510, 3]);
  });
});

describe("PythonRandom", () => {
  it.each([
    [0, [906691060, 413654000, 813847340]],
    [7, [347712783, 161973070, 423938500]],
    [2 ** 32 + 5, [168869941, 521297323, 303317710]],
    [-3, [255512576, 636343333, 584361683]],
  ])("random.seed(%s), then randint(1, 10**9)", (seed, numbers) => {
    const random = new PythonRandom(seed);
    expect(numbers.map(() => random.randint(1, 1e9))).toEqual(numbers);
  });
});
