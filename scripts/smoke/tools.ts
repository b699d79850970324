/** What the smoke test needs of the machine, and the places it looks for it. */
import { spawnSync } from "node:child_process";
import { accessSync, constants } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { delimiter, join } from "node:path";

/** The first of these commands on the PATH. Where none is: undefined, or an error with CI=true. */
export function findTool(...names: string[]): string | undefined {
  for (const folder of (process.env.PATH ?? "").split(delimiter)) {
    for (const name of names) {
      try {
        accessSync(join(folder, name), constants.X_OK);
        return join(folder, name);
      } catch {
        continue;
      }
    }
  }
  if (process.env.CI === "true") throw new Error(`none of ${names.join(", ")} is installed, and CI skips nothing`);
  return undefined;
}

/** Runs a program and returns what it printed; an error carries that, too. */
export function run(command: string, args: readonly string[], cwd: string): string {
  const { status, stdout, stderr, error } = spawnSync(command, args, { cwd, encoding: "utf8", maxBuffer: 1 << 26 });
  if (status === 0) return stdout;
  throw error ?? new Error(`${command} ${args.join(" ")} exited with ${status}:\n${stdout}\n${stderr}`);
}

/** Serves these files, by path, on a free port of the loopback interface. */
export async function serve(files: ReadonlyMap<string, string>): Promise<{ url: string; close: () => void }> {
  const server = createServer((request, response) => {
    const path = request.url ?? "/";
    const type = path.endsWith(".js") ? "text/javascript" : "text/html";
    const content = files.get(path);
    response.writeHead(content === undefined ? 404 : 200, { "content-type": `${type}; charset=utf-8` });
    response.end(content ?? "");
  });
  await new Promise<void>((ready) => {
    server.listen(0, "127.0.0.1", ready);
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`, close: () => void server.close() };
}
