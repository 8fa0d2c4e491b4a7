/**
 * The format of a data directory as a whole: what files are in it and what they mean. (The database has its own format number.)
 * @module
 */
import { open, readFile, rename, stat } from "node:fs/promises";
import { join } from "node:path";
import { LoomError } from "../../base/errors.ts";
import { isAbsent, nodeFiles } from "../files/file-system.ts";

const DIR_FORMAT = 1;
const FILE = "format";
const LINE = /^hyperloom data directory, format (\d{1,9})\n$/;

/** Checks the format file; writes it in a directory that has no store yet. @throws LoomError DATA_DIR_VERSION */
export async function checkDirFormat(dir: string, storeFile: string): Promise<void> {
  const path = join(dir, FILE);
  const found = await readFile(path, "utf8").catch((thrown: unknown) => {
    if (isAbsent(thrown)) return null;
    throw thrown;
  });
  if (found === null && (await exists(storeFile))) throw refusal(dir, "it has a store and no format file");
  if (found === null) return write(dir, path);
  const version = LINE.exec(found)?.[1];
  if (version === undefined) throw refusal(dir, "its format file cannot be understood");
  if (Number(version) !== DIR_FORMAT) throw refusal(dir, `it has format ${version}, this program reads format ${DIR_FORMAT}`);
}

/** Complete or absent after a crash, and on the medium before the store is made. */
async function write(dir: string, path: string): Promise<void> {
  const file = await open(`${path}.new`, "w", 0o644);
  try {
    await file.writeFile(`hyperloom data directory, format ${DIR_FORMAT}\n`);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(`${path}.new`, path);
  await nodeFiles.syncDir(dir);
}

async function exists(path: string): Promise<boolean> {
  return (await stat(path).catch(() => null)) !== null;
}

function refusal(dir: string, reason: string): LoomError {
  return new LoomError("DATA_DIR_VERSION", `the data directory ${dir} cannot be used: ${reason}`, { details: { dir } });
}
