/**
 * Chunks of transactions: posting with proof, reading by any byte of the weave.
 * Source: arweave.md section 4; clients tell fatal errors from others by the word in `error`.
 * @module
 */
import { LoomError } from "../../base/errors.ts";
import { chunkJson } from "../../weave/chunk-proofs.ts";
import { json } from "../core/replies.ts";
import type { Handler, Reply, Route } from "../core/types.ts";
import type { GatewayDeps } from "./deps.ts";

/** A chunk of 256 KiB and a proof of as much, in base64url and JSON. */
const CHUNK_JSON_BYTES = 1024 * 1024;

export function chunkRoutes({ weave }: GatewayDeps): Route[] {
  const post: Handler = async (context) => {
    try {
      await weave.ingestChunk(await context.json(CHUNK_JSON_BYTES));
      return json(200, {});
    } catch (thrown) {
      if (thrown instanceof LoomError && thrown.code === "CHUNK_INVALID") return refusal(thrown);
      throw thrown;
    }
  };
  const get: Handler = async ({ params }) => {
    const offset = params["offset"] ?? "";
    if (!/^[1-9]\d{0,15}$/.test(offset) || !Number.isSafeInteger(Number(offset))) {
      throw new LoomError("BAD_REQUEST", "the offset must be a number from 1", { details: { field: "offset" } });
    }
    const chunk = await weave.chunks.at(Number(offset));
    return json(200, chunkJson(chunk), { "arweave-absolute-end-offset": String(chunk.absoluteEndOffset) });
  };
  return [
    { method: "POST", path: "/chunk", handler: post },
    { method: "GET", path: "/chunk/:offset", handler: get },
  ];
}

function refusal(error: LoomError): Reply {
  const reason = error.details["reason"];
  return json(400, {
    error: typeof reason === "string" ? reason : "invalid_proof",
    code: error.code,
    message: error.message,
    help: error.help,
  });
}
