import { createHash } from "node:crypto";
import { batch, literalData, ops, tensor } from "@tacet/compiler";
import { describe, expect, it } from "vitest";
import { layers, random, sequential } from "../index.ts";
import { SeedGenerator } from "../random/seedGenerator.ts";
import { drawSeed, setRandomSeed } from "../random/seeds.ts";
import * as initializers from "./index.ts";

const largestError = (actual: ArrayLike<number>, expected: number[]) =>
  Math.max(...expected.map((value, i) => Math.abs(actual[i]! - value)));

// Keras 3.15.1 on JAX: seed 7, shape (2, 3)
const drawn = {
  randomNormal: [
    -0.021897533908486366, -0.029476288706064224, 0.012277986854314804, 0.03008984588086605, -0.07163744419813156,
    -0.013457410037517548,
  ],
  randomUniform: [
    -0.01692890003323555, -0.02222456969320774, 0.009698844514787197, 0.022634530439972878, -0.04240351915359497,
    -0.010609221644699574,
  ],
  truncatedNormal: [
    -0.020839819684624672, -0.027981409803032875, 0.011708750389516354, 0.028556842356920242, -0.06545256078243256,
    -0.012831136584281921,
  ],
  varianceScaling: [
    -0.33505111932754517, -0.44986966252326965, 0.18824683129787445, 0.45912113785743713, -1.0523101091384888,
    -0.20629192888736725,
  ],
  glorotUniform: [
    -0.3708936274051666, -0.4869159460067749, 0.21249103546142578, 0.49589774012565613, -0.9290145635604858,
    -0.232436403632164,
  ],
  glorotNormal: [
    -0.29967883229255676, -0.4023756682872772, 0.16837307810783386, 0.41065043210983276, -0.9412147998809814,
    -0.184513121843338,
  ],
  heUniform: [
    -0.5864342451095581, -0.7698816657066345, 0.33597779273986816, 0.7840831279754639, -1.4689009189605713,
    -0.3675141930580139,
  ],
  heNormal: [
    -0.473833829164505, -0.6362117528915405, 0.26622122526168823, 0.6492953300476074, -1.4881912469863892,
    -0.2917408347129822,
  ],
  lecunUniform: [
    -0.4146716594696045, -0.5443885922431946, 0.23757219314575195, 0.5544304847717285, -1.0386699438095093,
    -0.25987181067466736,
  ],
  lecunNormal: [
    -0.33505111932754517, -0.44986966252326965, 0.18824683129787445, 0.45912113785743713, -1.0523101091384888,
    -0.20629192888736725,
  ],
} as const;

describe("uniform initializers, equal to Keras's bit for bit", () => {
  it.each(["randomUniform", "glorotUniform", "heUniform", "lecunUniform"] as const)("%s", (name) => {
    expect(Array.from(initializers[name]({ seed: 7 }).call([2, 3]))).toEqual(drawn[name]);
  });
  it("the case study's first kernel", () => {
    setRandomSeed(1);
    const kernel = initializers.get("glorot_uniform").call([2, 500]);
    const bytes = new Uint8Array(kernel.buffer, kernel.byteOffset, kernel.byteLength);
    expect(createHash("sha256").update(bytes).digest("hex")).toBe(
      "1a23df434c9b5569246447904d5f9210b9d5cfa2a8fce15ecafc3bed147fd686",
    );
  });
});

describe("normal initializers, within 5e-7 of Keras's", () => {
  const names = [
    "randomNormal",
    "truncatedNormal",
    "varianceScaling",
    "glorotNormal",
    "heNormal",
    "lecunNormal",
  ] as const;
  it.each(names)("%s", (name) => {
    expect(largestError(initializers[name]({ seed: 7 }).call([2, 3]), [...drawn[name]])).toBeLessThanOrEqual(5e-7);
  });
  it("varianceScaling by fan_out, not truncated", () => {
    const initializer = initializers.varianceScaling({
      scale: 0.5,
      mode: "fan_out",
      distribution: "untruncated_normal",
      seed: 5,
    });
    const expected = [
      -0.23017479479312897, -0.1498466432094574, 0.6936313509941101, -0.040112562477588654, -0.366075724363327,
      0.4567413032054901, 0.366396963596344, -0.3664259612560272, 0.0340513251721859, 0.08440247923135757,
      0.07493691146373749, 0.1711391657590866,
    ];
    expect(largestError(initializer.call([3, 4]), expected)).toBeLessThanOrEqual(5e-7);
  });
});

describe("orthogonal, within 1e-6 of Keras's", () => {
  it.each([
    [
      "a wide matrix",
      [3, 5],
      2,
      3,
      [
        0.8240334987640381, 0.788732647895813, 0.9623404145240784, -0.29811179637908936, -1.2976515293121338,
        1.5851742029190063, 0.00653424859046936, -1.0924328565597534, -0.4490034580230713, 0.30358803272247314,
        0.6426647305488586, -1.391592025756836, 0.32075631618499756, 1.153865933418274, -0.4649330675601959,
      ],
    ],
    [
      "a tall kernel",
      [2, 2, 3, 4],
      1,
      7,
      [
        -0.13095176219940186, -0.191452756524086, 0.002188195241615176, 0.18121498823165894, -0.42840659618377686,
        -0.0822456032037735, -0.15856866538524628, 0.32935214042663574, 0.2746470272541046, 0.1409153938293457,
        0.2982613146305084, -0.13674631714820862, -0.48734137415885925, 0.1058676615357399, 0.22290781140327454,
        0.03872932866215706, 0.37642285227775574, 0.07200519740581512, -0.37377452850341797, 0.3088054358959198,
        0.14183276891708374, -0.28438737988471985, -0.12057310342788696, -0.7124489545822144, -0.35753127932548523,
        0.043654169887304306, -0.7097023725509644, -0.23067566752433777, -0.08791463077068329, 0.01361661497503519,
        -0.09099313616752625, -0.3308156430721283, 0.3902733325958252, -0.4095243215560913, -0.3074389398097992,
        0.2634033262729645, 0.18637362122535706, 0.7705485224723816, -0.16081880033016205, -0.03279680013656616,
        -0.022283492609858513, 0.2503414452075958, -0.22273196280002594, 0.020023025572299957, 0.038388531655073166,
        0.115058533847332, 0.0031965288799256086, -0.04512690752744675,
      ],
    ],
  ])("%s", (_, shape, gain, seed, expected) => {
    const values = initializers.orthogonal({ gain, seed }).call(shape);
    expect(largestError(values, expected)).toBeLessThanOrEqual(1e-6);
  });
  it("refuses a vector", () => {
    expect(() => initializers.orthogonal().call([3])).toThrow("rank 2 or more, received the shape [3]");
  });
});

describe("constant initializers", () => {
  it("fill, and draw no seed", () => {
    setRandomSeed(1);
    expect(Array.from(initializers.zeros().call([2]))).toEqual([0, 0]);
    expect(Array.from(initializers.ones().call([2], "int32"))).toEqual([1, 1]);
    expect(Array.from(initializers.constant({ value: 0.5 }).call([2]))).toEqual([0.5, 0.5]);
    expect(Array.from(initializers.constant({ value: [[1], [2]] }).call([2, 2]))).toEqual([1, 1, 2, 2]);
    expect(Array.from(initializers.identity({ gain: 2 }).call([2, 3]))).toEqual([2, 0, 0, 0, 2, 0]);
    expect(drawSeed()).toBe(144272510);
  });
});

describe("seeds", () => {
  it("an initializer without one draws it at construction", () => {
    setRandomSeed(1);
    const first = initializers.glorotUniform();
    const second = initializers.glorotUniform();
    expect(second.call([3])).toEqual(initializers.glorotUniform({ seed: 611178003 }).call([3]));
    expect(first.call([3])).toEqual(initializers.glorotUniform({ seed: 144272510 }).call([3]));
    setRandomSeed(1);
    expect(initializers.glorotUniform({ seed: null }).call([3])).toEqual(first.call([3]));
  });
  it("the same instance gives the same values, a generator new ones", () => {
    const shared = initializers.heNormal();
    expect(shared.call([4])).toEqual(shared.call([4]));
    const counting = initializers.heNormal({ seed: new SeedGenerator(1) });
    expect(counting.call([4])).not.toEqual(counting.call([4]));
  });
  it("refuses one beyond 32 bits", () => {
    expect(() => initializers.randomNormal({ seed: -1 })).toThrow("from 0 to 2^32 - 1");
  });
});

describe("identifiers", () => {
  it("are Keras's, their camelCase and its old names", () => {
    for (const name of ["lecun_normal", "lecunNormal", "orthogonal", "zero", "uniform"] as const) {
      expect(initializers.get(name)).toBeInstanceOf(initializers.Initializer);
    }
  });
  it("that are unknown name the near ones", () => {
    // @ts-expect-error a typo does not compile
    expect(() => initializers.get("glorot_unifrom")).toThrow('Did you mean "glorot_uniform"');
  });
});

describe("values that a user gives", () => {
  const built = (kernelInitializer: initializers.InitializerLike) => {
    const layer = layers.dense({ units: 3, kernelInitializer });
    layer.ensureBuilt([batch, 2]);
    return [...layer.kernel!.read()];
  };
  it.each<[string, initializers.InitializerLike, number[]]>([
    ["a function to nested arrays", ([rows, columns]) => Array.from({ length: rows! }, (_, i) => Array.from({ length: columns! }, () => i)), [0, 0, 0, 1, 1, 1]],
    ["a function to a typed array", (shape) => Float32Array.from({ length: shape[0]! * shape[1]! }, (_, i) => i), [0, 1, 2, 3, 4, 5]],
    ["a function to a computed tensor", (shape, dtype) => ops.full(shape, 2, dtype).add([1, 2, 3]), [3, 4, 5, 3, 4, 5]],
    ["a tensor", tensor([[1, 2, 3], [4, 5, 6]]), [1, 2, 3, 4, 5, 6]],
  ])("%s", (_, given, expected) => expect(built(given)).toEqual(expected)); // prettier-ignore
  it("are drawn inside a model as outside", () => {
    setRandomSeed(3);
    const model = sequential([
      layers.dense({ units: 2, inputDim: 2, kernelInitializer: (shape) => random.normal(shape) }),
    ]);
    setRandomSeed(3);
    expect([...model.layers[0]!.weights[0]!.read()]).toEqual([...literalData(random.normal([2, 2]))!]);
  });
  it("of another shape, or none at all, are refused", () => {
    expect(() => built(tensor([[1, 2]]))).toThrow(/weight of shape \[2, 3\], received shape \[1, 2\]/);
    expect(() => built(() => [1, 2])).toThrow(/received shape \[2\]/);
    expect(() => built((() => undefined) as unknown as initializers.InitializerFunction)).toThrow(
      /A function as initializer: expected the values.*received undefined/,
    );
    expect(() => built(7 as unknown as "zeros")).toThrow(/Expected an initializer.*received 7/);
  });
});
