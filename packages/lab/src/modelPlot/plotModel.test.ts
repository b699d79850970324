import { describe, expect, it } from "vitest";
import { layers, sequential } from "tacet";
import { renderPng } from "../plots/render.ts";
import { textWidth } from "../plots/textWidth.ts";
import { boxStyle } from "./box.ts";
import { placeSheet } from "./layout.ts";
import { makeSheet } from "./picture.ts";
import { plotModel } from "./plotModel.ts";
import { siamese } from "./sample.ts";

const everything = {
  showShapes: true,
  showDtype: true,
  showLayerNames: true,
  expandNested: true,
  showLayerActivations: true,
  showTrainable: true,
} as const;
const directions = ["TB", "LR"] as const;

describe.each(directions)("a picture that runs %s", (rankdir) => {
  const layout = placeSheet(makeSheet(siamese(), everything), rankdir);

  it("has arrows that cross neither boxes nor titles", () => {
    const texts = [
      ...layout.boxes,
      ...layout.groups.map(({ title, titleX, titleY }) => {
        const width = textWidth(title, boxStyle.textSize, "bold");
        return { x: titleX + width / 2, y: titleY, width, height: 12 };
      }),
    ];
    for (const { x, y, path } of layout.arrows) {
      for (const [, dx, dy] of path.matchAll(/(-?[\d.]+) (-?[\d.]+)/g)) {
        const [px, py] = [x + Number(dx), y + Number(dy)];
        const hit = texts.filter((t) => Math.abs(px - t.x) < t.width / 2 - 1 && Math.abs(py - t.y) < t.height / 2 - 1);
        expect(hit, path).toEqual([]);
      }
    }
  });
  it("has boxes that keep apart, inside of the picture", () => {
    layout.boxes.forEach((a, i) => {
      expect(Math.abs(a.x - layout.width / 2) + a.width / 2).toBeLessThan(layout.width / 2);
      expect(Math.abs(a.y - layout.height / 2) + a.height / 2).toBeLessThan(layout.height / 2);
      for (const b of layout.boxes.slice(i + 1)) {
        const apart =
          Math.abs(a.x - b.x) >= (a.width + b.width) / 2 || Math.abs(a.y - b.y) >= (a.height + b.height) / 2;
        expect(apart, `${a.title}, ${b.title}`).toBe(true);
      }
    });
  });
  it("has the boxes of a model in its group", () => {
    const head = layout.groups.find(({ title }) => title.startsWith("head"))!;
    const inside = layout.boxes.filter(
      (box) =>
        Math.abs(box.x - head.x) < (head.width - box.width) / 2 &&
        Math.abs(box.y - head.y) < (head.height - box.height) / 2,
    );
    expect(inside.map(({ title }) => title).sort()).toEqual(["first", "join", "out", "second"]);
  });
});

describe("plotModel", () => {
  it("writes XML, whatever the names", () => {
    const svg = plotModel(siamese(`<a & "b" ]]> \u0001'é漢`), everything);
    expect(svg).toContain(`&lt;a &amp; "b" ]]&gt; \ufffd'é漢`);
    // the renderer refuses what is no XML
    expect(renderPng({ svg }).length).toBeGreaterThan(1000);
  });
  it("follows the reader's colour scheme", () =>
    expect(plotModel(siamese())).toMatch(/prefers-color-scheme: dark.*\[fill="#1f6fb4"\] \{ fill: #6db3f2 \}/));
  it("shows classes, or names and classes", () => {
    expect(plotModel(siamese())).not.toContain("narrow");
    expect(plotModel(siamese())).not.toContain("(None, 4)");
    expect(plotModel(siamese(), { expandNested: true, showLayerNames: true })).toContain("narrow</tspan> (Dense)");
  });
  it("refuses a model that is not built, and draws it once it is", () => {
    const model = sequential({ name: "late", layers: [layers.dense({ units: 1 })] });
    expect(() => plotModel(model)).toThrow(/expected a model that is built, received "late"/);
    model.build([1, 2]);
    expect(plotModel(model, { showShapes: true })).toContain("(None, 2)");
  });
  it("refuses options that it does not know", () => {
    const wrong = (options: object) => () => plotModel(siamese(), options);
    expect(wrong({ rankdir: "UP" })).toThrow(/expected rankdir to be "TB" or "LR", received "UP"/);
    expect(wrong({ shapes: true })).toThrow(/there is no option "shapes". Known: showShapes/);
    expect(wrong({ showDtype: 1 })).toThrow(/expected showDtype to be true or false, received 1/);
  });
  it("refuses what is no model", () =>
    expect(() => plotModel({} as never)).toThrow(/expected a model, received object/));
});
