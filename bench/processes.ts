/** The processes that the benchmark runs: our measurements on a chosen Node, and the places for what they need. */
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { build } from "esbuild";
import type { MeasureName, MeasureResult, Resources } from "./child.ts";

export const root = resolve(import.meta.dirname, "..");
/** Git-ignored; everything in it can be made again. */
export const cache = join(root, "bench/.cache");

export function run(
  command: string,
  args: readonly string[],
  options: { cwd?: string; env?: Record<string, string> } = {},
): string {
  return execFileSync(command, args, {
    cwd: options.cwd ?? root,
    env: { ...process.env, ...options.env },
    encoding: "utf8",
    stdio: ["ignore", "pipe", "pipe"],
    maxBuffer: 1 << 26,
  });
}
/** The last line of a program's output, read as JSON. */
export function runJson(
  command: string,
  args: readonly string[],
  options: { cwd?: string; env?: Record<string, string> } = {},
): unknown {
  return JSON.parse(run(command, args, options).trim().split("\n").at(-1) ?? "");
}

/** The path of a Node of this major version: the running one, or its package, fetched on first use. */
export function nodeOf(major: number): string {
  if (process.versions.node.startsWith(`${major}.`)) return process.execPath;
  const name = `node-${process.platform}-${process.arch}`;
  const place = join(cache, `node${major}`);
  const path = join(place, "node_modules", name, "bin/node");
  if (!existsSync(path)) {
    mkdirSync(place, { recursive: true });
    run("npm", ["install", "--no-audit", "--no-fund", "--prefix", place, `${name}@${major}`]);
  }
  return path;
}

let bundled: Promise<string> | undefined;
/** The measurements as one plain JavaScript file, from source. */
async function bundle(): Promise<string> {
  const outfile = join(cache, "child.mjs");
  await build({
    entryPoints: [join(root, "bench/child.ts")],
    bundle: true,
    platform: "node",
    format: "esm",
    target: "es2022",
    conditions: ["source"],
    outfile,
    logLevel: "error",
  });
  return outfile;
}
export async function measure<N extends MeasureName>(name: N, major: number): Promise<MeasureResult<N> & Resources> {
  bundled ??= bundle();
  return runJson(nodeOf(major), [await bundled, name]) as MeasureResult<N> & Resources;
}

/** Milliseconds that importing the built package takes, in a fresh process: the median of several. */
export function importTime(major: number, rounds = 7): number {
  const program = "const t = performance.now(); await import('tacet'); console.log(performance.now() - t)";
  const times = Array.from({ length: rounds }, () =>
    Number(runJson(nodeOf(major), ["--input-type=module", "--eval", program])),
  );
  return times.sort((a, b) => a - b)[rounds >> 1] ?? NaN;
}

export function machine(): { cpu: string; cores: number; memory: string } {
  const info = existsSync("/proc/cpuinfo") ? readFileSync("/proc/cpuinfo", "utf8") : "";
  const cpu = /model name\s*: (.*)/.exec(info)?.[1] ?? process.arch;
  const cores = (info.match(/^processor/gm) ?? []).length;
  const kilobytes = Number(
    /MemTotal:\s*(\d+)/.exec(existsSync("/proc/meminfo") ? readFileSync("/proc/meminfo", "utf8") : "")?.[1] ?? 0,
  );
  return { cpu, cores, memory: `${Math.round(kilobytes / 1048576)} GiB` };
}
