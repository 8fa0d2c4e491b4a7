/**
 * Bytes as base64url text while they stream by.
 * @module
 */
import { concat, toBase64Url, utf8 } from "../../base/bytes.ts";

/** Pieces are cut at multiples of three bytes, so that their texts can be joined. */
export async function* base64UrlStream(pieces: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let rest: Uint8Array = new Uint8Array(0);
  for await (const piece of pieces) {
    const bytes = rest.byteLength === 0 ? piece : concat(rest, piece);
    const whole = bytes.byteLength - (bytes.byteLength % 3);
    if (whole > 0) yield utf8(toBase64Url(bytes.subarray(0, whole)));
    rest = bytes.slice(whole);
  }
  if (rest.byteLength > 0) yield utf8(toBase64Url(rest));
}
