import { beforeAll, describe, expect, it } from "vitest";
import { makeArtifacts } from "./artifacts.ts";
import type { StudyCurves } from "./study/curves.ts";
import type { Results } from "./study/results.ts";
import { sampleStudy } from "./sample.ts";
import { variants, variantSlug } from "./study/variants.ts";

let files: ReadonlyMap<string, string | Uint8Array>;
beforeAll(async () => {
  files = await makeArtifacts(sampleStudy());
}, 60_000);
const text = (name: string) => files.get(name) as string;

describe("the files", () => {
  it("are the report, the numbers, the curves, and each plot twice", () => {
    const each = variants.map(variantSlug);
    expect(each.slice(0, 5)).toEqual(["none", "before-sum", "after-sum", "before-batch-mean", "after-batch-mean"]);
    const names = [
      ...["data", "accuracy", "boundaries", "activations", "coefficient", "sparsity"],
      ...each.flatMap((slug) => [`boundary-${slug}`, `activation-${slug}`]),
      // those that stop early never look at the test rows while they train
      ...each.filter((slug) => !slug.startsWith("early-stopping")).map((slug) => `accuracy-${slug}`),
    ];
    const plots = names.flatMap((name) => [`${name}.svg`, `${name}.png`]);
    const others = ["curves.json", "histograms.json", "report.html", "results.json"];
    expect([...files.keys()].sort()).toEqual([...plots, ...others].sort());
  });
  it("hold every number, unrounded", () => {
    const { results, curves } = sampleStudy();
    expect(JSON.parse(text("results.json")) as Results).toEqual(results);
    expect(JSON.parse(text("curves.json")) as StudyCurves).toEqual(curves);
  });
});

describe("a plot", () => {
  it("has labels, a description and colours for a dark page", () => {
    const svg = text("accuracy-before-sum.svg");
    for (const label of [
      "L1 before relu, sum",
      "epoch",
      "accuracy",
      "training rows",
      "test rows",
      "line: median of 2 seeds",
    ]) {
      expect(svg).toContain(`>${label}`);
    }
    expect(svg).toMatch(/^<svg [^>]*role="img"><title>Accuracy by epoch, L1 before relu/);
    expect(svg).toContain("prefers-color-scheme: dark");
    expect(text("data.svg")).toContain("outer circle (class 0)");
  });
  it("of a boundary draws each seed's line, the best possible and the trained points", () => {
    const svg = text("boundary-none.svg");
    for (const label of ["no penalty", "2 seeds", "best possible", "inner circle", "outer circle"]) {
      expect(svg).toContain(`>${label}`);
    }
    // the sample's boundary is a circle of radius 0.9 of 1.4: its leftmost point lies at 115 (1 - 0.9 / 1.4) = 41.1
    const lines = [...svg.matchAll(/<path transform="translate\(0,0\)" d="M([^"]*)Z"/g)].map((m) => m[1]!);
    expect(lines).toHaveLength(3);
    for (const line of lines) {
      const xs = line.split("L").map((pair) => Number(pair.split(",")[0]));
      expect(Math.min(...xs)).toBeCloseTo(41.1, 0);
      expect(Math.max(...xs)).toBeCloseTo(230 - 41.1, 0);
    }
  });
  it("of activations tells what relu silences, and has no such legend for a sigmoid", () => {
    expect(text("activation-none.svg")).toContain(">silenced by relu");
    expect(text("activation-sigmoid.svg")).not.toContain("silenced");
    expect(text("activation-sigmoid.svg")).toContain(">after the sigmoid");
  });
  it("of coefficients starts at 0, and shows the best possible", () => {
    expect(text("coefficient.svg")).toMatch(/>0<.*>1e-6</);
    expect(text("coefficient.svg")).toContain(">best possible: 0.800");
  });
  it("draws a line and a band for both parts of the data", () => {
    const drawn = text("accuracy-none.svg").match(/<path d="M[^"]{200,}"/g) ?? [];
    expect(drawn.length).toBeGreaterThanOrEqual(4);
  });
  it("is a PNG of twice the size, with ink in it where a label stands", () => {
    const png = files.get("accuracy.png") as Uint8Array;
    const [, width] = /width="(\d+)"/.exec(text("accuracy.svg"))!;
    const header = Buffer.from(png);
    expect(header.subarray(1, 4).toString()).toBe("PNG");
    expect(header.readUInt32BE(16)).toBe(2 * Number(width));
    expect(png.length).toBeGreaterThan(20_000);
  });
});

describe("the report", () => {
  it("needs no other file", () => {
    expect(text("report.html")).not.toMatch(/(?:src|href)="(?!data:)/);
  });
  it("describes each picture and escapes what it is given", () => {
    const html = text("report.html");
    const images = html.match(/<img [^>]*>/g) ?? [];
    expect(images).toHaveLength(3 + 5 + 2 * variants.length);
    for (const image of images) expect(image).toMatch(/alt="[^"]{40,}"/);
    expect(html).toContain("a &lt; b");
  });
  it("states which Keras means what, and what ± covers", () => {
    const html = text("report.html").replace(/\s+/g, " ");
    for (const said of [
      "Keras to 2.3 meant this, and so did Keras 3.0 to 3.13. Here, on average: before relu train 1.000, test 0.700, fresh 0.700;",
      "tf.keras 2.4 to 2.15 meant this, and Keras does again since 3.14.",
      "is one standard deviation over the seeds",
      "Nothing was chosen by the test rows",
    ])
      expect(html).toContain(said);
  });
  it("warns of a run shorter than the study", () => {
    expect(text("report.html")).toContain("A short run: the study has 4,000 epochs");
  });
});
