/**
 * The connection port of the SQLite adapter on SQLite compiled to WebAssembly, whose files go through Node's synchronous `fs` functions:
 * those are wrapped, so every write and every sync of the database and its log is recorded.
 */
import fs from "node:fs";
import type { Sql, SqlRow, SqlValue } from "../../../src/storage/sqlite/sql.ts";
import type { DiskLog } from "./disk-log.ts";

type Bound = number | bigint | string | Uint8Array | null;

/** Only files whose path begins with `prefix` are recorded. Call `restore` when the connection is closed. */
export async function recordedSql(path: string, log: DiskLog): Promise<{ readonly sql: Sql; restore(): void }> {
  const restore = recordFs(path, log);
  const { default: sqlite } = await import("node-sqlite3-wasm");
  const database = new sqlite.Database(path);
  const bound = (values: readonly SqlValue[]): Bound[] =>
    values.map((value) => (ArrayBuffer.isView(value) ? new Uint8Array(value.buffer, value.byteOffset, value.byteLength) : value));
  // Columns are distinct in every statement of the adapter, so an object keeps them all and in order.
  const row = (found: object): SqlRow => Object.values(found);
  const sql: Sql = {
    run: (text, ...values) => database.run(text, bound(values)).changes,
    get(text, ...values) {
      const found = database.get(text, bound(values));
      return found === null || found === undefined ? undefined : row(found);
    },
    all: (text, ...values) => database.all(text, bound(values)).map(row),
    exec: (text) => database.exec(text),
    get inTransaction() {
      return database.inTransaction;
    },
    close: () => database.close(),
  };
  return { sql, restore };
}

/** Replaces functions of `fs`; gives the function that puts them back. */
function recordFs(prefix: string, log: DiskLog): () => void {
  const { openSync, writeSync, fsyncSync, fdatasyncSync, ftruncateSync, unlinkSync, closeSync } = fs;
  const paths = new Map<number, string>();
  const known = new Set<string>();
  const patches = {
    openSync(path: fs.PathLike, ...rest: [flags: fs.OpenMode, mode?: fs.Mode | null]) {
      const name = String(path);
      const fd = openSync(path, ...rest);
      if (name.startsWith(prefix)) paths.set(fd, name);
      // Native SQLite syncs the directory after it made its log; this build leaves that out, so names of its files count as durable.
      if (name.startsWith(prefix) && !known.has(name)) log.add({ type: "create", path: name, durable: true });
      known.add(name);
      return fd;
    },
    writeSync(fd: number, bytes: Uint8Array, from: number, length: number, offset: number) {
      const written = writeSync(fd, bytes, from, length, offset);
      const path = paths.get(fd);
      if (path !== undefined) log.add({ type: "write", path, offset, bytes: bytes.slice(from, from + written) });
      return written;
    },
    fsyncSync: (fd: number) => synced(fd, fsyncSync),
    fdatasyncSync: (fd: number) => synced(fd, fdatasyncSync),
    ftruncateSync(fd: number, size?: number | null) {
      ftruncateSync(fd, size ?? 0);
      const path = paths.get(fd);
      if (path !== undefined) log.add({ type: "truncate", path, size: size ?? 0 });
    },
    unlinkSync(path: fs.PathLike) {
      unlinkSync(path);
      if (known.delete(String(path))) log.add({ type: "remove", path: String(path), durable: true });
    },
    closeSync(fd: number) {
      closeSync(fd);
      paths.delete(fd);
    },
  };
  const synced = (fd: number, sync: (fd: number) => void): void => {
    sync(fd);
    const path = paths.get(fd);
    if (path !== undefined) log.add({ type: "sync", path });
  };
  Object.assign(fs, patches);
  return () => Object.assign(fs, { openSync, writeSync, fsyncSync, fdatasyncSync, ftruncateSync, unlinkSync, closeSync });
}
