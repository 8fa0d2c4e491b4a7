import assert from "node:assert/strict";
import { test } from "node:test";
import { createServedSeries } from "../../src/node/served-series.ts";

const one = { unit: "mu", pattern: "/", method: "POST", status: 202, code: null, durationMs: 3 };
const lines = (text: string, pattern: RegExp): string[] => text.split("\n").filter((line) => pattern.test(line));

test("a request is counted in every bucket that holds it, the bound itself included", () => {
  const series = createServedSeries();
  for (const durationMs of [0.5, 3, 3.01, 11_000]) series.add({ ...one, durationMs });
  const text = series.text();
  const buckets = lines(text, /_bucket/).map((line) => [/le="([^"]*)"/.exec(line)?.[1], Number(line.split(" ").at(-1))]);
  assert.deepEqual(buckets, [
    ["0.001", 1],
    ["0.003", 2],
    ["0.01", 3],
    ["0.03", 3],
    ["0.1", 3],
    ["0.3", 3],
    ["1", 3],
    ["3", 3],
    ["10", 3],
    ["+Inf", 4],
  ]);
  assert.deepEqual(lines(text, /_count/), ['hyperloom_http_request_seconds_count{unit="mu",route="/",method="POST"} 4']);
  const [sum] = lines(text, /_sum/);
  assert.ok(Math.abs(Number(sum?.split(" ").at(-1)) - 11.00651) < 1e-9);
});

test("outcomes are counted by status and code, each under its own labels", () => {
  const series = createServedSeries();
  series.add(one);
  series.add(one);
  series.add({ ...one, status: 400, code: "BAD_REQUEST" });
  series.add({ ...one, status: 400, code: "ITEM_INVALID" });
  series.add({ ...one, unit: "cu", pattern: '/a"b\\c' });
  assert.deepEqual(lines(series.text(), /^hyperloom_http_requests_total/), [
    'hyperloom_http_requests_total{unit="mu",route="/",method="POST",status="202",code=""} 2',
    'hyperloom_http_requests_total{unit="mu",route="/",method="POST",status="400",code="BAD_REQUEST"} 1',
    'hyperloom_http_requests_total{unit="mu",route="/",method="POST",status="400",code="ITEM_INVALID"} 1',
    'hyperloom_http_requests_total{unit="cu",route="/a\\"b\\\\c",method="POST",status="202",code=""} 1',
  ]);
});
