/** What the engine that runs this can do. */
import { ModuleWriter, Writer } from "./encode.ts";

let relaxed: boolean | undefined;
/** Whether the engine accepts relaxed SIMD (fused multiply-add where the processor has it). */
export function detectRelaxedSimd(): boolean {
  if (relaxed !== undefined) return relaxed;
  const code = new Writer();
  for (let i = 0; i < 3; i++) code.indexed("local.get", 0);
  code.op("f32x4.relaxed_madd");
  const module = new ModuleWriter({ sharedMemory: false });
  module.addFunction({ parameters: ["v128"], results: ["v128"] }, [], code);
  return (relaxed = WebAssembly.validate(module.finish()));
}
