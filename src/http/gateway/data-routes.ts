/**
 * Data by id: `/raw/<id>` as it is; `/<id>` and below it through manifests.
 * @module
 */
import { concat } from "../../base/bytes.ts";
import { LoomError } from "../../base/errors.ts";
import { type Id, isId, requireId } from "../../base/ids.ts";
import { LIMITS } from "../../base/limits.ts";
import type { ItemRecord } from "../../storage/records.ts";
import { createLru } from "../../weave/lru.ts";
import type { Handler, Reply, Route, RouteContext } from "../core/types.ts";
import { requireData } from "./data-headers.ts";
import { dataReply } from "./data-reply.ts";
import type { GatewayDeps } from "./deps.ts";
import { isManifest, type Manifest, parseManifest, resolvePath } from "./manifest.ts";

const REMEMBERED_MANIFESTS = 32;

export function dataRoutes({ weave }: GatewayDeps): Route[] {
  const manifests = createLru<Id, Manifest>(REMEMBERED_MANIFESTS);

  const find = async (id: Id): Promise<ItemRecord> => {
    const record = await weave.find(id);
    if (record === null) throw new LoomError("NOT_FOUND", `nothing is stored under ${id}`, { details: { id } });
    return record;
  };
  const manifestOf = async (record: ItemRecord): Promise<Manifest> => {
    const known = manifests.get(record.id);
    if (known !== undefined) return known;
    if (record.dataSize > LIMITS.manifestBytes) throw new LoomError("LIMIT_EXCEEDED", `a manifest may have ${LIMITS.manifestBytes} bytes`);
    requireData(record);
    const pieces: Uint8Array[] = [];
    for await (const piece of weave.data(record, 0, record.dataSize)) pieces.push(piece);
    const manifest = parseManifest(concat(...pieces));
    manifests.set(record.id, manifest);
    return manifest;
  };

  const raw: Handler = async (context) => dataReply(context, await find(requireId(context.params["id"], "id")), weave);
  const bare: Handler = async (context) => {
    const record = await find(idOf(context));
    if (!isManifest(record.tags)) return dataReply(context, record, weave);
    resolvePath(await manifestOf(record), "");
    return toSlash(record.id, context);
  };
  const below: Handler = async (context) => {
    const record = await find(idOf(context));
    const path = context.params["path"] ?? "";
    if (!isManifest(record.tags)) {
      if (path !== "") throw new LoomError("NOT_FOUND", `${record.id} is no manifest, so there is nothing below it`, { details: { path } });
      return dataReply(context, record, weave);
    }
    // A manifest that a manifest names is shown, not followed: no chains, no loops.
    return dataReply(context, await find(resolvePath(await manifestOf(record), path)), weave);
  };
  return [
    { method: "GET", path: "/raw/:id", handler: raw },
    { method: "GET", path: "/:id", handler: bare },
    { method: "GET", path: "/:id/*path", handler: below },
  ];
}

/** Everything that is no id is no route. */
function idOf({ params, method, path }: RouteContext): Id {
  const id = params["id"];
  if (!isId(id)) throw new LoomError("ROUTE_NOT_FOUND", `no route ${method} ${path}`);
  return id;
}

/** Relative links of a site need the slash. */
function toSlash(id: Id, { request }: RouteContext): Reply {
  const query = /\?.*$/.exec(request.url ?? "")?.[0] ?? "";
  return { status: 301, headers: { location: `${id}/${query}`, "cache-control": "public, max-age=2592000, immutable" } };
}
