import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { FolderError, prepareFolder, writeFiles } from "./writeFiles.ts";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "tacet-lab-"));
});
afterEach(() => rm(folder, { recursive: true }));

it("replaces its own files and leaves the others", async () => {
  await writeFile(join(folder, "mine.txt"), "kept");
  await writeFile(join(folder, "a.txt"), "old");
  await writeFiles(
    folder,
    new Map([
      ["a.txt", "new"],
      ["b.bin", Uint8Array.of(7)],
    ] as [string, string | Uint8Array][]),
  );
  expect((await readdir(folder)).sort()).toEqual(["a.txt", "b.bin", "mine.txt"]);
  expect(await readFile(join(folder, "a.txt"), "utf8")).toBe("new");
  expect(await readFile(join(folder, "mine.txt"), "utf8")).toBe("kept");
});
it("changes nothing when one file cannot be written", async () => {
  await writeFile(join(folder, "a.txt"), "old");
  const files = new Map([
    ["a.txt", "new"],
    ["no/such.txt", ""],
  ] as const);
  const writing = writeFiles(folder, files);
  await expect(writing).rejects.toThrow(FolderError);
  await expect(writing).rejects.toThrow(/^Cannot write the folder .*ENOENT/);
  expect(await readdir(folder)).toEqual(["a.txt"]);
  expect(await readFile(join(folder, "a.txt"), "utf8")).toBe("old");
});
it("makes a folder, but not over a file", async () => {
  await prepareFolder(join(folder, "x", "y"));
  await writeFile(join(folder, "file"), "");
  await expect(prepareFolder(join(folder, "file"))).rejects.toThrow(
    /it is a file, expected a folder or a free name\.$/,
  );
  await expect(prepareFolder(join(folder, "file", "below"))).rejects.toThrow(FolderError);
  await expect(prepareFolder("/proc/no/such")).rejects.toThrow(FolderError);
});
