/**
 * The peers, each with what it can run, in processes and environments of their
 * own. What they need is installed on first use into bench/.cache and .venv:
 * none of it is a dependency of the workspace.
 */
import { cpSync, existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { cache, nodeOf, root, run, runJson } from "./processes.ts";

export interface PeerResult {
  /** Milliseconds a step; an epoch with validation for Keras's case study. */
  readonly best: number;
  readonly peakMemory: number;
}
export interface Peer {
  readonly title: string;
  readonly runs: ReadonlySet<string>;
  /** What differs from our workload, for the reader of the table. */
  readonly note: string;
  readonly prepare: () => void;
  readonly measure: (workload: string) => PeerResult;
}

/** A folder of bench/peers with its own package.json, copied and installed under the cache. */
function installed(name: string): string {
  const place = join(cache, name);
  cpSync(join(root, "bench/peers", name), place, { recursive: true });
  if (!existsSync(join(place, "node_modules")))
    run("npm", ["install", "--no-audit", "--no-fund", "--ignore-scripts"], { cwd: place });
  return place;
}
/** The Python of the goldens. */
const pinnedPython = process.env.TACET_PYTHON ?? join(root, ".venv/bin/python");
const inNode = (name: string, major: number) => ({
  prepare: () => void installed(name),
  measure: (workload: string) =>
    runJson(nodeOf(major), ["main.js", workload], { cwd: join(cache, name) }) as PeerResult,
});

/** A Python with what a folder of bench/peers requires, under the cache; made anew where the pins have changed. */
function virtualEnvironment(name: string): string {
  const place = join(cache, name);
  const pins = join(root, "bench/peers", name, "requirements.txt");
  const installedPins = join(place, "requirements.txt");
  const same = existsSync(installedPins) && readFileSync(installedPins, "utf8") === readFileSync(pins, "utf8");
  if (!same) {
    run("python3", ["-m", "venv", "--clear", place]);
    run(join(place, "bin/python"), ["-m", "pip", "install", "--quiet", "--requirement", pins]);
    cpSync(pins, installedPins);
  }
  return join(place, "bin/python");
}
const torch = (mode: "eager" | "compiled") => ({
  runs: new Set(["caseStudy", "regressor", "mnistMlp", "autoencoder", "convnet", "lstm"]),
  prepare: () => void virtualEnvironment("torch"),
  measure: (workload: string) =>
    runJson(virtualEnvironment("torch"), ["bench/peers/torch/workloads.py", workload, mode]) as PeerResult,
});

export const peers = {
  keras: {
    title: "Keras on JAX",
    runs: new Set(["caseStudy", "regressor", "mnistMlp", "autoencoder", "convnet", "lstm"]),
    note: "two threads, native",
    prepare: () => void run("scripts/python", []),
    measure: (workload) =>
      runJson(pinnedPython, ["bench/peers/keras/workloads.py", workload], {
        env: { KERAS_BACKEND: "jax" },
      }) as PeerResult,
  },
  torchEager: { title: "PyTorch eager", note: "two threads, native", ...torch("eager") },
  torchCompiled: {
    title: "PyTorch compiled",
    note: "`torch.compile` around the step, two threads, native",
    ...torch("compiled"),
  },
  jaxScan: {
    title: "raw JAX",
    runs: new Set(["caseStudy"]),
    note: "all epochs in one `lax.scan`, from logits, without accuracy",
    prepare: () => void run("scripts/python", []),
    measure: (workload) => runJson(pinnedPython, ["bench/peers/jax/workloads.py", workload]) as PeerResult,
  },
  tfjs: {
    title: "TensorFlow.js wasm",
    runs: new Set(["caseStudy", "regressor", "mnistMlp", "autoencoder", "lstm"]),
    note: "Node 20; without penalties, which it cannot train, and without validation",
    ...inNode("tfjs", 20),
  },
  jaxjs: {
    title: "jax-js wasm",
    runs: new Set(["caseStudy", "regressor", "mnistMlp", "autoencoder"]),
    note: "without validation; no scan for the LSTM",
    ...inNode("jaxjs", 24),
  },
} as const satisfies Record<string, Peer>;
export type PeerName = keyof typeof peers;
