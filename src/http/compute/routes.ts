/**
 * The routes of the compute unit (ao-legacynet 5.1).
 * @module
 */
import type { Clock } from "../../base/clock.ts";
import { LIMITS } from "../../base/limits.ts";
import type { StoreReads } from "../../storage/store.ts";
import type { ComputeUnit } from "../../units/compute.ts";
import { json } from "../core/replies.ts";
import type { Route } from "../core/types.ts";
import { cronRoute } from "./cron.ts";
import { dryRunRoute } from "./dry-run.ts";
import { processRoutes } from "./process.ts";
import { resultRoute } from "./result.ts";
import { resultsRoute } from "./results.ts";
import { stateRoute } from "./state.ts";
import { stateRootRoute } from "./state-root.ts";
import { createWithin, type Within } from "./within.ts";

export interface ComputeRoutesDeps {
  readonly compute: ComputeUnit;
  readonly store: StoreReads;
  readonly clock: Clock;
}

export interface ComputeRouteDeps extends ComputeRoutesDeps {
  readonly within: Within;
}

export function createComputeRoutes(given: ComputeRoutesDeps): Route[] {
  const deps = { ...given, within: createWithin(LIMITS.resultWaitMs, given.clock) };
  const info: Route = {
    method: "GET",
    path: "/",
    handler: () => json(200, { address: deps.compute.address, timestamp: deps.clock.now() }),
  };
  return [
    info,
    resultRoute(deps),
    resultsRoute(deps),
    cronRoute(deps),
    dryRunRoute(deps),
    stateRoute(deps),
    stateRootRoute(deps),
    ...processRoutes(deps),
  ];
}
