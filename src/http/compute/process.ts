/**
 * For operators: what became of a process, and trying a suspended one again.
 * @module
 */
import { requireId } from "../../base/ids.ts";
import { json } from "../core/replies.ts";
import type { Route } from "../core/types.ts";
import type { ComputeRoutesDeps } from "./routes.ts";

export function processRoutes({ compute }: ComputeRoutesDeps): Route[] {
  return [
    {
      method: "GET",
      path: "/process/:process/status",
      handler: async ({ params }) => json(200, await compute.status(requireId(params["process"], "process"))),
    },
    {
      method: "POST",
      path: "/process/:process/resume",
      async handler({ params }) {
        const process = requireId(params["process"], "process");
        await compute.resumeProcess(process);
        return json(202, await compute.status(process));
      },
    },
  ];
}
