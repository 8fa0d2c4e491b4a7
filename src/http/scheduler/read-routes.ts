/**
 * Reads of the scheduler: messages, pages of a log, processes. Source: ao-legacynet 4.1, 4.4, 4.5.
 * @module
 */
import { LoomError } from "../../base/errors.ts";
import { type Id, requireId } from "../../base/ids.ts";
import type { AssignmentRecord } from "../../storage/records.ts";
import type { StoreReads } from "../../storage/store.ts";
import { json } from "../core/replies.ts";
import type { Query, Reply, Route } from "../core/types.ts";
import { pageOfLog, pageText, parsePageQuery } from "./log-page.ts";
import { deliveredItem, messageNode, type ReadDeps } from "./message-node.ts";

export function readRoutes(deps: ReadDeps): Route[] {
  const { store } = deps;
  const page = async (process: Id, query: Query): Promise<Reply> => {
    const parsed = parsePageQuery(query);
    const rows = await pageOfLog(process, parsed, deps);
    return { status: 200, headers: { "content-type": "application/json; charset=utf-8" }, body: pageText(rows, parsed, deps) };
  };
  return [
    {
      method: "GET",
      path: "/:id",
      handler: async ({ params, query }) => {
        const id = requireId(params["id"], "id");
        const process = requireId(query.get("process-id") ?? id, "process-id");
        const single = id === process ? null : await findSingle(process, id, store);
        if (single !== null) return json(200, await messageNode(single, query.has("show-anchor"), deps));
        if ((await store.head(id)) !== null) return page(id, query);
        if ((await store.head(process)) === null) throw noProcess(process);
        throw new LoomError("MESSAGE_NOT_FOUND", `no message or assignment ${id} belongs to process ${process}`);
      },
    },
    {
      method: "GET",
      path: "/:id/latest",
      handler: async ({ params, query }) => {
        const process = requireId(params["id"], "id");
        const head = await store.head(process);
        const latest = head === null ? null : await store.assignment(process, head.slot);
        if (latest === null) throw noProcess(process);
        return json(200, await messageNode(latest, query.has("show-anchor"), deps));
      },
    },
    { method: "GET", path: "/processes/:id", handler: ({ params }) => processReply(requireId(params["id"], "id"), deps) },
  ];
}

/** By assignment id, then by message id; what was assigned by request is found by its assignment id only. */
async function findSingle(process: Id, id: Id, store: StoreReads): Promise<AssignmentRecord | null> {
  const byAssignment = await store.assignmentById(id);
  if (byAssignment?.process === process) return byAssignment;
  const byMessage = await store.assignmentOfMessage(process, id);
  return byMessage !== null && (await deliveredItem(byMessage, store)) !== null ? byMessage : null;
}

async function processReply(process: Id, deps: ReadDeps): Promise<Reply> {
  const own = await deps.store.assignment(process, 0);
  const message = own === null ? null : (await messageNode(own, false, deps)).message;
  if (own === null || message === null) throw noProcess(process);
  const { owner, tags, data, anchor, signature, target } = message;
  const block = String(own.blockHeight).padStart(12, "0");
  return json(200, { process_id: process, block, owner, tags, timestamp: own.timestamp, data, anchor, signature, target });
}

function noProcess(process: Id): LoomError {
  return new LoomError("PROCESS_NOT_FOUND", `no process ${process} is scheduled here`);
}
