/** The callbacks that reach outside: into a file, to a server. */
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, describe, expect, it, vi } from "vitest";
import { callbacks } from "../index.ts";
import { pythonFloat } from "./pythonNumber.ts";

afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
});

it("pythonFloat writes numbers as Python does", () => {
  const expected = {
    "0.0": 0,
    "1.0": 1,
    "0.0001": 1e-4,
    "1e-05": 1e-5,
    "-1.5e-07": -1.5e-7,
    "1e+16": 1e16,
    "9007199254740992.0": 2 ** 53,
    "1e+100": 1e100,
    nan: NaN,
    "-inf": -Infinity,
  };
  for (const [text, x] of Object.entries(expected)) expect(pythonFloat(x)).toBe(text);
});

describe("csvLogger", () => {
  const folder = mkdtempSync(join(tmpdir(), "tacet-"));
  afterAll(() => rmSync(folder, { recursive: true }));
  const filename = join(folder, "log.csv");

  it("writes a line an epoch, with Keras's columns and Python's numbers", () => {
    const logger = callbacks.csvLogger({ filename, separator: ";" });
    logger.onTrainBegin();
    logger.onEpochEnd(0, { loss: 1, "a;b": 1e-5 });
    logger.onEpochEnd(1, { loss: NaN });
    expect(readFileSync(filename, "utf8")).toBe(
      'epoch;"a;b";loss;"val_a;b";val_loss\r\n0;1e-05;1.0;NA;NA\r\n1;NA;nan;NA;NA\r\n',
    );
  });
  it("begins the file anew with each fit, or goes on below it", () => {
    for (const [append, lines] of [
      [false, 2],
      [true, 3],
    ] as const) {
      const logger = callbacks.csvLogger({ filename, append });
      logger.onTrainBegin();
      logger.onEpochEnd(0, { loss: 1 });
      expect(readFileSync(filename, "utf8").trim().split("\r\n")).toHaveLength(lines);
    }
  });
  it("says where there are no files", () => {
    vi.stubGlobal("process", undefined);
    expect(() => callbacks.csvLogger({ filename })).toThrow(/csvLogger: expected Node.*onEpochEnd/);
  });
});

describe("remoteMonitor", () => {
  it("posts the values, and warns where nobody listens", async () => {
    const bodies: string[] = [];
    const server = createServer((request, response) => {
      request.on("data", (data) => bodies.push(`${request.method} ${request.url} ${String(data)}`));
      request.on("end", () => response.end("thanks"));
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const root = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    await callbacks.remoteMonitor({ root, sendAsJson: true }).onEpochEnd(2, { loss: 0.5 });
    await callbacks.remoteMonitor({ root, path: "/p" }).onEpochEnd(3, { loss: Infinity });
    expect(bodies).toEqual([
      'POST /publish/epoch/end/ {"epoch":2,"loss":0.5}',
      "POST /p data=%7B%22epoch%22%3A3%2C%22loss%22%3Anull%7D",
    ]);
    await new Promise((resolve) => server.close(resolve));

    const warned = vi.spyOn(console, "warn").mockImplementation(() => undefined);
    await callbacks.remoteMonitor({ root }).onEpochEnd(0, {});
    expect(String(warned.mock.calls[0]![0])).toContain(`could not reach the server at ${root}`);
  });
});
