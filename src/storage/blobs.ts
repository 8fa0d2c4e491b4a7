/**
 * The Blobs port: large bodies, content-addressed by the hex SHA-256 of their bytes.
 * A blob is durable before `finish` resolves, so a commit may name it.
 * @module
 */

export interface BlobWriter {
  /** Resolves when more may be written (back-pressure). */
  write(bytes: Uint8Array): Promise<void>;
  /** Syncs and names the blob; the same bytes give the same name. */
  finish(): Promise<{ readonly blob: string; readonly size: number }>;
  /** Drops what was written. Safe after a failed write. */
  abort(): Promise<void>;
}

export interface Blobs {
  create(): Promise<BlobWriter>;
  put(bytes: Uint8Array): Promise<string>;
  /** Size in bytes, null when absent. */
  size(blob: string): Promise<number | null>;
  /** Bytes [start, end) in pieces of at most 256 KiB. @throws LoomError NOT_FOUND */
  stream(blob: string, start: number, end: number): AsyncIterable<Uint8Array>;
  /** Bytes [start, end) whole. @throws LoomError NOT_FOUND */
  read(blob: string, start: number, end: number): Promise<Uint8Array>;
  remove(blob: string): Promise<void>;
}
