/** The file system port of the blobs, with every operation in a disk log. */
import { constants } from "node:fs";
import { dirname } from "node:path";
import type { FileSystem } from "../../../src/storage/files/file-system.ts";
import { nodeFiles } from "../../../src/storage/files/file-system.ts";
import type { DiskLog } from "./disk-log.ts";

export function recordedFiles(log: DiskLog): FileSystem {
  const known = new Set<string>();
  return {
    ...nodeFiles,
    async open(path, flags, mode) {
      const handle = await nodeFiles.open(path, flags, mode);
      if ((flags & constants.O_CREAT) !== 0) log.add({ type: "create", path, durable: false });
      return {
        ...handle,
        async write(bytes, offset) {
          await handle.write(bytes, offset);
          log.add({ type: "write", path, offset, bytes: bytes.slice() });
        },
        async sync() {
          await handle.sync();
          log.add({ type: "sync", path });
        },
      };
    },
    async makeDirs(path) {
      const made = [path, dirname(path)].filter((one) => !known.has(one)).reverse();
      await nodeFiles.makeDirs(path);
      for (const one of made) log.add({ type: "make-dir", path: one, durable: false });
      for (const one of made) known.add(one);
    },
    async rename(from, path) {
      await nodeFiles.rename(from, path);
      log.add({ type: "rename", path, from });
    },
    async remove(path) {
      const removed = await nodeFiles.remove(path);
      if (removed) log.add({ type: "remove", path, durable: false });
      return removed;
    },
    async syncDir(path) {
      const asked = log.events.length;
      await nodeFiles.syncDir(path);
      log.add({ type: "sync-dir", path, asked });
    },
  };
}
