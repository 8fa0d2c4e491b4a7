/**
 * The time series of served requests, in the text format of Prometheus.
 *
 * Counted here and written when somebody asks: a registry looks a series up by its labels for each value, which costs more than all
 * else that is done for a request besides its route.
 * @module
 */
import type { Served } from "../http/core/server.ts";

export interface ServedSeries {
  add(served: Served): void;
  /** Lines of the exposition format, version 0.0.4. */
  text(): string;
}

interface Timer {
  readonly labels: string;
  /** Requests up to each bound, each counted in its first bucket only. */
  readonly buckets: number[];
  sum: number;
  count: number;
  /** Requests by status and code. */
  readonly outcomes: Map<number, Map<string | null, number>>;
}

const BOUNDS = [0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1, 3, 10] as const;
const SECONDS = "hyperloom_http_request_seconds";
const TOTAL = "hyperloom_http_requests_total";

/** Memory is bounded by the routes, the methods that the parser knows and the coded errors: nothing that a client can invent. */
export function createServedSeries(): ServedSeries {
  const timers = new Map<string, Map<string, Map<string, Timer>>>();
  const timerOf = ({ unit, pattern, method }: Served): Timer => {
    const byPattern = entry(timers, unit, () => new Map<string, Map<string, Timer>>());
    const byMethod = entry(byPattern, pattern, () => new Map<string, Timer>());
    return entry(byMethod, method, () => ({
      labels: `unit="${escapeLabel(unit)}",route="${escapeLabel(pattern)}",method="${escapeLabel(method)}"`,
      buckets: BOUNDS.map(() => 0),
      sum: 0,
      count: 0,
      outcomes: new Map(),
    }));
  };
  const all = (): Timer[] => [...timers.values()].flatMap((patterns) => [...patterns.values()].flatMap((methods) => [...methods.values()]));
  return {
    add: (served) => {
      const timer = timerOf(served);
      const seconds = served.durationMs / 1000;
      timer.sum += seconds;
      timer.count += 1;
      for (let at = 0; at < BOUNDS.length; at += 1) {
        if (seconds > (BOUNDS[at] ?? 0)) continue;
        timer.buckets[at] = (timer.buckets[at] ?? 0) + 1;
        break;
      }
      const codes = entry(timer.outcomes, served.status, () => new Map<string | null, number>());
      codes.set(served.code, (codes.get(served.code) ?? 0) + 1);
    },
    text: () =>
      [
        `# HELP ${SECONDS} Time to serve a request`,
        `# TYPE ${SECONDS} histogram`,
        ...all().flatMap(timeLines),
        `# HELP ${TOTAL} Requests served, by status and error code`,
        `# TYPE ${TOTAL} counter`,
        ...all().flatMap(countLines),
        "",
      ].join("\n"),
  };
}

function timeLines({ labels, buckets, sum, count }: Timer): string[] {
  let below = 0;
  const lines = BOUNDS.map((bound, at) => {
    below += buckets[at] ?? 0;
    return `${SECONDS}_bucket{le="${bound}",${labels}} ${below}`;
  });
  return [
    ...lines,
    `${SECONDS}_bucket{le="+Inf",${labels}} ${count}`,
    `${SECONDS}_sum{${labels}} ${sum}`,
    `${SECONDS}_count{${labels}} ${count}`,
  ];
}

function countLines({ labels, outcomes }: Timer): string[] {
  return [...outcomes].flatMap(([status, codes]) =>
    [...codes].map(([code, count]) => `${TOTAL}{${labels},status="${status}",code="${escapeLabel(code ?? "")}"} ${count}`),
  );
}

function escapeLabel(label: string): string {
  return label.replaceAll("\\", "\\\\").replaceAll("\n", "\\n").replaceAll('"', '\\"');
}

function entry<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  let found = map.get(key);
  if (found === undefined) {
    found = make();
    map.set(key, found);
  }
  return found;
}
