/**
 * The loop code of golden programs and of the stored random models, printed as C: each step of each of them is
 * compiled with cc and run on the memory that WebAssembly ran it on. A run of the tests takes every sixteenth program,
 * beginning where TACET_PRINTER_PART says, at random without it; `npm run printer` takes all and keeps its result.
 */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { createSession, type Session } from "@tacet/compiler";
import { compileC, skipC, type CompiledC } from "../packages/compiler/src/backends/c/testing.ts";
import type * as Wasm from "../packages/compiler/src/backends/wasm/index.ts";
import type { LoopModule } from "../packages/compiler/src/codegen/loop.ts";
import { mergeModules, type MergedModules } from "../packages/compiler/src/testing/mergeModules.ts";
import type * as Engine from "../packages/tacet/src/engine.ts";
import type { ProgramCase } from "./checks/programs.ts";
import { readModels } from "./defects/models.ts";
import { readGolden } from "./golden.ts";
import { runProgram, type Program } from "./program.ts";
import { subjects } from "./subjects.ts";

/** One call of a step: its arguments, and the memory around it without the zeros at its end. */
interface Run {
  readonly args: readonly number[];
  readonly bytes: number;
  readonly before: Uint8Array;
  readonly after: Uint8Array;
}
interface Code {
  readonly program: string;
  readonly module: LoopModule;
  /** By the number of rows: the first batch of all rows, and a smaller one where there is one. */
  readonly runs: Map<number, Run>;
}
interface Recorded {
  program: string;
  readonly codes: Map<WebAssembly.Module, Code>;
  session: Session | undefined;
}
const recorded = vi.hoisted((): Recorded => ({ program: "", codes: new Map(), session: undefined }));
const { codes } = recorded;

vi.mock("../packages/tacet/src/engine.ts", async (original) => ({
  ...(await original<typeof Engine>()),
  session: () => recorded.session!,
}));
vi.mock("../packages/compiler/src/backends/wasm/index.ts", async (original) => {
  const wasm = await original<typeof Wasm>();
  return {
    ...wasm,
    compileWasm(module: LoopModule, options: { readonly strict: boolean }): WebAssembly.Module {
      const compiled = wasm.compileWasm(module, options);
      recorded.codes.set(compiled, { program: recorded.program, module, runs: new Map() });
      return compiled;
    },
    instantiateWasm(compiled: WebAssembly.Module, memory: WebAssembly.Memory): Wasm.WasmFunctions {
      const functions = wasm.instantiateWasm(compiled, memory);
      const { runs } = recorded.codes.get(compiled)!;
      return {
        ...functions,
        step(...args) {
          const [, , rows] = args;
          if (runs.has(rows) || runs.size === 2) return functions.step(...args);
          const before = used(memory);
          const done = functions.step(...args);
          runs.set(rows, { args, bytes: memory.buffer.byteLength, before, after: used(memory) });
          return done;
        },
      };
    },
  };
});
/** A copy of the memory up to its last byte that is not 0. */
function used({ buffer }: WebAssembly.Memory): Uint8Array {
  const words = new Int32Array(buffer);
  let end = words.length;
  while (end > 0 && words[end - 1] === 0) end--;
  return new Uint8Array(buffer.slice(0, 4 * end));
}

/** The program with one epoch a fit: the code is the same in each. */
const shortened = (program: Program): Program => ({
  ...program,
  steps: program.steps.map((step) => ({
    ...step,
    ...(step.do === "fit" && {
      options: { ...step.options, epochs: Number(step.options?.initialEpoch ?? 0) + 1 },
    }),
  })),
});
const everything: readonly Pick<ProgramCase, "program" | "name">[] = [
  ...Object.keys(subjects).flatMap((subject) =>
    readGolden(subject).cases.flatMap((c) =>
      "program" in c ? [{ program: (c as ProgramCase).program, name: `${subject}: ${c.name}` }] : [],
    ),
  ),
  ...readModels().map(({ seed, program }) => ({ program, name: `random model ${seed}` })),
];

const parts = 16;
const wanted = process.env.TACET_PRINTER_PART ?? `${Math.floor(Math.random() * parts)}`;
const whole = wanted === "all";
const cases = everything.filter((_, i) => whole || i % parts === Number(wanted));

const label = `C as WebAssembly, bit for bit (TACET_PRINTER_PART=${wanted}) ${skipC()}`;
describe.skipIf(skipC() !== "")(label, () => {
  let merged: MergedModules;
  let compiled: CompiledC;
  beforeAll(async () => {
    vi.spyOn(console, "warn").mockImplementation(() => undefined);
    for (const { name, program } of cases) {
      recorded.program = name;
      recorded.session = createSession({ strict: true });
      await runProgram(shortened(program));
    }
    merged = mergeModules([...codes.values()].map((c) => c.module));
    compiled = compileC(merged.module, { vectorBytes: 16, optimize: false });
  }, 1_200_000);
  afterAll(() => compiled.dispose());

  it("every step of these programs leaves the memory that WebAssembly leaves", () => {
    expect(codes.size).toBeGreaterThan(cases.length / 2);
    let steps = 0;
    for (const { program, module, runs } of codes.values()) {
      expect(runs.size, `${program} ran`).toBeGreaterThan(0);
      for (const { args, bytes, before, after } of runs.values()) {
        const memory = new Uint8Array(bytes);
        memory.set(before);
        compiled.call(merged.nameOf(module, "step"), args, memory);
        steps++;
        const expected = new Uint8Array(bytes);
        expected.set(after);
        if (Buffer.compare(memory, expected) === 0) continue;
        const at = memory.findIndex((byte, i) => byte !== expected[i]);
        expect.fail(`${program}, ${args[2]} rows: the first byte that differs is at ${at}`);
      }
    }
    if (!whole) return;
    const result = { programs: cases.length, kernelModules: codes.size, stepsRun: steps };
    writeFileSync(join(import.meta.dirname, "results", "printer.json"), `${JSON.stringify(result, undefined, 2)}\n`);
  }, 600_000);
});
