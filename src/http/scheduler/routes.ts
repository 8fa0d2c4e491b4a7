/**
 * Routes of the scheduler unit. Source: ao-legacynet 4.1.
 * @module
 */
import type { Clock } from "../../base/clock.ts";
import type { MessengerUnit } from "../../units/messenger.ts";
import type { SchedulerUnit } from "../../units/scheduler.ts";
import type { WeaveUnit } from "../../units/weave.ts";
import { json, plain } from "../core/replies.ts";
import type { Route } from "../core/types.ts";
import { acceptRoutes } from "./accept-routes.ts";
import type { ReadDeps } from "./message-node.ts";
import { readRoutes } from "./read-routes.ts";

export interface SchedulerRoutesDeps extends ReadDeps {
  readonly scheduler: SchedulerUnit;
  readonly messenger: Pick<MessengerUnit, "admit">;
  readonly weave: Pick<WeaveUnit, "height">;
  readonly clock: Clock;
}

export function createSchedulerRoutes(deps: SchedulerRoutesDeps): Route[] {
  const { scheduler, messenger, weave, clock } = deps;
  const now = (): string => String(Math.floor(clock.now()));
  return [
    { method: "GET", path: "/", handler: () => json(200, { address: scheduler.address, timestamp: now() }) },
    {
      method: "GET",
      path: "/timestamp",
      handler: () => json(200, { block_height: String(weave.height()).padStart(12, "0"), timestamp: now() }),
    },
    { method: "GET", path: "/health", handler: () => plain(200, "") },
    ...acceptRoutes(scheduler, messenger),
    ...readRoutes(deps),
  ];
}
