/**
 * GET /state-root/:process?slot=: the root of the state after a slot, for whoever wants to check it.
 * @module
 */
import { requireId } from "../../base/ids.ts";
import { json } from "../core/replies.ts";
import type { Route } from "../core/types.ts";
import { resolveSlot } from "./resolve-slot.ts";
import type { ComputeRouteDeps } from "./routes.ts";

/** `slot` also takes the id of a message or assignment; absent: the newest slot. */
export function stateRootRoute({ compute, store, within }: ComputeRouteDeps): Route {
  return {
    method: "GET",
    path: "/state-root/:process",
    async handler({ params, query, leaving }) {
      const process = requireId(params["process"], "process");
      const name = query.get("slot");
      const slot = name === null || name === "" ? undefined : await resolveSlot(name, process, store);
      return json(200, await within(compute.stateRoot(process, slot), leaving));
    },
  };
}
