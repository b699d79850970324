/** The benchmark's results: their shape, the tables, and the marked block of README that is made from them. */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { SessionMemory } from "@tacet/compiler";
import { renderPng } from "../packages/lab/src/plots/render.ts";
import { benchmarkPlot } from "./plot.ts";
import { peers, type PeerName, type PeerResult } from "./peers.ts";
import { root } from "./processes.ts";

export interface WorkloadResult {
  readonly title: string;
  /** Milliseconds a step or epoch: the least of all rounds. */
  readonly best: number;
  readonly median: number;
  readonly rate?: number;
  readonly matmulRate?: number;
  readonly peakMemory: number;
  readonly wasm: SessionMemory;
  readonly peers: Partial<Record<PeerName, PeerResult>>;
}
/** A single figure with the bound it should keep. */
export interface Figure {
  readonly title: string;
  readonly value: number;
  readonly unit: string;
  readonly limit?: number;
  /** `value` should be at least the limit, not at most. */
  readonly atLeast?: true;
}
export interface Results {
  readonly date: string;
  readonly machine: { readonly cpu: string; readonly cores: number; readonly memory: string };
  readonly node: string;
  readonly workloads: readonly WorkloadResult[];
  readonly figures: readonly Figure[];
}

export const keeps = ({ value, limit, atLeast }: Figure): boolean =>
  limit === undefined || (atLeast ? value >= limit : value <= limit);

/** Three digits, more for whole numbers. */
const number = (x: number): string => (x >= 100 ? x.toFixed(0) : x.toPrecision(x >= 0.01 ? 3 : 2));
/** WebAssembly memory beyond 1 MB, against weights, slots, data and what must be alive at once. */
export const memoryRatio = ({ reserved, persistent, bound }: SessionMemory): number =>
  Math.max(0, reserved - 2 ** 20) / (persistent + bound);
const megabytes = (bytes: number): string => `${(bytes / 1e6).toFixed(0)} MB`;

type Row = readonly string[];
const measuredPeers = ({ workloads }: Results): PeerName[] =>
  (Object.keys(peers) as PeerName[]).filter((name) => workloads.some((w) => w.peers[name]));

function timeRows(results: Results): Row[] {
  const measured = measuredPeers(results);
  const rows = results.workloads.map((w) => [
    w.title,
    number(w.best),
    w.rate === undefined ? "" : number(w.rate),
    w.rate === undefined || w.matmulRate === undefined ? "" : `${((100 * w.rate) / w.matmulRate).toFixed(0)} %`,
    ...measured.map((name) => {
      const peer = w.peers[name];
      return peer ? `${number(peer.best)} (${number(peer.best / w.best)}x)` : "";
    }),
  ]);
  const head = ["workload [batch]", "tacet", "GFLOP/s", "of the matrix product"];
  return [[...head, ...measured.map((name) => peers[name].title)], ...rows];
}
function memoryRows(results: Results): Row[] {
  const measured = measuredPeers(results);
  const rows = results.workloads.map((w) => [
    w.title,
    megabytes(w.wasm.reserved),
    megabytes(w.peakMemory),
    ...measured.map((name) => {
      const peer = w.peers[name];
      return peer ? megabytes(peer.peakMemory) : "";
    }),
  ]);
  return [["memory", "tacet's WASM memory", "tacet's process", ...measured.map((name) => peers[name].title)], ...rows];
}
function figureRows({ figures }: Results): Row[] {
  const rows = figures.map((figure) => [
    figure.title,
    `${number(figure.value)} ${figure.unit}`.trim(),
    figure.limit === undefined ? "" : `${figure.atLeast ? "at least" : "at most"} ${number(figure.limit)}`,
    keeps(figure) ? "" : "missed",
  ]);
  return [["figure", "measured", "aim", ""], ...rows];
}

/** A table in columns, which is Markdown, too. */
function table([head = [], ...rows]: readonly Row[]): string {
  const widths = head.map((cell, i) => Math.max(3, cell.length, ...rows.map((row) => (row[i] ?? "").length)));
  const line = (cells: Row): string => `| ${widths.map((w, i) => (cells[i] ?? "").padEnd(w)).join(" | ")} |`;
  return [line(head), line(widths.map((w) => "-".repeat(w))), ...rows.map(line)].join("\n");
}
export function format(results: Results): string {
  const { machine, node, date } = results;
  const notes = measuredPeers(results).map((name) => `${peers[name].title}: ${peers[name].note}.`);
  return [
    `Measured on ${date}: ${machine.cpu}, ${machine.cores} cores, ${machine.memory}; tacet on one thread in Node ${node}. Milliseconds a training step, the best of interleaved rounds; the case study's an epoch with validation, tacet's of a 4,000-epoch fit. In brackets, how many times as long as tacet's a peer's step takes.`,
    table(timeRows(results)),
    ...(notes.length > 0 ? [notes.join(" ")] : []),
    ...(notes.length > 0 ? ["The largest each process grew:"] : []),
    table(memoryRows(results)),
    table(figureRows(results)),
  ].join("\n\n");
}

/** Writes the numbers, and with peers the picture of them, under the run's date. */
export async function save(results: Results): Promise<string> {
  const folder = join(root, "bench/results");
  mkdirSync(folder, { recursive: true });
  const path = join(folder, `${results.date}.json`);
  writeFileSync(path, `${JSON.stringify(results, null, 2)}\n`);
  if (measuredPeers(results).length > 0) {
    writeFileSync(join(folder, `${results.date}.svg`), (await benchmarkPlot(results)).svg);
  }
  return path;
}

/** Replaces what stands between the two marks of README, and README's picture. */
export async function updateReadme(results: Results): Promise<void> {
  const path = join(root, "README.md");
  const text = readFileSync(path, "utf8");
  const marks = /(<!-- bench:begin [^\n]*-->\n)[\s\S]*(\n<!-- bench:end -->)/;
  if (!marks.test(text)) throw new Error("README.md has lost the marks of the benchmark's block");
  writeFileSync(
    path,
    text.replace(marks, (_, begin: string, end: string) => `${begin}\n${format(results)}\n${end}`),
  );
  writeFileSync(join(root, "docs/benchmark.png"), renderPng(await benchmarkPlot(results)));
}
