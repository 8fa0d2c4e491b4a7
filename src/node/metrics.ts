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
  const timers = createKnown((unit: string, route: string, method: string) => seconds.labels({ unit, route, method }));
  const counters = createKnown((unit: string, route: string, method: string, status: string, code: string) =>
    served.labels({ unit, route, method, status, code }),
  );
  return {
    onServed: ({ unit, pattern, method, status, code, durationMs }) => {
      timers(unit, pattern, method).observe(durationMs / 1000);
      counters(unit, pattern, method, String(status), code ?? "").inc();
    },
    route: {
      method: "GET",
      path: "/metrics",
      handler: async () => plain(200, await registry.metrics(), { "content-type": registry.contentType }),
    },
  };
}

/** Remembers what was made for some texts: finding a series by its labels costs more than counting in it. */
function createKnown<A extends readonly string[], T>(make: (...texts: A) => T): (...texts: A) => T {
  const known = new Map<string, T>();
  return (...texts) => {
    const key = texts.join(" ");
    let found = known.get(key);
    if (found === undefined) {
      found = make(...texts);
      known.set(key, found);
    }
    return found;
  };
}
