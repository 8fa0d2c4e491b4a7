/**
 * Blocks by height, by id and the newest.
 * @module
 */
import { LoomError } from "../../base/errors.ts";
import type { BlockRecord } from "../../storage/records.ts";
import { blockJson } from "../../weave/block-header.ts";
import { json, plain } from "../core/replies.ts";
import type { Handler, Reply, Route, RouteContext } from "../core/types.ts";
import type { GatewayDeps } from "./deps.ts";

export function blockRoutes({ weave, store }: GatewayDeps): Route[] {
  const serve =
    (find: (key: string) => Promise<BlockRecord | null>): Handler =>
    async (context) => {
      const key = context.params["key"] ?? "";
      const block = await find(key);
      if (block === null) throw new LoomError("NOT_FOUND", `no block ${key}`, { details: { block: key } });
      return blockReply(block, context);
    };
  const byHeight = serve((key) => {
    if (!/^\d{1,15}$/.test(key)) throw new LoomError("BAD_REQUEST", "the height must be a number from 0", { details: { field: "height" } });
    return store.block(Number(key));
  });
  const byId = serve((key) => {
    if (!/^[A-Za-z0-9_-]{64}$/.test(key))
      throw new LoomError("BAD_REQUEST", "the id of a block has 64 base64url characters", { details: { field: "hash" } });
    return store.blockById(key);
  });
  return [
    { method: "GET", path: "/block/current", handler: () => json(200, blockJson(weave.current())) },
    { method: "GET", path: "/block/height/:key", handler: byHeight },
    { method: "GET", path: "/block/height/:key/:field", handler: byHeight },
    { method: "GET", path: "/block/hash/:key", handler: byId },
    { method: "GET", path: "/block/hash/:key/:field", handler: byId },
  ];
}

function blockReply(block: BlockRecord, { params }: RouteContext): Reply {
  const whole = blockJson(block);
  const field = params["field"];
  if (field === undefined) return json(200, whole);
  if (!Object.hasOwn(whole, field)) throw new LoomError("NOT_FOUND", `a block has no field ${field}`, { details: { field } });
  const value = whole[field];
  return typeof value === "string" ? plain(200, value) : json(200, value);
}
