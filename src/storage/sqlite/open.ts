/**
 * Opens the database file: pragmas, recognition of the format, creation.
 * @module
 */
import { DatabaseSync } from "node:sqlite";
import { LoomError } from "../../base/errors.ts";
import { APPLICATION_ID, FORMAT_VERSION, MIGRATIONS, SCHEMA } from "./schema.ts";
import type { Sql } from "./sql.ts";
import { createSql, SQLITE_BUSY, SQLITE_NOTADB, sqliteCode } from "./sql.ts";

const PAGE_CACHE_KIB = 64 * 1024;
const MMAP_BYTES = 256 * 1024 * 1024;
/** Pages in the log before they are moved to the main file; 16 MiB keeps that off most commits. */
const WAL_PAGES = 4096;

/**
 * `locking_mode = EXCLUSIVE` keeps the file for this process (released by the system when it dies) and the index of the log in
 * plain memory; it must come before WAL. `synchronous = NORMAL` syncs the log before it is written back and when it begins anew; after a
 * commit the store syncs it (log-sync.ts), not on this thread.
 */
const PRAGMAS = `
PRAGMA locking_mode = EXCLUSIVE;
PRAGMA journal_mode = WAL;
PRAGMA synchronous = NORMAL;
PRAGMA cache_size = -${PAGE_CACHE_KIB};
PRAGMA mmap_size = ${MMAP_BYTES};
PRAGMA wal_autocheckpoint = ${WAL_PAGES};
PRAGMA temp_store = MEMORY;
PRAGMA trusted_schema = OFF;
`;

/**
 * @param path of the file, or ":memory:"
 * @throws LoomError DATA_DIR_VERSION (another format or not our file), DATA_DIR_LOCKED (open elsewhere), STORE_FAILED
 */
export function openDatabase(path: string): Sql {
  let sql: Sql | undefined;
  try {
    sql = createSql(new DatabaseSync(path, { timeout: 0, enableForeignKeyConstraints: false, allowExtension: false }));
    prepareDatabase(sql, path);
    return sql;
  } catch (thrown) {
    sql?.close();
    throw openError(thrown, path);
  }
}

/** Brings a new connection into the state that the store relies on. */
export function prepareDatabase(sql: Sql, path: string): void {
  refuseForeignFile(sql, path);
  sql.exec(PRAGMAS);
  createTables(sql, path);
}

/** Before the first write, so that a file of somebody else is left untouched. */
function refuseForeignFile(sql: Sql, path: string): void {
  const application = headerNumber(sql, "PRAGMA application_id");
  if (application === APPLICATION_ID) return;
  const tables = sql.get("SELECT count(*) FROM sqlite_schema")?.[0];
  if (application !== 0 || tables !== 0)
    throw new LoomError("DATA_DIR_VERSION", `${path} is a database of another program`, { details: { path } });
}

function createTables(sql: Sql, path: string): void {
  if (headerNumber(sql, "PRAGMA application_id") === APPLICATION_ID) {
    let found = headerNumber(sql, "PRAGMA user_version");
    for (let step = MIGRATIONS[found]; step !== undefined; step = MIGRATIONS[found]) {
      found++;
      sql.exec(`BEGIN IMMEDIATE; ${step} PRAGMA user_version = ${found}; COMMIT;`);
    }
    if (found === FORMAT_VERSION) return;
    throw new LoomError("DATA_DIR_VERSION", `${path} has format ${found}, this program reads format ${FORMAT_VERSION}`, {
      details: { path, found, expected: FORMAT_VERSION },
    });
  }
  // One transaction: a crash leaves an empty file or a complete one.
  sql.exec(`BEGIN IMMEDIATE; ${SCHEMA} PRAGMA application_id = ${APPLICATION_ID}; PRAGMA user_version = ${FORMAT_VERSION}; COMMIT;`);
}

function headerNumber(sql: Sql, pragma: string): number {
  const value = sql.get(pragma)?.[0];
  return typeof value === "number" ? value : -1;
}

function openError(thrown: unknown, path: string): LoomError {
  const options = { details: { path }, cause: thrown };
  const code = sqliteCode(thrown instanceof LoomError ? thrown.cause : thrown);
  if (code === SQLITE_BUSY) return new LoomError("DATA_DIR_LOCKED", `${path} is open in another program`, options);
  if (code === SQLITE_NOTADB) return new LoomError("DATA_DIR_VERSION", `${path} is not a database`, options);
  if (thrown instanceof LoomError) return thrown;
  return new LoomError("STORE_FAILED", `${path} cannot be opened: ${thrown instanceof Error ? thrown.message : String(thrown)}`, options);
}
