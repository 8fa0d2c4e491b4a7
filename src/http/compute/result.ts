/**
 * GET /result/:message?process-id=: what one message gave.
 * @module
 */
import { requireId } from "../../base/ids.ts";
import type { Route } from "../core/types.ts";
import { resolveSlot } from "./resolve-slot.ts";
import type { ComputeRouteDeps } from "./routes.ts";

/** Evaluates first when needed. Status 200 even when the result has an `Error`: the evaluation itself succeeded. */
export function resultRoute({ compute, store, within }: ComputeRouteDeps): Route {
  return {
    method: "GET",
    path: "/result/:message",
    async handler({ params, query, leaving }) {
      const process = requireId(query.get("process-id"), "process-id");
      const slot = await resolveSlot(params["message"] ?? "", process, store);
      const { json } = await within(compute.evaluate(process, slot), leaving);
      return { status: 200, headers: { "content-type": "application/json; charset=utf-8" }, body: json };
    },
  };
}
