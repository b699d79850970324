import { spawn, spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import type { StudyCurves } from "./study/curves.ts";
import type { Results } from "./study/results.ts";

const folder = mkdtempSync(join(tmpdir(), "tacet-case-study-"));
afterAll(() => {
  rmSync(folder, { recursive: true });
});
const main = join(import.meta.dirname, "main.ts");
const command = ["--conditions=source", "--import", "tsx", main];
const run = (...args: string[]) => spawnSync(process.execPath, [...command, ...args], { encoding: "utf8" });
const resultsIn = (place: string) => JSON.parse(readFileSync(join(place, "results.json"), "utf8")) as Results;

it("runs, writes its files beside others and prints the table", { timeout: 60_000 }, () => {
  writeFileSync(join(folder, "notes.txt"), "mine");
  const { status, stdout, stderr } = run("--seeds", "2", "--epochs", "3", "--out", folder);
  expect([status, stderr]).toEqual([0, ""]);
  expect(stdout).toMatch(/^\[ +1\/96\] no penalty, seed [12]: train/m);
  expect(stdout).toMatch(/^L1 after relu, batch mean .* ± /m);
  expect(readdirSync(folder)).toEqual(expect.arrayContaining(["notes.txt", "report.html", "results.json", "data.png"]));
  const { variants, grid, otherData, timing } = resultsIn(folder);
  expect(variants.map((v) => v.runs.map((r) => r.seed))).toEqual(variants.map(() => [1, 2]));
  expect(variants.length * 2 + grid.length * 2 + otherData.length * 5).toBe(96);
  for (const { fresh } of [...variants, ...grid].flatMap((v) => v.runs)) {
    expect(fresh.accuracy).toBeGreaterThan(0.4);
    expect(Math.abs(fresh.accuracy * 20_000 - Math.round(fresh.accuracy * 20_000))).toBeLessThan(0.01);
  }
  const curves = JSON.parse(readFileSync(join(folder, "curves.json"), "utf8")) as StudyCurves;
  for (const { name, activityReduction, runs } of curves.variants) {
    const variant = variants.find((v) => v.name === name && v.activityReduction === activityReduction)!;
    for (const [i, { testCorrect }] of runs.entries()) {
      const best = Math.max(...testCorrect);
      const run = variant.runs[i]!;
      expect(run.peak).toEqual({ accuracy: Math.fround(best / 70), epoch: testCorrect.indexOf(best) + 1 });
      expect(run.test.accuracy).toBe(Math.fround(testCorrect.at(-1)! / 70));
    }
  }
  expect(timing.totalSeconds).toBeGreaterThan(0);
});
it("gives the same results for any number of workers", { timeout: 60_000 }, () => {
  const [one, three] = ["1", "3"].map((workers) => {
    const out = join(folder, `workers-${workers}`);
    expect(run("--seeds", "1", "--epochs", "40", "--workers", workers, "--out", out).status).toBe(0);
    const { timing, ...results } = resultsIn(out);
    expect(timing.conditions.workers).toBe(Number(workers));
    return results;
  });
  expect(three).toEqual(one);
});
it("exits with 2 and says why in one line for a flag it does not know", { timeout: 60_000 }, () => {
  const { status, stderr } = run("--sedes", "2");
  expect(status).toBe(2);
  expect(stderr).toMatch(/^Unknown flag --sedes; expected one of .*"npm start -- --help" tells more\.\n$/);
});
it("exits with 1 for a folder it cannot write, before any training", { timeout: 60_000 }, () => {
  const { status, stderr, stdout } = run("--out", join(folder, "notes.txt"));
  expect([status, stdout]).toEqual([1, ""]);
  expect(stderr).toContain("Cannot write the folder");
});
it("writes its files though nobody reads what it prints", { timeout: 60_000 }, async () => {
  const out = join(folder, "unread");
  const child = spawn(process.execPath, [...command, "--seeds", "1", "--epochs", "3", "--out", out]);
  child.stdout.once("data", () => child.stdout.destroy());
  expect(await new Promise((resolve) => child.on("close", resolve))).toBe(0);
  expect(readdirSync(out)).toContain("results.json");
});
it("ends with 130 on Ctrl-C, and leaves the files as they were", { timeout: 60_000 }, async () => {
  writeFileSync(join(folder, "results.json"), "of an earlier run");
  const before = readdirSync(folder);
  const child = spawn(process.execPath, [...command, "--out", folder]);
  const errors: string[] = [];
  child.stderr.on("data", (text) => errors.push(String(text)));
  // the first line tells that a run is over: it is training
  child.stdout.on("data", (text) => String(text).includes("[  1/480]") && child.kill("SIGINT"));
  const code = await new Promise((resolve) => child.on("close", resolve));
  expect([code, errors.join("")]).toEqual([130, `Interrupted: nothing was written to ${folder}.\n`]);
  expect(readdirSync(folder)).toEqual(before);
  expect(readFileSync(join(folder, "results.json"), "utf8")).toBe("of an earlier run");
});
