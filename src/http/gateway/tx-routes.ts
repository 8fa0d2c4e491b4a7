/**
 * Transactions: posting, reading, status, place.
 * Source: arweave.md section 4.
 * @module
 */
import { LoomError } from "../../base/errors.ts";
import { requireId } from "../../base/ids.ts";
import type { EntryRecord, ItemRecord } from "../../storage/records.ts";
import { entryRecord } from "../../weave/entry-record.ts";
import { json, plain } from "../core/replies.ts";
import type { Handler, Reply, Route, RouteContext } from "../core/types.ts";
import { base64UrlStream } from "./base64url-stream.ts";
import { requireData } from "./data-headers.ts";
import { dataReply } from "./data-reply.ts";
import type { GatewayDeps } from "./deps.ts";
import { pendingTxIds } from "./pending.ts";

export function txRoutes(deps: GatewayDeps): Route[] {
  const { weave, store } = deps;
  const entryOf = async ({ params }: RouteContext): Promise<EntryRecord> => {
    const id = requireId(params["id"], "id");
    const entry = await store.entry(id);
    if (entry === null) throw new LoomError("NOT_FOUND", `no transaction or item ${id} is on this weave`, { details: { id } });
    return entry;
  };
  /** Header of a transaction, null while it is in no block. */
  const headerOf = async (context: RouteContext): Promise<Readonly<Record<string, unknown>> | null> => {
    const entry = await entryOf(context);
    const header = entry.kind === "item" ? entry.item.txHeader : null;
    if (header === null) throw new LoomError("NOT_FOUND", "this is a data item, not a transaction; read it with GET /<id> or GraphQL");
    return (await store.blockOfSeq(entry.seq)) === null ? null : (JSON.parse(header) as Record<string, unknown>);
  };
  const post: Handler = async (context) => {
    const { duplicate } = await weave.ingestTx(await context.json());
    return duplicate ? plain(208, "Transaction already processed.") : plain(200, "OK");
  };
  const whole: Handler = async (context) => {
    const header = await headerOf(context);
    return header === null ? pending() : json(200, header);
  };
  const field: Handler = async (context) => {
    const name = context.params["field"] ?? "";
    if (/^data\.[a-z0-9]+$/i.test(name)) return dataReply(context, entryRecord(await entryOf(context)), weave);
    const header = await headerOf(context);
    if (header === null) return pending();
    const value = Object.hasOwn(header, name) ? header[name] : undefined;
    if (value === undefined) throw new LoomError("NOT_FOUND", `a transaction has no field ${name}`, { details: { field: name } });
    return typeof value === "string" ? plain(200, value) : json(200, value);
  };
  const data: Handler = async (context) => {
    const record: ItemRecord = entryRecord(await entryOf(context));
    requireData(record);
    return {
      status: 200,
      headers: { "content-type": "text/plain; charset=utf-8" },
      body: base64UrlStream(weave.data(record, 0, record.dataSize)),
    };
  };
  const status: Handler = async (context) => {
    const block = await store.blockOfSeq((await entryOf(context)).seq);
    if (block === null) return pending();
    return json(200, {
      block_height: block.height,
      block_indep_hash: block.id,
      number_of_confirmations: weave.height() - block.height + 1,
    });
  };
  const offset: Handler = async (context) => {
    const id = requireId(context.params["id"], "id");
    const place = await store.txOffset(id);
    if (place === null) throw new LoomError("NOT_FOUND", `${id} is no transaction with data in a block`, { details: { id } });
    return json(200, { offset: String(place.endOffset), size: String(place.size) });
  };
  return [
    { method: "POST", path: "/tx", handler: post },
    { method: "GET", path: "/tx/pending", handler: async () => json(200, await pendingTxIds(weave.current().lastSeq, store)) },
    { method: "GET", path: "/tx/:id", handler: whole },
    { method: "GET", path: "/tx/:id/status", handler: status },
    { method: "GET", path: "/tx/:id/offset", handler: offset },
    { method: "GET", path: "/tx/:id/data", handler: data },
    { method: "GET", path: "/tx/:id/:field", handler: field },
  ];
}

function pending(): Reply {
  return plain(202, "Pending");
}
