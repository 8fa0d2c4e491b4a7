/**
 * Bytes of a prepared module, for a cache on disk.
 *
 * Magic (8) · SHA-256 of the rest (32) · size of the description (4, little-endian) · description (JSON) · instrumented wasm. The
 * magic changes with everything that shapes the content.
 * @module
 */
import { bytesEqual, concat, text, utf8 } from "../base/bytes.ts";
import { LoomError } from "../base/errors.ts";
import { sha256 } from "../crypto/hash.ts";
import type { ModuleInfo } from "./inspect-module.ts";
import type { PreparedModule } from "./prepare-module.ts";

const MAGIC = utf8("LOOMMOD3");
const HASH_BYTES = 32;
const HEADER_BYTES = MAGIC.byteLength + HASH_BYTES + 4;

interface Description {
  readonly info: ModuleInfo;
  readonly maximumPages: number;
  readonly environment: string;
}

export function encodePrepared({ bytes, info, maximumPages, environment }: PreparedModule): Uint8Array {
  const description: Description = { info, maximumPages, environment };
  const json = utf8(JSON.stringify(description));
  const size = new Uint8Array(4);
  new DataView(size.buffer).setUint32(0, json.byteLength, true);
  const body = concat(size, json, bytes);
  return concat(MAGIC, sha256(body), body);
}

/** @throws LoomError CHECKPOINT_INVALID when the bytes are damaged, cut, or of another version: prepare the module again */
export function decodePrepared(bytes: Uint8Array): PreparedModule {
  if (bytes.byteLength < HEADER_BYTES || !bytesEqual(bytes.subarray(0, MAGIC.byteLength), MAGIC)) throw damaged("unknown version");
  const body = bytes.subarray(MAGIC.byteLength + HASH_BYTES);
  if (!bytesEqual(bytes.subarray(MAGIC.byteLength, MAGIC.byteLength + HASH_BYTES), sha256(body))) throw damaged("wrong hash");
  const size = new DataView(body.buffer, body.byteOffset).getUint32(0, true);
  const description = JSON.parse(text(body.subarray(4, 4 + size))) as Description;
  return { ...description, bytes: body.slice(4 + size) };
}

function damaged(reason: string): LoomError {
  return new LoomError("CHECKPOINT_INVALID", `prepared module: ${reason}`);
}
