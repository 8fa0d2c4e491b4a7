/**
 * What storage costs here. There is no endowment to feed, so the formula is plain: whole chunks plus the overhead of a
 * transaction, at a fixed price a byte.
 * @module
 */
import { LoomError } from "../base/errors.ts";
import { CHUNK_BYTES } from "../protocol/chunks.ts";

const CHUNK = BigInt(CHUNK_BYTES);
/** Bytes that the network reckons for the transaction itself. */
const OVERHEAD_BYTES = 3210n;
/** Winston; one GiB costs about 1.07 AR. */
const WINSTON_PER_BYTE = 1000n;

/** Winston for `bytes` of data: (bytes rounded up to 256 KiB + 3210) x 1000. */
export function priceOf(bytes: bigint): bigint {
  const chunks = (bytes + CHUNK - 1n) / CHUNK;
  return (chunks * CHUNK + OVERHEAD_BYTES) * WINSTON_PER_BYTE;
}

/** A number of bytes from a path. @throws LoomError BAD_REQUEST */
export function requireByteCount(text: string): bigint {
  if (!/^\d{1,21}$/.test(text)) throw new LoomError("BAD_REQUEST", "size_must_be_an_integer", { details: { field: "bytes" } });
  return BigInt(text);
}
