/**
 * Reads ranges of blobs.
 * @module
 */
import { constants } from "node:fs";
import { LoomError } from "../../base/errors.ts";
import type { FileHandle, FileSystem } from "./file-system.ts";
import { isAbsent } from "./file-system.ts";

const PIECE_BYTES = 256 * 1024;

/** Bytes [start, end) in pieces. @throws LoomError NOT_FOUND, RANGE_UNSATISFIABLE */
export async function* streamRange(files: FileSystem, path: string, start: number, end: number): AsyncIterable<Uint8Array> {
  const handle = await openBlob(files, path);
  try {
    for (let at = start; at < end; at += PIECE_BYTES) yield await readRange(handle, at, Math.min(end, at + PIECE_BYTES));
  } finally {
    await handle.close();
  }
}

/** Bytes [start, end) whole. @throws LoomError NOT_FOUND, RANGE_UNSATISFIABLE */
export async function readWhole(files: FileSystem, path: string, start: number, end: number): Promise<Uint8Array> {
  const handle = await openBlob(files, path);
  try {
    return await readRange(handle, start, end);
  } finally {
    await handle.close();
  }
}

async function readRange(handle: FileHandle, start: number, end: number): Promise<Uint8Array> {
  if (start < 0 || end < start) throw new LoomError("RANGE_UNSATISFIABLE", `not a range: ${start}..${end}`);
  const bytes = new Uint8Array(end - start);
  const read = await handle.read(bytes, start);
  if (read < bytes.byteLength) throw new LoomError("RANGE_UNSATISFIABLE", `the blob ends at ${start + read}, before ${end}`);
  return bytes;
}

async function openBlob(files: FileSystem, path: string): Promise<FileHandle> {
  try {
    return await files.open(path, constants.O_RDONLY, 0);
  } catch (thrown) {
    if (isAbsent(thrown)) throw new LoomError("NOT_FOUND", "the blob is not here", { cause: thrown });
    throw new LoomError("STORE_FAILED", "the blob cannot be opened", { cause: thrown });
  }
}
