/**
 * What became of a result's outbox, and pushing it again. Source: ao-legacynet 6.1; `/outbox` is ours.
 * @module
 */
import { LoomError } from "../../base/errors.ts";
import { requireId } from "../../base/ids.ts";
import type { OutboxRecord } from "../../storage/records.ts";
import type { StoreReads } from "../../storage/store.ts";
import type { MessengerUnit } from "../../units/messenger.ts";
import { json } from "../core/replies.ts";
import type { Route } from "../core/types.ts";

export interface OutboxRoutesDeps {
  readonly messenger: MessengerUnit;
  readonly store: StoreReads;
}

export function outboxRoutes({ messenger, store }: OutboxRoutesDeps): Route[] {
  return [
    {
      method: "GET",
      path: "/outbox/:process/:slot",
      handler: async ({ params }) => {
        const process = requireId(params["process"], "process");
        const slot = index(params["slot"], "slot");
        if ((await store.assignment(process, slot)) === null)
          throw new LoomError("MESSAGE_NOT_FOUND", `process ${process} has no slot ${slot}`);
        const entries = await messenger.outbox(process, slot);
        return json(200, { process, slot, evaluated: (await store.lastResultSlot(process)) >= slot, entries: entries.map(shown) });
      },
    },
    {
      method: "POST",
      path: "/push/:id/:number",
      handler: async ({ params, query }) => {
        const id = requireId(params["id"], "id");
        const number = index(params["number"], "number");
        const process = requireId(query.get("process-id"), "process-id");
        const assignment = (await store.assignmentOfMessage(process, id)) ?? (await store.assignmentById(id));
        const result = assignment?.process === process ? await store.result(process, assignment.slot) : null;
        if (result === null) throw new LoomError("MESSAGE_NOT_FOUND", `there is no result of ${id} in process ${process}`);
        const entry = (await messenger.outbox(process, result.slot)).find((one) => one.index === number);
        if (entry === undefined) throw new LoomError("NOT_FOUND", `the result of ${id} has no outbox entry ${number}`);
        // Only what is pending is pushed: what was delivered is never delivered twice.
        messenger.deliver(result, [entry]);
        return json(202, { message: "Processing Message Result", id, state: entry.state, reason: entry.reason });
      },
    },
  ];
}

function shown({ index: number, kind, target, item, exclude, root, hops, state, reason }: OutboxRecord): Record<string, unknown> {
  return { index: number, kind, target, id: item === "" ? null : item, exclude, root, hops, state, reason };
}

function index(value: string | undefined, field: string): number {
  if (value === undefined || !/^\d{1,15}$/.test(value))
    throw new LoomError("BAD_REQUEST", `${field} must be a number from 0 on`, { details: { field } });
  return Number(value);
}
