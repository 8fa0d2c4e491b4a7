/**
 * A disk that forgets: files and names, each with what is on the medium and what is only in the cache. Fed with the events of a disk log;
 * at any moment it can be asked what a power cut would leave.
 *
 * After a power cut each cached write is there in whole, not at all, or in some of its 512-byte sectors, in any combination with others
 * (the cache writes back in any order); each cached name change is there or not.
 */
import { dirname } from "node:path";
import type { DiskEvent } from "./disk-log.ts";

/** Decides for each sector and each name: true keeps it. */
export type Luck = () => boolean;

interface Write {
  readonly offset: number;
  /** Null: cut the file at `offset`. */
  readonly bytes: Uint8Array | null;
}

interface Inode {
  content: Buffer;
  cached: Write[];
}

interface NameChange {
  readonly at: number;
  /** Directories whose sync makes it durable. */
  readonly dir: string;
  apply(names: Map<string, Inode | "dir">): void;
}

const SECTOR = 512;

export interface DiskModel {
  feed(event: DiskEvent): void;
  /** Files after a power cut now. */
  image(luck: Luck): Map<string, Buffer | "dir">;
}

export function createDiskModel(): DiskModel {
  const durable = new Map<string, Inode | "dir">();
  const current = new Map<string, Inode | "dir">();
  let changes: NameChange[] = [];
  let at = 0;

  const inode = (path: string): Inode => {
    const found = current.get(path);
    if (found === undefined || found === "dir") throw new Error(`no file ${path} in the log so far`);
    return found;
  };
  const change = (path: string, isDurable: boolean, apply: NameChange["apply"]): void => {
    apply(current);
    if (isDurable) apply(durable);
    else changes.push({ at, dir: dirname(path), apply });
  };
  const syncDir = (dir: string, asked: number): void => {
    const covered = (one: NameChange): boolean => one.dir === dir && one.at < asked;
    for (const one of changes.filter(covered)) one.apply(durable);
    changes = changes.filter((one) => !covered(one));
  };

  return {
    feed(event) {
      switch (event.type) {
        case "write":
          inode(event.path).cached.push(event);
          break;
        case "truncate":
          inode(event.path).cached.push({ offset: event.size, bytes: null });
          break;
        case "sync": {
          const file = inode(event.path);
          for (const write of file.cached) file.content = applyWrite(file.content, write, () => true);
          file.cached = [];
          break;
        }
        case "create": {
          const made: Inode = { content: Buffer.alloc(0), cached: [] };
          change(event.path, event.durable, (names) => names.set(event.path, made));
          break;
        }
        case "make-dir":
          change(event.path, event.durable, (names) => names.set(event.path, "dir"));
          break;
        case "remove":
          change(event.path, event.durable, (names) => names.delete(event.path));
          break;
        case "rename": {
          const moved = inode(event.from);
          change(event.path, false, (names) => {
            names.delete(event.from);
            names.set(event.path, moved);
          });
          break;
        }
        case "sync-dir":
          syncDir(event.path, event.asked);
          break;
        case "acked":
          break;
      }
      at++;
    },
    image(luck) {
      const names = new Map(durable);
      for (const one of changes) if (luck()) one.apply(names);
      const files = new Map<string, Buffer | "dir">();
      for (const [path, file] of names) {
        if (file === "dir") files.set(path, "dir");
        else
          files.set(
            path,
            file.cached.reduce((content, write) => applyWrite(content, write, luck), file.content),
          );
      }
      return files;
    },
  };
}

function applyWrite(content: Buffer, { offset, bytes }: Write, luck: Luck): Buffer {
  if (bytes === null) return luck() ? content.subarray(0, offset) : content;
  let out = content;
  for (let from = 0; from < bytes.byteLength; ) {
    // Sectors of the medium, not of the write.
    const to = Math.min(bytes.byteLength, from + SECTOR - ((offset + from) % SECTOR));
    if (luck()) {
      const end = offset + to;
      const grown = Buffer.alloc(Math.max(out.byteLength, end));
      grown.set(out);
      grown.set(bytes.subarray(from, to), offset + from);
      out = grown;
    }
    from = to;
  }
  return out;
}
