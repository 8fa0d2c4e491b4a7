/**
 * What the routes of the gateway need.
 * @module
 */
import type { Clock } from "../../base/clock.ts";
import type { Logger } from "../../base/logger.ts";
import type { StoreReads } from "../../storage/store.ts";
import type { Weave } from "../../weave/weave.ts";

export interface GatewayDeps {
  readonly weave: Weave;
  readonly store: StoreReads;
  readonly clock: Clock;
  readonly logger: Logger;
}
