/**
 * What became of an item.
 * @module
 */
import { LoomError } from "../../base/errors.ts";
import { requireId } from "../../base/ids.ts";
import { tagValue } from "../../base/tags.ts";
import { entryRecord } from "../../weave/entry-record.ts";
import { json } from "../core/replies.ts";
import type { Route, RouteContext } from "../core/types.ts";
import type { BundlerDeps } from "./deps.ts";

export function statusRoutes({ store }: BundlerDeps): Route[] {
  const statusOf = async ({ params }: RouteContext): Promise<Record<string, unknown>> => {
    const id = requireId(params["token"], "id");
    const entry = await store.entry(id);
    if (entry === null) throw new LoomError("NOT_FOUND", "TX doesn't exist", { details: { id } });
    const record = entryRecord(entry);
    const sealed = (await store.blockOfSeq(entry.seq)) !== null;
    const { bytes } = record;
    return {
      // An item is durable and served before the upload is answered; a block only dates it.
      status: sealed ? "FINALIZED" : "CONFIRMED",
      ...(record.parent === null ? {} : { bundleId: record.parent }),
      info: sealed ? "permanent" : "pending",
      rawContentLength: record.dataStart + record.dataSize,
      payloadContentType: tagValue(record.tags, "Content-Type") ?? "application/octet-stream",
      payloadDataStart: record.dataStart,
      payloadContentLength: record.dataSize,
      ...(record.parent !== null && bytes?.kind === "blob" ? { startOffsetInRootBundle: bytes.offset } : {}),
      winc: "0",
    };
  };
  const offsets = [
    "rawContentLength",
    "payloadContentType",
    "payloadDataStart",
    "payloadContentLength",
    "startOffsetInRootBundle",
    "bundleId",
  ];
  return [
    // The router knows one name for the segment after /tx: the token of an upload, here the id.
    { method: "GET", path: "/tx/:token/status", handler: async (context) => json(200, await statusOf(context)) },
    {
      method: "GET",
      path: "/tx/:token/offsets",
      handler: async (context) => {
        const status = await statusOf(context);
        return json(200, Object.fromEntries(offsets.flatMap((name) => (name in status ? [[name, status[name]]] : []))));
      },
    },
  ];
}
