/**
 * The few file operations that blobs need, as a port: the crash test records them and replays every prefix.
 * @module
 */
import { constants } from "node:fs";
import { mkdir, open, readdir, rename, rm, stat } from "node:fs/promises";

export interface FileHandle {
  /** Writes all of `bytes` at `position`. */
  write(bytes: Uint8Array, position: number): Promise<void>;
  /** Fills `into` from `position`; gives the bytes read, fewer only at the end of the file. */
  read(into: Uint8Array, position: number): Promise<number>;
  /** Data and size are on the medium when it resolves (fdatasync). */
  sync(): Promise<void>;
  close(): Promise<void>;
}

export interface FileSystem {
  open(path: string, flags: number, mode: number): Promise<FileHandle>;
  makeDirs(path: string): Promise<void>;
  list(path: string): Promise<string[]>;
  rename(from: string, to: string): Promise<void>;
  /** False when there was none. */
  remove(path: string): Promise<boolean>;
  /** Null when there is none. */
  size(path: string): Promise<number | null>;
  /** Names that were made, changed or removed in the directory are on the medium when it resolves. */
  syncDir(path: string): Promise<void>;
}

export const nodeFiles: FileSystem = {
  async open(path, flags, mode) {
    const file = await open(path, flags, mode);
    return {
      async write(bytes, position) {
        for (let done = 0; done < bytes.byteLength; ) {
          done += (await file.write(bytes, done, bytes.byteLength - done, position + done)).bytesWritten;
        }
      },
      async read(into, position) {
        let done = 0;
        while (done < into.byteLength) {
          const { bytesRead } = await file.read(into, done, into.byteLength - done, position + done);
          if (bytesRead === 0) break;
          done += bytesRead;
        }
        return done;
      },
      sync: () => file.datasync(),
      close: () => file.close(),
    };
  },
  async makeDirs(path) {
    await mkdir(path, { recursive: true });
  },
  list: (path) => readdir(path),
  rename,
  async remove(path) {
    try {
      await rm(path);
      return true;
    } catch (thrown) {
      if (isAbsent(thrown)) return false;
      throw thrown;
    }
  },
  async size(path) {
    try {
      return (await stat(path)).size;
    } catch (thrown) {
      if (isAbsent(thrown)) return null;
      throw thrown;
    }
  },
  async syncDir(path) {
    const directory = await open(path, constants.O_RDONLY);
    try {
      await directory.sync();
    } finally {
      await directory.close();
    }
  },
};

export function isAbsent(thrown: unknown): boolean {
  return thrown instanceof Error && "code" in thrown && thrown.code === "ENOENT";
}
