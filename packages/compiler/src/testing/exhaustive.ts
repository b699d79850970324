/**
 * Measures the float32 expansions on all 2^32 inputs and writes accuracy.json:
 *
 *     npm run accuracy [-- function …]
 *
 * A few minutes a function on one core. Run it on a Node with relaxed SIMD (22
 * or later) to have both columns.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { measure, measuredFunctions, type Accuracy } from "./accuracy.ts";

const file = fileURLToPath(new URL("../../accuracy.json", import.meta.url));
const report = (text: string): void => void process.stdout.write(text);

function known(): Record<string, Accuracy> {
  try {
    return (JSON.parse(readFileSync(file, "utf8")) as { functions: Record<string, Accuracy> }).functions;
  } catch {
    return {};
  }
}

const wanted = process.argv.slice(2);
const functions = known();
for (const name of measuredFunctions.filter((n) => wanted.length === 0 || wanted.includes(n))) {
  const start = performance.now();
  let shown = 0;
  const accuracy = measure(name, 1, 0, (share) => {
    if (share < shown + 0.1) return;
    shown = share;
    report(`${name} ${(100 * share).toFixed(0)} %\n`);
  });
  functions[name] = accuracy;
  report(`${name}: ${JSON.stringify(accuracy)}, ${((performance.now() - start) / 1000).toFixed(0)} s\n`);
  const about =
    "The largest errors of float32 functions over all 2^32 inputs, in units in the last place; erfinv is compared with XLA's polynomial. Written by src/testing/exhaustive.ts.";
  writeFileSync(file, `${JSON.stringify({ about, functions }, undefined, 2)}\n`);
}
