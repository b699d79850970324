/** Bad input: an error before anything runs, naming layer, expected, received and the fix. */
import { TacetError, tensor } from "@tacet/compiler";
import { expect, it } from "vitest";
import { layers, regularizers, sequential, type CompileOptions, type FitOptions, type Sequential } from "../index.ts";

const quiet = { verbose: 0 } as const;
const x = tensor([
  [1, 2],
  [3, 4],
  [5, 6],
]);
const y = [0, 1, 0];
function make(options: Partial<CompileOptions> = {}, units = 1): Sequential {
  const model = sequential({ name: "m", layers: [layers.dense({ units, inputDim: 2, name: "head" })] });
  model.compile({ optimizer: "sgd", loss: "mse", ...options });
  return model;
}
const failure = async (run: () => unknown): Promise<string> => {
  try {
    await run();
  } catch (error) {
    expect(error).toBeInstanceOf(TacetError);
    return (error as Error).message;
  }
  throw new Error("nothing was thrown");
};
/** An option or name that the types refuse, as a JavaScript user might give it. */
const untyped = (value: unknown): never => value as never;

it("of rows of another shape", async () => {
  const message = await failure(() => make().fit(tensor([[1, 2, 3]]), [1], quiet));
  expect(message).toBe(
    'Model "m": expected x of shape [n, 2], as layer "head" takes, received [n, 3]. Reshape the data, or build the model for it. (Layer "head" (Dense): expected 2 inputs on the last axis, as it was built with, received shape [n, 3]. Give data of that width, or make a new layer.)',
  );
  expect(await failure(() => make().predict([1, 2], quiet))).toMatch(/expected x of shape \[n, 2\].*received \[n\]/);
});

it("of validation data of another shape", async () => {
  expect(await failure(() => make().fit(x, y, { ...quiet, validationData: [[[1, 2, 3]], [1]] }))).toMatch(
    /expected x of shape \[n, 2\].*received \[n, 3\]/,
  );
});

it("of empty data", async () => {
  expect(await failure(() => make().fit([], [], quiet))).toMatch(
    /^x: expected at least one row.*received shape \[0\]: the data is empty/,
  );
  expect(await failure(() => make().fit(tensor([], [0, 2]), [], quiet))).toMatch(/received shape \[0, 2\]/);
});

it("of ragged arrays", async () => {
  expect(await failure(() => make().fit([[1, 2], [3]], [1, 2], quiet))).toMatch(/^x: .*Pad the shorter rows/);
});

it("of lengths that differ", async () => {
  expect(await failure(() => make().fit(x, [1, 2], quiet))).toBe(
    "y: expected 3 rows, as many as x has, received 2 (shape [2]). Give one entry for each row.",
  );
  expect(await failure(() => make().fit(x, y, { ...quiet, sampleWeight: [1] }))).toMatch(
    /^sampleWeight: expected 3 rows/,
  );
  expect(await failure(() => make().fit(x, y, { ...quiet, validationData: [x, [1]] }))).toMatch(
    /^validationData y: expected 3 rows/,
  );
});

it("of a loss whose shape does not fit, naming the layer", async () => {
  const message = await failure(() => make({}, 3).fit(x, y, quiet));
  expect(message).toMatch(/Output of layer "head", of shape \[n, 3\], with targets y of shape \[n\]/);
  expect(
    await failure(() => make({ loss: "categorical_crossentropy" }, 3).fit(x, tensor([[1], [0], [1]]), quiet)),
  ).toMatch(/layer "head"/);
});

it("of a model without any loss", async () => {
  expect(await failure(() => make({ loss: null }).fit(x, y, quiet))).toMatch(
    /^Model "m" has no loss: .*model\.compile/,
  );
});

it("of missing targets", async () => {
  expect(await failure(() => make().fit(x, undefined, quiet))).toMatch(/"head" has a loss: expected targets y/);
});

it("of names that do not exist, with those near", async () => {
  expect(await failure(() => make({ loss: untyped("binary_crossentropi") }))).toMatch(
    /no loss named "binary_crossentropi". Did you mean "binary_crossentropy"/,
  );
  expect(await failure(() => make({ optimizer: untyped("adan") }))).toMatch(/Did you mean "adam"/);
  expect(await failure(() => make({ metrics: [untyped("mean_squared_eror")] }))).toMatch(/mean_squared_error/);
  expect(await failure(() => make(untyped({ lossWeight: 1 })))).toMatch(/no option "lossWeight"/);
  expect(await failure(() => make().fit(x, y, untyped({ batchsize: 2 })))).toMatch(
    /no option "batchsize". Did you mean "batchSize"/,
  );
  expect(await failure(() => make({ metrics: untyped("mae") }))).toMatch(
    /metrics to be a list such as \["accuracy"\], or an object by output name, received "mae"/,
  );
});

it("of options out of range", async () => {
  const wrong: [FitOptions, RegExp][] = [
    [{ batchSize: 0 }, /batchSize to be a whole number from 1, received 0/],
    [{ epochs: -1 }, /epochs/],
    [{ epochs: 1.5 }, /epochs/],
    [{ validationSplit: 1 }, /validationSplit to be a number from 0 to below 1, received 1/],
    [{ verbose: untyped(3) }, /verbose to be 0 or 1 or 2, received 3/],
    [{ shuffle: untyped("rows") }, /shuffle/],
    [{ classWeight: { 0: 1 }, sampleWeight: [1, 1, 1] }, /expected one of them/],
    [{ callbacks: untyped(["earlyStopping"]) }, /expected callbacks/],
  ];
  for (const [options, message] of wrong) {
    expect(await failure(() => make().fit(x, y, { ...quiet, ...options }))).toMatch(message);
  }
});

it("of a split that leaves nothing", async () => {
  expect(await failure(() => make().fit(x.slice(0, 1), [1], { ...quiet, validationSplit: 0.5 }))).toMatch(
    /leaves 0 to train on and 1 to validate with/,
  );
});

it("of negative coefficients", async () => {
  expect(await failure(() => regularizers.l1(-0.1))).toMatch(/L1: expected l1 .*received -0.1/);
});

it("of sizes beyond memory", async () => {
  expect(await failure(() => sequential([layers.dense({ units: 2 ** 30, inputDim: 1000, name: "huge" })]))).toMatch(
    /"huge" \(Dense\): weight "kernel" would have shape \[1000, 1073741824\], 4000.0 GB; expected at most 4 GB/,
  );
});

it("of a model that is not compiled, empty, or toggled since", async () => {
  expect(await failure(() => sequential([layers.dense({ units: 1 })]).fit(x, y, quiet))).toMatch(
    /fit expected a compiled model/,
  );
  const empty = sequential();
  empty.compile({ optimizer: "sgd", loss: "mse" });
  expect(await failure(() => empty.fit(x, y, quiet))).toMatch(/expected layers, received none/);
  const toggled = make();
  toggled.getLayer("head").trainable = false;
  expect(await failure(() => toggled.fit(x, y, quiet))).toMatch(/"head": trainable was true.*Call model.compile again/);
});

it("of layers that do not go together", async () => {
  const model = sequential([layers.dense({ units: 1, name: "a" })]);
  expect(await failure(() => model.add(layers.dense({ units: 1, name: "a" })))).toMatch(/a second "a"/);
  expect(await failure(() => model.add(layers.input({ shape: 2 })))).toMatch(/input as the first layer/);
  expect(await failure(() => model.add(untyped({})))).toMatch(/add expects a layer/);
});

it("of weights that do not fit, before any is set", async () => {
  const model = make();
  const before = await Promise.all(model.getWeights().map((w) => w.array()));
  expect(await failure(() => model.setWeights([[[1], [2]]]))).toMatch(
    /expected 2 weights \(head\/kernel, head\/bias\), received 1/,
  );
  expect(
    await failure(() =>
      model.setWeights([
        [[1], [2]],
        [1, 2],
      ]),
    ),
  ).toMatch(/expected "head\/bias" of shape \[1\], received \[2\]/);
  expect(await Promise.all(model.getWeights().map((w) => w.array()))).toEqual(before);
});

it("of a function that would pair every row with every other", async () => {
  const metrics: CompileOptions["metrics"] = [(yTrue, yPred) => yTrue.sub(yPred).abs()];
  expect(await failure(() => make({ metrics }).evaluate(x, y, quiet))).toMatch(
    /^Output of layer "head", of shape \[n, 1\], with targets y of shape \[n\]: .*subtract: shapes \[n\] and \[n, 1\] would pair every row.*expandDims\(-1\)/,
  );
});
