/**
 * The lock of a data directory: an exclusive transaction on a database of its own, held open. The system releases it when the
 * process dies, however it dies, so there is no stale lock to clean and no process id to guess at.
 * @module
 */
import { DatabaseSync } from "node:sqlite";
import { LoomError } from "../../base/errors.ts";
import { SQLITE_BUSY, sqliteCode } from "./sql.ts";

/** @returns the function that releases the lock  @throws LoomError DATA_DIR_LOCKED, STORE_FAILED */
export function lockFile(path: string, dir: string): () => void {
  let database: DatabaseSync | undefined;
  try {
    database = new DatabaseSync(path, { timeout: 0 });
    // Never committed: the file stays empty, and what a crash leaves beside it is rolled back to nothing by the next one here.
    database.exec("BEGIN EXCLUSIVE");
  } catch (thrown) {
    database?.close();
    const options = { details: { dir }, cause: thrown };
    if (sqliteCode(thrown) === SQLITE_BUSY) throw new LoomError("DATA_DIR_LOCKED", `the data directory ${dir} is in use`, options);
    throw new LoomError(
      "STORE_FAILED",
      `the data directory ${dir} cannot be locked: ${thrown instanceof Error ? thrown.message : String(thrown)}`,
      options,
    );
  }
  const held = database;
  return () => held.close();
}
