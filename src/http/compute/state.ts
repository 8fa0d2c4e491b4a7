/**
 * GET /state/:process?to=: the linear memory of a process.
 * @module
 */
import { LoomError } from "../../base/errors.ts";
import { type Id, requireId } from "../../base/ids.ts";
import type { StoreReads } from "../../storage/store.ts";
import type { Route } from "../core/types.ts";
import { resolveSlot } from "./resolve-slot.ts";
import type { ComputeRouteDeps } from "./routes.ts";

/** Numbers from here on are times in milliseconds, smaller ones slots. */
const TIMES_FROM = 1e12;

export function stateRoute({ compute, store, within }: ComputeRouteDeps): Route {
  return {
    method: "GET",
    path: "/state/:process",
    async handler({ params, query, leaving }) {
      const process = requireId(params["process"], "process");
      const to = query.get("to");
      const slot = to === null || to === "" ? undefined : await slotAt(to, process, store);
      const state = await within(compute.state(process, slot), leaving);
      return {
        status: 200,
        headers: {
          "content-type": "application/octet-stream",
          "last-timestamp": String(state.timestamp),
          "last-ordinate": String(state.slot),
          "last-block-height": String(state.blockHeight),
        },
        body: state.memory,
      };
    },
  };
}

async function slotAt(to: string, process: Id, store: StoreReads): Promise<number> {
  const time = /^\d{13,16}$/.test(to) ? Number(to) : 0;
  if (time < TIMES_FROM) return resolveSlot(to, process, store);
  const [last] = await store.logByTime(process, { upTo: time, limit: 1, order: "desc" });
  if (last === undefined)
    throw new LoomError("MESSAGE_NOT_FOUND", `process ${process} has no message at or before ${to}`, { details: { process } });
  return last.slot;
}
