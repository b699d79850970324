/**
 * The benchmark: `npm run bench -- [--peers] [--readme] [--rounds N] [--only a,b] [--node MAJOR]`.
 * Each measurement runs in a process of its own; with peers, theirs run in
 * between ours (A B A B), so that a noisy machine is noisy for all.
 */
import { parseArgs } from "node:util";
import { bundleFigures, bundleSizes } from "../scripts/bundle.ts";
import type { MeasureName } from "./child.ts";
import { peers, type PeerName, type PeerResult } from "./peers.ts";
import { importTime, machine, measure, nodeOf, run } from "./processes.ts";
import { format, memoryRatio, save, updateReadme, type Figure, type Results, type WorkloadResult } from "./report.ts";

const { values: options } = parseArgs({
  options: {
    peers: { type: "boolean", default: false },
    readme: { type: "boolean", default: false },
    rounds: { type: "string", default: "2" },
    only: { type: "string" },
    node: { type: "string", default: "24" },
  },
});
const rounds = Number(options.rounds);
const major = Number(options.node);
const only = options.only?.split(",");

const workloads = {
  caseStudy: "case study 2-500-1 [30], penalty",
  regressor: "regressor 1328-442-147-50-1 [32], penalties",
  mnistMlp: "MNIST MLP 784-512-512-10 [128]",
  autoencoder: "sparse autoencoder 512-4096-512 [256], penalty",
  convnet: "MNIST convnet [128], penalties",
  lstm: "LSTM 128 over 100x32 [32], penalty",
} as const satisfies Partial<Record<MeasureName, string>>;
type WorkloadName = keyof typeof workloads;

const log = (line: string): void => void process.stderr.write(`${line}\n`);
const least = <T extends { readonly best: number }>(results: readonly T[]): T =>
  results.reduce((a, b) => (b.best < a.best ? b : a));

async function measureWorkload(name: WorkloadName): Promise<WorkloadResult> {
  const ours: Awaited<ReturnType<typeof measure<WorkloadName>>>[] = [];
  const theirs = new Map<PeerName, PeerResult[]>();
  for (let round = 0; round < rounds; round++) {
    ours.push(await measure(name, major));
    log(`${name}: ${ours.at(-1)?.best.toFixed(3)} ms`);
    for (const peer of options.peers ? (Object.keys(peers) as PeerName[]) : []) {
      if (!peers[peer].runs.has(name)) continue;
      const result = peers[peer].measure(name);
      theirs.set(peer, [...(theirs.get(peer) ?? []), result]);
      log(`${name}: ${peers[peer].title} ${result.best.toFixed(3)} ms`);
    }
  }
  const found = [...theirs].map(([peer, results]) => [peer, least(results)] as const);
  return { title: workloads[name], ...least(ours), peers: Object.fromEntries(found) };
}

/** The figures that are not a workload's time, with the bounds they should keep. */
async function measureFigures(measured: ReadonlyMap<WorkloadName, WorkloadResult>): Promise<Figure[]> {
  const figures: Figure[] = [];
  const fresh = await measure("caseStudyFresh", 20);
  figures.push({ title: "case study, all 4,000 epochs of a fresh process in Node 20", value: fresh.whole, unit: "ms" });
  const keras = measured.get("caseStudy")?.peers.keras;
  if (keras) {
    const value = (keras.best * 4000) / fresh.whole;
    figures.push({ title: "the same, times faster than Keras on JAX", value, unit: "x", limit: 40, atLeast: true });
  }
  const epoch = measured.get("caseStudy");
  if (epoch) figures.push({ title: "case study, an epoch", value: epoch.best * 1000, unit: "µs", limit: 30 });
  const ratios = [...measured.values()].map(({ wasm }) => memoryRatio(wasm));
  if (ratios.length > 0)
    figures.push({
      title: "WASM memory less 1 MB, against the least that must be alive: the worst workload",
      value: Math.max(...ratios),
      unit: "x",
      limit: 1.1,
    });
  const caseStudy = await measure("caseStudyCompile", major);
  const deep = await measure("deepCompile", major);
  const bytes = await bundleSizes();
  figures.push(
    {
      title: "case study: trace, compile and first epoch",
      value: caseStudy.milliseconds,
      unit: "ms",
      limit: 60,
    },
    { title: "30 dense layers: the same", value: deep.milliseconds, unit: "ms", limit: 1000 },
    { title: `import "tacet" in Node ${major}`, value: importTime(major), unit: "ms", limit: 60 },
    { title: bundleFigures.all, value: bytes.all / 1000, unit: "KB", limit: 150 },
    { title: bundleFigures.core, value: bytes.core / 1000, unit: "KB" },
  );
  const dead = (await measure("deadRelu", major)).rounds;
  const slowdown = (dead.at(-1) ?? NaN) / (dead[0] ?? NaN);
  figures.push({
    title: "dead relus: the last 500 of 5,000 steps against the first",
    value: slowdown,
    unit: "x",
    limit: 1.1,
  });
  const waits = await measure("eventLoop", major);
  figures.push(
    { title: "longest wait of a timer while the autoencoder trains", value: waits.train, unit: "ms", limit: 60 },
    { title: "longest wait of a timer while it predicts", value: waits.predict, unit: "ms", limit: 60 },
  );
  return figures;
}

log("building");
run("npm", ["run", "build"]);
if (options.peers) for (const peer of Object.values(peers)) peer.prepare();
const measured = new Map<WorkloadName, WorkloadResult>();
for (const name of Object.keys(workloads) as WorkloadName[]) {
  if (!only || only.includes(name)) measured.set(name, await measureWorkload(name));
}
const results: Results = {
  date: new Date().toISOString().slice(0, 10),
  machine: machine(),
  node: run(nodeOf(major), ["--version"]).trim().slice(1),
  workloads: [...measured.values()],
  figures: only && !only.includes("figures") ? [] : await measureFigures(measured),
};
console.log(format(results));
log(`written: ${await save(results)}`);
if (options.readme) await updateReadme(results);
