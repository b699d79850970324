/** Keras, in a Python process that stays: programs in, what their steps left out. See generate/serve.py. */
import { spawn, type ChildProcessByStdio } from "node:child_process";
import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { createInterface } from "node:readline";
import type { Readable, Writable } from "node:stream";
import type { LiveProgram } from "./model.ts";
import type { KerasRecord } from "./series.ts";

const root = resolve(import.meta.dirname, "../..");
const script = join(root, "scripts", "python");

/** Whether the pinned Python can be had without making it. */
export const pythonIsThere = (): boolean =>
  [process.env.TACET_PYTHON, join(root, ".venv", "requirements.txt")].some((path) => path && existsSync(path));

export type Reply = { readonly records: readonly KerasRecord[] } | { readonly refused: string };

/** One process, for programs of one floatx: JAX makes up its mind about float64 when it starts. */
export class Keras {
  readonly #child: ChildProcessByStdio<Writable, Readable, Readable>;
  readonly #waiting: { done: (reply: Reply) => void; fail: (error: Error) => void }[] = [];
  #said = "";

  constructor(floatx: LiveProgram["floatx"]) {
    const env = { ...process.env, JAX_ENABLE_X64: floatx === "float64" ? "1" : "0" };
    this.#child = spawn(script, ["-m", "generate.serve"], { env, stdio: ["pipe", "pipe", "pipe"] });
    this.#child.stderr.on("data", (chunk: Buffer) => (this.#said = (this.#said + chunk.toString()).slice(-4000)));
    createInterface(this.#child.stdout).on("line", (line) => this.#waiting.shift()?.done(JSON.parse(line) as Reply));
    const end = (why: string): void => {
      for (const { fail } of this.#waiting.splice(0)) fail(new Error(`Keras's process ${why}:\n${this.#said}`));
    };
    this.#child.on("error", (error) => end(`did not start: ${error.message}`));
    this.#child.on("close", (code) => end(`ended with ${code}`));
  }

  /**
   * What Keras makes of a program, or why it refuses it. Programs wait for those asked before.
   * @param perturb a seed: Keras starts from weights and data that are off by one unit in the last place
   */
  async run(program: LiveProgram, perturb: number | null = null): Promise<Reply> {
    return new Promise((done, fail) => {
      this.#waiting.push({ done, fail });
      this.#child.stdin.write(`${JSON.stringify({ program, perturb })}\n`);
    });
  }

  close(): void {
    this.#child.stdin.end();
  }
}
