/**
 * Prometheus metrics: one registry a node, served at /metrics of each unit.
 * @module
 */
import { Counter, collectDefaultMetrics, Histogram, Registry } from "prom-client";
import { plain } from "../http/core/replies.ts";
import type { Served } from "../http/core/server.ts";
import type { Route } from "../http/core/types.ts";

export interface Metrics {
  readonly route: Route;
  readonly onServed: (served: Served) => void;
}

export function createMetrics(): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const seconds = new Histogram({
    name: "hyperloom_http_request_seconds",
    help: "Time to serve a request",
    labelNames: ["unit", "route", "method"] as const,
    buckets: [0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1, 3, 10],
    registers: [registry],
  });
  const served = new Counter({
    name: "hyperloom_http_requests_total",
    help: "Requests served, by status and error code",
    labelNames: ["unit", "route", "method", "status", "code"] as const,
    registers: [registry],
  });
  return {
    onServed: ({ unit, pattern, method, status, code, durationMs }) => {
      seconds.observe({ unit, route: pattern, method }, durationMs / 1000);
      served.inc({ unit, route: pattern, method, status: String(status), code: code ?? "" });
    },
    route: {
      method: "GET",
      path: "/metrics",
      handler: async () => plain(200, await registry.metrics(), { "content-type": registry.contentType }),
    },
  };
}
