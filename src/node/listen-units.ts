/**
 * Puts the routes of all units on their ports, and all under one origin on the first.
 * @module
 */
import type { Clock } from "../base/clock.ts";
import type { Logger } from "../base/logger.ts";
import type { Signer } from "../crypto/signer.ts";
import { createBundlerRoutes } from "../http/bundler/routes.ts";
import { createComputeRoutes } from "../http/compute/routes.ts";
import { type HttpServer, listen, type Mount } from "../http/core/server.ts";
import { createGatewayRoutes } from "../http/gateway/routes.ts";
import { createMessengerRoutes } from "../http/messenger/routes.ts";
import { createSchedulerRoutes } from "../http/scheduler/routes.ts";
import type { Blobs } from "../storage/blobs.ts";
import type { Store } from "../storage/store.ts";
import type { ComputeUnit } from "../units/compute.ts";
import type { MessengerUnit } from "../units/messenger.ts";
import type { SchedulerUnit } from "../units/scheduler.ts";
import type { Weave } from "../weave/weave.ts";
import type { NodeConfig } from "./config.ts";
import type { Metrics } from "./metrics.ts";
import type { NodeInfo } from "./node-info.ts";

export interface UnitServers {
  readonly urls: Pick<NodeInfo, "gateway" | "bundler" | "mu" | "su" | "cu">;
  close(graceMs: number): Promise<void>;
}

interface Deps {
  readonly store: Store;
  readonly blobs: Blobs;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly metrics: Metrics;
  readonly weave: Weave;
  readonly scheduler: SchedulerUnit;
  readonly messenger: MessengerUnit;
  readonly compute: ComputeUnit;
  readonly wallet: Signer;
}

/** Order of the ports, from the first on. */
const UNITS = ["gateway", "bundler", "mu", "su", "cu"] as const;

/** @throws LoomError PORT_BUSY; nothing stays open then */
export async function listenUnits(config: NodeConfig, deps: Deps): Promise<UnitServers> {
  const routes = {
    gateway: createGatewayRoutes(deps),
    bundler: createBundlerRoutes(deps),
    mu: createMessengerRoutes(deps),
    su: createSchedulerRoutes(deps),
    cu: createComputeRoutes(deps),
  };
  const mount = (unit: (typeof UNITS)[number], prefix: string): Mount => ({ unit, prefix, routes: [...routes[unit], deps.metrics.route] });
  const http = { logger: deps.logger, onServed: deps.metrics.onServed, monotonic: deps.clock.monotonic, after: deps.clock.after };
  const servers: HttpServer[] = [];
  const close = async (graceMs: number): Promise<void> => {
    await Promise.all(servers.map((server) => server.close(graceMs)));
  };
  try {
    for (const [index, unit] of UNITS.entries()) {
      const all = unit === "gateway" ? UNITS.map((name) => mount(name, name === "gateway" ? "" : `/${name}`)) : [mount(unit, "")];
      servers.push(await listen(all, { host: config.host, port: config.port === 0 ? 0 : config.port + index }, http));
    }
  } catch (thrown) {
    await close(0);
    throw thrown;
  }
  // A wildcard address is no address to call.
  const host =
    config.host === "0.0.0.0" || config.host === "::" ? "127.0.0.1" : config.host.includes(":") ? `[${config.host}]` : config.host;
  const url = (index: number): string => `http://${host}:${servers[index]?.port ?? 0}`;
  return { urls: { gateway: url(0), bundler: url(1), mu: url(2), su: url(3), cu: url(4) }, close };
}
