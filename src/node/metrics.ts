/**
 * Prometheus metrics: one registry a node, served at /metrics of each unit.
 * @module
 */
import { collectDefaultMetrics, Registry } from "prom-client";
import { plain } from "../http/core/replies.ts";
import type { Served } from "../http/core/server.ts";
import type { Route } from "../http/core/types.ts";
import { createServedSeries } from "./served-series.ts";

export interface Metrics {
  readonly route: Route;
  readonly onServed: (served: Served) => void;
}

export function createMetrics(): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const series = createServedSeries();
  return {
    onServed: series.add,
    route: {
      method: "GET",
      path: "/metrics",
      handler: async () => plain(200, `${await registry.metrics()}\n${series.text()}`, { "content-type": registry.contentType }),
    },
  };
}
