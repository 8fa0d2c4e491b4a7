/**
 * Syncs SQLite's write-ahead log on a thread of the system's pool, so that this thread goes on meanwhile.
 *
 * Through a descriptor of its own: a sync is of the file, not of the descriptor that wrote. SQLite keeps its locks on the main file, so
 * closing this one drops none. The order of the log and the main file stays SQLite's business (`synchronous = NORMAL`).
 * @module
 */
import { closeSync, fdatasync, openSync } from "node:fs";

export interface LogSync {
  /** Resolves when everything that was in the log at the call is on the medium. */
  sync(): Promise<void>;
  close(): void;
}

/** @param path of the database */
export function createLogSync(path: string): LogSync {
  let descriptor: number | null = null;
  return {
    sync: () =>
      new Promise((resolve, reject) => {
        // SQLite makes the log with its first write and keeps it until it closes.
        descriptor ??= openSync(`${path}-wal`, "r+");
        fdatasync(descriptor, (fault) => (fault === null ? resolve() : reject(fault)));
      }),
    close() {
      if (descriptor !== null) closeSync(descriptor);
      descriptor = null;
    },
  };
}
