/**
 * Uploads: one item a request, streamed.
 * @module
 */
import { LoomError } from "../../base/errors.ts";
import { LIMITS } from "../../base/limits.ts";
import { json } from "../core/replies.ts";
import type { Handler, Reply, Route, RouteContext } from "../core/types.ts";
import type { BundlerDeps } from "./deps.ts";

export function uploadRoutes({ weave }: BundlerDeps): Route[] {
  const upload: Handler = async (context) => {
    requireBody(context);
    const { id, duplicate } = await weave.ingestItem(context.body());
    const receipt = await weave.receipt(id, hostOf(context));
    if (receipt === null) throw new LoomError("INTERNAL", `item ${id} was stored and is gone`);
    // 202 is the network's "Data Item Exists"; the receipt is the first one again.
    return duplicate ? exists(receipt) : json(200, receipt);
  };
  return [
    { method: "POST", path: "/tx", handler: upload },
    { method: "POST", path: "/tx/:token", handler: upload },
  ];
}

function exists(receipt: object): Reply {
  return json(202, receipt, { "x-status": "Data Item Exists" });
}

/** What the headers tell already. @throws LoomError BODY_TYPE_UNSUPPORTED, ITEM_MALFORMED, ITEM_TOO_LARGE */
function requireBody(context: RouteContext): void {
  const type = context.header("content-type") ?? "";
  if (!/^application\/octet-stream\b/i.test(type)) {
    throw new LoomError(
      "BODY_TYPE_UNSUPPORTED",
      `an item is sent as application/octet-stream, not ${type === "" ? "without a content-type" : type}`,
    );
  }
  const declared = Number(context.header("content-length") ?? 1);
  if (declared > LIMITS.uploadBytes) {
    throw new LoomError("ITEM_TOO_LARGE", `the item has more than ${LIMITS.uploadBytes} bytes`, { details: { limit: LIMITS.uploadBytes } });
  }
  if (declared === 0) throw new LoomError("ITEM_MALFORMED", "the body is empty");
}

/** Host by which the client reached us; its port may be another than the gateway's, and clients do not read it. */
function hostOf({ origin }: RouteContext): string {
  return new URL(origin).hostname;
}
