/**
 * Routes of the messenger unit. Source: ao-legacynet 6.1.
 * @module
 */
import { LoomError } from "../../base/errors.ts";
import type { StoreReads } from "../../storage/store.ts";
import type { MessengerUnit } from "../../units/messenger.ts";
import { plain } from "../core/replies.ts";
import type { Reply, Route } from "../core/types.ts";
import { acceptRoutes } from "./accept-routes.ts";
import { outboxRoutes } from "./outbox-routes.ts";

export interface MessengerRoutesDeps {
  readonly messenger: MessengerUnit;
  readonly store: StoreReads;
}

export function createMessengerRoutes(deps: MessengerRoutesDeps): Route[] {
  return [
    {
      method: "GET",
      path: "/",
      handler: ({ query }) => {
        if (query.has("debug")) throw new LoomError("NOT_SUPPORTED", "traces are not served here; see GET /outbox/:process/:slot");
        return plain(200, "ao messenger unit");
      },
    },
    { method: "POST", path: "/monitor/:process", handler: noCron },
    { method: "DELETE", path: "/monitor/:process", handler: noCron },
    ...acceptRoutes(deps.messenger),
    ...outboxRoutes(deps),
  ];
}

function noCron(): Reply {
  throw new LoomError("NOT_SUPPORTED", "cron is not supported yet: a process cannot be monitored");
}
