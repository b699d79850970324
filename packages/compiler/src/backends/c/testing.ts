/**
 * Runs printed C for tests: compiles it to a program that loads a memory image,
 * calls one function and writes the image back.
 */
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { LoopModule } from "../../codegen/loop.ts";
import { cName, printC, type PrintOptions } from "./print.ts";

const compiler = process.env.CC ?? "cc";
let found: boolean | undefined;
/** Whether there is a C compiler. Tests skip without one, except where CI must not. */
export function hasC(): boolean {
  if (found !== undefined) return found;
  try {
    execFileSync(compiler, ["--version"], { stdio: "ignore" });
    found = true;
  } catch {
    found = false;
  }
  return found;
}
/** The reason to skip tests that need C, for their titles; empty where they run. With CI=true they run, and fail. */
export const skipC = (): string => (hasC() || process.env.CI === "true" ? "" : `no C compiler (${compiler})`);

export interface CompiledC {
  /** Calls an exported function on the memory image, which it changes in place. */
  call(fn: string, args: readonly number[], memory: Uint8Array): void;
  dispose(): void;
}

export interface CompileCOptions extends PrintOptions {
  /** Allows this machine's instructions, for fma. */
  readonly native?: boolean;
  /** False to save time where much code runs once. Default true. */
  readonly optimize?: boolean;
}

/** Compiles a module's exports. Functions must take scalars. */
export function compileC(module: LoopModule, options: CompileCOptions): CompiledC {
  const folder = mkdtempSync(join(tmpdir(), "tacet-c-"));
  const source = join(folder, "module.c");
  const program = join(folder, "module");
  writeFileSync(source, `${printC(module, options)}\n${mainProgram(module)}`);
  const flags = [
    options.optimize === false ? "-O0" : "-O2",
    "-std=gnu11",
    "-ffp-contract=off",
    "-fwrapv",
    "-w",
    ...(options.native ? ["-march=native"] : []),
  ];
  execFileSync(compiler, [...flags, source, "-o", program, "-lm"], { stdio: ["ignore", "ignore", "pipe"] });
  return {
    call(fn, args, memory) {
      const image = join(folder, "memory");
      writeFileSync(image, memory);
      execFileSync(program, [image, fn, ...args.map(String)], { stdio: ["ignore", "ignore", "pipe"] });
      memory.set(readFileSync(image));
    },
    dispose: () => rmSync(folder, { recursive: true, force: true }),
  };
}

function mainProgram(module: LoopModule): string {
  const calls = module.exports.map((name) => {
    const fn = module.functions.find((f) => f.name === name);
    const args =
      fn?.parameters.map(
        (p, i) => `${p.type.lane === "f32" || p.type.lane === "f64" ? "atof" : "atoll"}(argv[${i + 3}])`,
      ) ?? [];
    return `  if (!strcmp(argv[2], ${JSON.stringify(name)})) ${cName(name)}(${["mem", ...args].join(", ")});`;
  });
  return `#include <stdio.h>
#include <stdlib.h>
#include <string.h>
int main(int argc, char** argv) {
  FILE* file = fopen(argv[1], "rb");
  if (!file) return 1;
  fseek(file, 0, SEEK_END);
  long size = ftell(file);
  rewind(file);
  unsigned char* mem = malloc(size);
  if (!mem || fread(mem, 1, size, file) != (size_t)size) return 1;
  fclose(file);
${calls.join("\n")}
  file = fopen(argv[1], "wb");
  if (!file || fwrite(mem, 1, size, file) != (size_t)size) return 1;
  return fclose(file);
}
`;
}
