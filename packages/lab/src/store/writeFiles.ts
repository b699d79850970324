/**
 * Writes files into a folder so that a reader never sees half of one: all are written under temporary names first
 * and renamed at the end. Other files in the folder stay.
 */
import { access, constants, mkdir, rename, rm, stat, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";

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
  await refusing(folder, async () => {
    const found = await stat(folder).catch(() => null);
    if (found === null) await makeFolder(folder);
    else if (!found.isDirectory()) throw new Error("it is a file, expected a folder or a free name");
    await access(folder, constants.W_OK | constants.X_OK);
  });
}

/** Node's own recursive mkdir never ends where a file system refuses new folders with ENOENT, as /proc does. */
async function makeFolder(folder: string): Promise<void> {
  const parent = dirname(folder);
  if ((await stat(parent).catch(() => null)) === null) await makeFolder(parent);
  await mkdir(folder);
}

/**
 * Replaces or adds the files, by name.
 *
 * @throws FolderError
 */
export async function writeFiles(folder: string, files: ReadonlyMap<string, string | Uint8Array>): Promise<void> {
  const staged = [...files].map(([name, content]) => ({ name, content, temporary: `.${name}.${process.pid}.tmp` }));
  await refusing(folder, async () => {
    try {
      for (const { temporary, content } of staged) await writeFile(join(folder, temporary), content);
      for (const { name, temporary } of staged) await rename(join(folder, temporary), join(folder, name));
    } finally {
      await Promise.all(staged.map(({ temporary }) => rm(join(folder, temporary), { force: true })));
    }
  });
}

async function refusing(folder: string, action: () => Promise<void>): Promise<void> {
  try {
    await action();
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new FolderError(`Cannot write the folder ${folder}: ${reason}.`, { cause: error });
  }
}
