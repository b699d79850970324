import { beforeAll, describe, expect, it } from "vitest";
import { makeArtifacts } from "./artifacts.ts";
import type { DataPoint } from "./dataPlot.ts";
import { sampleResults } from "./sample.ts";

const points: DataPoint[] = [
  { x: 0.5, y: -1, label: 0, split: "train" },
  { x: -0.5, y: 0.25, label: 1, split: "test" },
];
let files: ReadonlyMap<string, string | Uint8Array>;
beforeAll(async () => {
  files = await makeArtifacts(sampleResults(), points);
});
const text = (name: string) => files.get(name) as string;

describe("the files", () => {
  it("are the report, the numbers, and each plot twice", () => {
    const slugs = ["none", "before-sum", "after-sum", "before-batch-mean", "after-batch-mean"].map(
      (s) => `accuracy-${s}`,
    );
    const plots = ["data", "accuracy", ...slugs].flatMap((name) => [`${name}.svg`, `${name}.png`]);
    expect([...files.keys()].sort()).toEqual([...plots, "report.html", "results.json"].sort());
  });
});

describe("a plot", () => {
  it("has labels, a description and colours for a dark page", () => {
    const svg = text("accuracy-before-sum.svg");
    for (const label of [
      "L1 before relu, plain sum",
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
    expect(images).toHaveLength(6);
    for (const image of images) expect(image).toMatch(/alt="[^"]{40,}"/);
    expect(html).toContain("a &lt; b");
  });
  it("states where each variant landed, and which Keras means what", () => {
    const html = text("report.html");
    expect(html).toContain(
      "<strong>no penalty</strong>: train accuracy 1.000&nbsp;±&nbsp;0.000, test accuracy 0.700&nbsp;±&nbsp;0.000",
    );
    expect(html).toContain("above for 1, equal for 0, below for 1 of 2");
    for (const version of ["to version 2.3", "3.0 to\n3.13", "2.4 to 2.15", "since 3.14"])
      expect(html).toContain(version);
  });
});
