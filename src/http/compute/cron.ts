/**
 * GET /cron/:process?from&limit: results of cron messages. No process has any yet, so every page is empty; clients poll it.
 * @module
 */
import { LoomError } from "../../base/errors.ts";
import { requireId } from "../../base/ids.ts";
import { json } from "../core/replies.ts";
import type { Route } from "../core/types.ts";
import { readBounds } from "./page-bounds.ts";
import type { ComputeRoutesDeps } from "./routes.ts";

export function cronRoute({ store }: ComputeRoutesDeps): Route {
  return {
    method: "GET",
    path: "/cron/:process",
    async handler({ params, query }) {
      const process = requireId(params["process"], "process");
      if ((await store.head(process)) === null)
        throw new LoomError("PROCESS_NOT_FOUND", `process ${process} is not scheduled here`, { details: { process } });
      await readBounds(query, process, store);
      return json(200, { pageInfo: { hasNextPage: false }, edges: [] });
    },
  };
}
