/**
 * Writes files into a folder so that a reader never sees half of one: all are written under temporary names first
 * and renamed at the end. Other files in the folder stay.
 */
import { access, constants, mkdir, rename, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";

/** A folder that cannot be written; the message says why. */
export class FolderError extends Error {
  override readonly name = "FolderError";
}

/**
 * Makes the folder where it is missing, and checks that it can be written: before the work, not after.
 *
 * @throws FolderError
 */
export async function prepareFolder(folder: string): Promise<void> {
  try {
    await mkdir(folder, { recursive: true });
    if (!(await stat(folder)).isDirectory()) throw new Error("it is a file");
    await access(folder, constants.W_OK | constants.X_OK);
  } catch (error) {
    throw new FolderError(
      `Cannot write the folder ${folder}: ${error instanceof Error ? error.message : String(error)}.`,
    );
  }
}

/** Replaces or adds the files, by name. */
export async function writeFiles(folder: string, files: ReadonlyMap<string, string | Uint8Array>): Promise<void> {
  const staged = [...files].map(([name, content]) => ({ name, content, temporary: `.${name}.${process.pid}.tmp` }));
  try {
    await Promise.all(staged.map(({ temporary, content }) => writeFile(join(folder, temporary), content)));
    for (const { name, temporary } of staged) await rename(join(folder, temporary), join(folder, name));
  } finally {
    await Promise.all(staged.map(({ temporary }) => rm(join(folder, temporary), { force: true })));
  }
}
