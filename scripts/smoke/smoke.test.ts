/**
 * Uses tacet as its users get it: built, packed, installed in an empty folder,
 * then trained in this Node, in Node 24 and in Chromium. All the other tests
 * run from source and cannot notice what a package leaves out.
 */
import { copyFileSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { transform } from "esbuild";
import { chromium } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { bundle, bundleFigures, gzipped } from "../bundle.ts";
import { findTool, run, serve } from "./tools.ts";

const root = resolve(import.meta.dirname, "../..");
const programs = join(import.meta.dirname, "programs");
const browser = findTool("chromium", "chromium-browser", "google-chrome");
let folder = "";
/** A program in that folder. */
const read = (name: string): string => readFileSync(join(folder, name), "utf8");
let bundled = "";

interface Result {
  readonly loss: number[];
  readonly accuracy: number[];
  readonly prediction: number[];
}
const trainWith = (node: string): Result => JSON.parse(run(node, ["train.js", "run"], folder)) as Result;
let expected: Result | undefined;
const here = (): Result => (expected ??= trainWith(process.execPath));

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "tacet-smoke-"));
  run("npm", ["run", "build"], root);
  run("npm", ["pack", "--workspaces", "--pack-destination", folder], root);
  writeFileSync(join(folder, "package.json"), '{ "private": true, "type": "module" }\n');
  const packed = readdirSync(folder).filter((file) => file.endsWith(".tgz"));
  run("npm", ["install", "--no-audit", "--no-fund", ...packed.map((file) => `./${file}`)], folder);
  copyFileSync(join(programs, "train.js"), join(folder, "train.js"));
  copyFileSync(join(programs, "typed.ts"), join(folder, "typed.ts"));
  for (const name of ["tfjs", "core"]) {
    copyFileSync(join(import.meta.dirname, `${name}.ts`), join(folder, `${name}.ts`));
    const { code } = await transform(read(`${name}.ts`), { loader: "ts" });
    writeFileSync(join(folder, `${name}.js`), code);
  }
  bundled = await bundle(folder);
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

it("trains in this Node from the packed packages", () => {
  const { loss, accuracy, prediction } = here();
  expect(loss).toHaveLength(300);
  expect(prediction).toHaveLength(70);
  // Keras 3.15.1 on JAX, with this seed.
  expect(loss[0]).toBeCloseTo(0.6943647, 6);
  expect(loss.at(-1)).toBeCloseTo(0.548013, 5);
  expect(accuracy.at(-1)).toBeCloseTo(22 / 30, 6);
});

/** Fetched, not depended on: the workspace needs just the Node that runs it. */
let fetched: string | undefined;
function node24(): string {
  if (fetched) return fetched;
  const name = `node-${process.platform}-${process.arch}`;
  const place = join(folder, "node24");
  run("npm", ["install", "--no-audit", "--no-fund", "--prefix", place, `${name}@24`], folder);
  return (fetched = join(place, "node_modules", name, "bin/node"));
}
it("gives the same bits in Node 24", () => {
  expect(run(node24(), ["--version"], folder)).toMatch(/^v24\./);
  expect(trainWith(node24())).toEqual(here());
});

it("passes the backends' tests in Node 24, which fuses multiply-adds", () => {
  const places = ["backends", "codegen", "runtime"].map((name) => `packages/compiler/src/${name}`);
  const vitest = join(root, "node_modules/vitest/vitest.mjs");
  const report = run(node24(), [vitest, "run", "--reporter=json", ...places], root);
  const { numPassedTests, numTotalTests } = JSON.parse(report) as { numPassedTests: number; numTotalTests: number };
  expect(numPassedTests).toBeGreaterThan(1000);
  expect(numPassedTests).toBe(numTotalTests);
});

/** What the program's `train` gives in Chromium. */
async function trainInBrowser<R>(files: ReadonlyMap<string, string>, program: string): Promise<R> {
  const page = '<!doctype html><script type="importmap">{ "imports": { "tacet": "/tacet.js" } }</script>';
  const server = await serve(new Map([["/", page], ...files]));
  const launched = await chromium.launch({
    executablePath: browser ?? "",
    args: [
      ...["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"],
      ...["--disable-background-networking", "--disable-component-update", "--disable-sync"],
    ],
  });
  try {
    const tab = await launched.newPage();
    await tab.goto(server.url);
    return await tab.evaluate<R>(`import("${program}").then((program) => program.train())`);
  } finally {
    await launched.close();
    server.close();
  }
}
it.skipIf(!browser)("gives the same bits in Chromium (needs chromium)", async () => {
  const train = readFileSync(join(folder, "train.js"), "utf8");
  const files = new Map([["/tacet.js", bundled], ["/train.js", train]]); // prettier-ignore
  expect(await trainInBrowser<Result>(files, "/train.js")).toEqual(here());
});

/** The program for TensorFlow.js's API. */
const tfjsHere = (): { ends: number[]; prediction: number[] } =>
  JSON.parse(run(process.execPath, ["tfjs.js", "run"], folder)) as { ends: number[]; prediction: number[] };
it("trains by TensorFlow.js's API in this Node from the packed packages", () => {
  const { ends, prediction } = tfjsHere();
  expect([ends.length, prediction.length]).toEqual([50, 20]);
  expect(ends.at(-1)).toBeLessThan(0.1 * ends[0]!);
});
it.skipIf(!browser)("trains by TensorFlow.js's API in Chromium, to the same bits (needs chromium)", async () => {
  const program = await bundle(folder, readFileSync(join(folder, "tfjs.js"), "utf8"));
  expect(await trainInBrowser(new Map([["/tfjs.js", program]]), "/tfjs.js")).toEqual(tfjsHere());
});

it("gives the same bits by objects from tacet/core, from the packed packages and bundled", async () => {
  expect(JSON.parse(run(process.execPath, ["core.js", "run"], folder))).toEqual(here());
  writeFileSync(join(folder, "bundled.js"), await bundle(folder, read("core.js")));
  expect(JSON.parse(run(process.execPath, ["bundled.js", "run"], folder))).toEqual(here());
});
it("knows every name in a bundle of a program that imports little", async () => {
  writeFileSync(join(folder, "bundled.js"), await bundle(folder, read("train.js")));
  expect(JSON.parse(run(process.execPath, ["bundled.js", "run"], folder))).toEqual(here());
});

it.each([
  ["all of tacet", bundleFigures.all, () => Promise.resolve(bundled)],
  ["a program by objects", bundleFigures.core, () => bundle(folder, read("core.js"))],
])("%s weighs no more in a browser than the benchmark last measured, and a hundredth", async (what, figure, text) => {
  const results = join(root, "bench/results");
  const names = readdirSync(results).filter((name) => name.endsWith(".json"));
  const { figures } = JSON.parse(readFileSync(join(results, names.sort().at(-1)!), "utf8")) as {
    figures: readonly { readonly title: string; readonly value: number }[];
  };
  const measured = figures.find(({ title }) => title === figure)!.value;
  const kilobytes = gzipped(await text()) / 1000;
  process.stdout.write(
    `${what}: ${kilobytes.toFixed(1)} KB minified and gzipped; last measured ${measured.toFixed(1)} KB\n`,
  );
  expect(kilobytes).toBeGreaterThan(1);
  expect(kilobytes).toBeLessThan(1.01 * measured);
});

it("is typed, by its own declarations alone", () => {
  const compilerOptions = { noEmit: true, strict: true, target: "es2022", module: "nodenext", types: [] };
  writeFileSync(join(folder, "tsconfig.json"), JSON.stringify({ compilerOptions, files: ["typed.ts", "core.ts"] }));
  run(process.execPath, [join(root, "node_modules/typescript/bin/tsc")], folder);
});

it("imports the experiments' package", () => {
  const program = 'import("@tacet/lab").then((lab) => console.log(Object.keys(lab).length))';
  expect(Number(run(process.execPath, ["--input-type=module", "--eval", program], folder))).toBeGreaterThan(0);
});

it("runs no install script", () => {
  const lock = JSON.parse(readFileSync(join(folder, "package-lock.json"), "utf8")) as {
    packages: Record<string, { hasInstallScript?: boolean }>;
  };
  expect(Object.keys(lock.packages)).toContain("node_modules/tacet");
  expect(Object.values(lock.packages).filter((entry) => entry.hasInstallScript)).toEqual([]);
});
