/**
 * Reading request bodies within limits.
 * @module
 */
import type { IncomingMessage } from "node:http";
import { LoomError } from "../../base/errors.ts";

/** The whole body. A declared length over the limit is refused before a byte is read. */
export async function readBytes(request: IncomingMessage, limit: number): Promise<Uint8Array> {
  const declared = Number(request.headers["content-length"] ?? 0);
  if (declared > limit) throw tooLarge(limit);
  // The body of a message comes in one piece with its head: after this turn it is here whole, and needs no listeners.
  await Promise.resolve();
  const empty = request.complete && request.readableLength === 0;
  if (empty) return new Uint8Array(0);
  const whole: Buffer | null = declared > 0 && request.readableLength === declared ? request.read() : null;
  return whole === null ? collect(request, limit) : bytesOf(whole);
}

/** Events instead of an iterator, which makes a dozen promises for each piece. */
function collect(request: IncomingMessage, limit: number): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    const pieces: Buffer[] = [];
    let size = 0;
    const stop = (): void => {
      request.off("data", onData).off("end", onEnd).off("close", onClose).off("error", onClose);
    };
    const onData = (piece: Buffer): void => {
      size += piece.byteLength;
      pieces.push(piece);
      if (size <= limit) return;
      stop();
      // What follows is read, or not, by the one who answers.
      request.pause();
      reject(tooLarge(limit));
    };
    const onEnd = (): void => {
      stop();
      if (!request.complete) return reject(cutOff());
      const only = pieces.length === 1 ? pieces[0] : undefined;
      resolve(bytesOf(only ?? Buffer.concat(pieces, size)));
    };
    const onClose = (cause?: unknown): void => {
      stop();
      reject(cutOff(cause));
    };
    if (request.destroyed) return onClose();
    request.on("data", onData).on("end", onEnd).on("close", onClose).on("error", onClose);
  });
}

/** The body in pieces; a client that goes away in the middle ends the iteration with BAD_REQUEST, never as a complete body. */
export async function* pieceReader(request: IncomingMessage): AsyncGenerator<Buffer> {
  try {
    // Leaving the loop early must not destroy the socket: the answer still has to go out on it.
    for await (const piece of request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) yield piece;
  } catch (cause) {
    throw cutOff(cause);
  }
  if (!request.complete) throw cutOff();
}

/** @throws LoomError BODY_TYPE_UNSUPPORTED, BAD_REQUEST, ITEM_TOO_LARGE */
export async function readJson(request: IncomingMessage, limit: number): Promise<unknown> {
  const type = request.headers["content-type"] ?? "";
  // arweave-js posts JSON as text/plain; browsers send application/json; both are common, form posts are not.
  if (type !== "" && !/^(application\/(.*\+)?json|text\/plain)\b/i.test(type)) {
    throw new LoomError("BODY_TYPE_UNSUPPORTED", `expected a JSON body, not ${type}`);
  }
  const bytes = await readBytes(request, limit);
  try {
    return JSON.parse(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("utf8")) as unknown;
  } catch (cause) {
    throw new LoomError("BAD_REQUEST", "the body is not valid JSON", { cause });
  }
}

function bytesOf({ buffer, byteOffset, byteLength }: Buffer): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}

function cutOff(cause?: unknown): LoomError {
  return new LoomError("BAD_REQUEST", "the body ended before it was complete", { cause });
}

function tooLarge(limit: number): LoomError {
  return new LoomError("ITEM_TOO_LARGE", `the body is larger than ${limit} bytes`, { details: { limit } });
}
