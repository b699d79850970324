import { describe, expect, it } from "vitest";
import { clearSession, input, layers, Model, model, ops, sequential, type Tensor } from "tacet";
import { makeSheet, type PictureOptions, type Sheet } from "./picture.ts";
import { siamese } from "./sample.ts";

const labels = {
  showShapes: false,
  showDtype: false,
  showLayerNames: true,
  showLayerActivations: false,
  showTrainable: false,
};
const closed: PictureOptions = { ...labels, expandNested: false };
const open: PictureOptions = { ...labels, expandNested: true };

/** The titles of what stands in a sheet, and its arrows by them. */
function told({ boxes, groups, arrows, inputs, outputs }: Sheet) {
  const titles = new Map([...boxes, ...groups].map(({ id, title }) => [id, title]));
  const end = ({ id, port }: Sheet["inputs"][number]) => `${titles.get(id)}${port > 0 ? `[${port}]` : ""}`;
  return {
    boxes: boxes.map(({ title }) => title).sort(),
    groups: groups.map(({ title }) => title),
    arrows: arrows.map(({ from, to }) => `${end(from)} -> ${end(to)}`).sort(),
    inputs: inputs.map(end),
    outputs: outputs.map(end),
  };
}

describe("a graph with two inputs, a shared model and a nested one", () => {
  it("has a box for each layer and op, and one arrow between two of them", () => {
    expect(told(makeSheet(siamese(), closed))).toEqual({
      boxes: ["left", "right", "encoder", "head", "shared", "subtract", "abs", "distance"].sort(),
      groups: [],
      arrows: [
        "abs -> distance",
        "encoder -> head",
        "encoder -> shared",
        "encoder -> subtract",
        "left -> encoder",
        "right -> encoder",
        "shared -> head",
        "shared -> shared",
        "subtract -> abs",
      ],
      inputs: ["left", "right"],
      outputs: ["distance", "head"],
    });
  });
  it("shows the layers of its models, whose inputs and outputs arrows tell apart", () => {
    const sheet = makeSheet(siamese(), open);
    expect(told(sheet).groups.sort()).toEqual(["encoder (Sequential)", "head (Functional)"]);
    expect(told(sheet).arrows).toContain("encoder (Sequential) -> head (Functional)[1]");
    expect(told(sheet).arrows).toContain("shared -> head (Functional)");
    const [encoder, head] = ["encoder", "head"].map((name) => sheet.groups.find((g) => g.title.startsWith(name))!);
    expect(told(encoder!)).toEqual({
      boxes: ["drop", "narrow", "wide"],
      groups: [],
      arrows: ["drop -> narrow", "wide -> drop"],
      inputs: ["wide"],
      outputs: ["narrow"],
    });
    expect(told(head!)).toEqual({
      boxes: ["first", "join", "out", "second"],
      groups: [],
      arrows: ["first -> join", "join -> out", "second -> join"],
      inputs: ["first", "second"],
      outputs: ["out"],
    });
  });
});

it("tells ops from layers and inputs", () => {
  clearSession();
  const x = input({ shape: [2], name: "x" });
  const { boxes } = makeSheet(model({ inputs: x, outputs: layers.dense({ units: 1 }).apply(ops.exp(x)) }), closed);
  expect(boxes.map(({ title, suffix, kind }) => [title + suffix, kind])).toEqual([
    ["x (InputLayer)", "input"],
    ["exp (Exp)", "op"],
    ["dense (Dense)", "layer"],
  ]);
});

it("shows a model in a model in a model", () => {
  const inner = sequential({ name: "inner", layers: [layers.dense({ units: 2, inputDim: 2, name: "deep" })] });
  const outer = sequential({ name: "outer", layers: [inner] });
  const [first] = makeSheet(sequential({ layers: [outer] }), open).groups;
  expect(first?.groups[0]?.boxes[0]?.title).toBe("deep");
});

it("shows a model with a call of its own as one box", () => {
  class Own extends Model {
    readonly dense = layers.dense({ units: 1 });
    override call(x: Tensor): Tensor {
      return this.dense.apply(x);
    }
  }
  expect(told(makeSheet(new Own({ name: "own" }), open))).toMatchObject({ boxes: ["own"], arrows: [] });
});

it("says what a layer's box is asked to say", () => {
  const narrow = layers.dense({ units: 1, activation: "leaky_relu", trainable: false });
  const stack = sequential([layers.dense({ units: 3, inputDim: 2 }), layers.dropout({ rate: 0.5 }), narrow]);
  const options = { ...open, showShapes: true, showDtype: true, showLayerActivations: true, showTrainable: true };
  const [, dropout, dense] = makeSheet(stack, options).boxes.map(({ rows }) =>
    rows.map(({ label, values }) => `${label} ${values.join(" ")}`),
  );
  expect(dropout).toEqual(["input (None, 3)", "output (None, 3)", "dtype float32"]);
  expect(dense).toEqual([
    "activation leakyRelu",
    "input (None, 3)",
    "output (None, 1)",
    "dtype float32",
    "trainable no",
  ]);
});
