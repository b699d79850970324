/**
 * Everything that must hold before a change lands, in one command. Each part
 * is also an npm script of its own; all run, even after one has failed. The
 * last line counts single tests, and one for each part that has none.
 */
import { execFile, spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

const root = resolve(import.meta.dirname, "..");
/** The longest first: two run at a time, each on one core. */
const checks = ["lint", "docs", "typecheck", "format:check", "imports"] as const;
const suites = ["unit", "smoke"] as const;

interface Counts {
  passed: number;
  failed: number;
  skipped: string[];
}
/** The part of vitest's JSON report that is read here. */
interface Report {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly numFailedTestSuites: number;
  readonly testResults: readonly { readonly assertionResults: readonly { status: string; fullName: string }[] }[];
}

function run(script: string, extra: readonly string[] = []): boolean {
  const { status } = spawnSync("npm", ["run", "--silent", script, ...extra], { cwd: root, stdio: "inherit" });
  return status === 0;
}

/** What a check said is printed when it has ended. */
function check(script: string): Promise<boolean> {
  return new Promise((done) => {
    const options = { cwd: root, maxBuffer: Infinity };
    execFile("npm", ["run", "--silent", script], options, (error, stdout, stderr) => {
      process.stdout.write(stdout);
      process.stderr.write(stderr);
      done(error === null);
    });
  });
}

function runSuite(script: string, folder: string): Counts & { ok: boolean } {
  const path = join(folder, `${script.replace(":", "-")}.json`);
  const ok = run(script, ["--", "--reporter=default", "--reporter=json", `--outputFile.json=${path}`]);
  if (!existsSync(path)) return { ok: false, passed: 0, failed: 1, skipped: [] };
  const report = JSON.parse(readFileSync(path, "utf8")) as Report;
  const tests = report.testResults.flatMap((file) => file.assertionResults);
  const skipped = tests.filter((test) => test.status === "skipped" || test.status === "pending");
  return {
    ok,
    passed: report.numPassedTests,
    // A file that fails to load has no tests to count.
    failed: report.numFailedTests || (ok ? 0 : Math.max(1, report.numFailedTestSuites)),
    skipped: skipped.map((test) => test.fullName),
  };
}

const folder = mkdtempSync(join(tmpdir(), "tacet-test-"));
const total: Counts = { passed: 0, failed: 0, skipped: [] };
const lines: string[] = [];
const begin = performance.now();
const note = (name: string, ok: boolean, since: number): void => {
  lines.push(`${ok ? "ok    " : "FAILED"} ${name} (${((performance.now() - since) / 1000).toFixed(1)} s)`);
};
const left = [...checks];
async function runChecks(): Promise<void> {
  for (let name = left.shift(); name; name = left.shift()) {
    const since = performance.now();
    const ok = await check(name);
    total[ok ? "passed" : "failed"] += 1;
    note(name, ok, since);
  }
}
await Promise.all([runChecks(), runChecks()]);
for (const name of suites) {
  const since = performance.now();
  const counts = runSuite(name, folder);
  total.passed += counts.passed;
  total.failed += counts.failed;
  total.skipped.push(...counts.skipped);
  note(name, counts.ok, since);
}
rmSync(folder, { recursive: true, force: true });

console.log(`\n${lines.join("\n")}`);
for (const name of total.skipped) console.log(`skipped: ${name}`);
console.log(`${((performance.now() - begin) / 1000).toFixed(0)} s in all`);
console.log(`${total.passed} passed, ${total.failed} failed, ${total.skipped.length} skipped`);
process.exitCode = total.failed > 0 ? 1 : 0;
