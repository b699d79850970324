/** The WebAssembly session passes the suite that every backend passes. */
import { createSession } from "../node.ts";
import { backendConformance } from "../testing/backendConformance.ts";

backendConformance("wasm, strict", () => createSession({ strict: true }));
backendConformance("wasm, fused where the engine can", () => createSession({ strict: false }));
