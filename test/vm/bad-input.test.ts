import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Worker } from "node:worker_threads";
import { ENVIRONMENT_1 } from "../../src/vm/environment/1/environment.ts";
import { normalizeResult } from "../../src/vm/normalize-result.ts";
import type { VmOutcome } from "../../src/vm/outcome.ts";
import { evalData, MODULES, response, send, spawn } from "./driver.ts";

interface Report {
  readonly round: number;
  readonly data: string;
  readonly outcome: VmOutcome;
  readonly after: VmOutcome;
}

/** Enough for what ends by itself, little for what does not. */
const GAS = 250_000_000;

/** What the message says and how it must end: in a text that contains this. */
const HOSTILE: readonly (readonly [code: string, ends: RegExp, gas?: number])[] = [
  ["while true do end", /out of gas/],
  ["local s = 'x' while true do s = s .. s end", /not enough memory/],
  ["local t = {} while true do t[#t + 1] = string.rep('y', 20000000) end", /not enough memory|out of gas/],
  // With so little memory the interpreter itself fails before its own limit, the original module just as the instrumented one.
  ["local function f() return 1 + f() end return f()", /out of bounds memory access/, 1_500_000_000],
  ["local function f() return select(2, pcall(f)) end return f()", /stack overflow/],
  ["local function f() local ok, e = pcall(f) error(e, 0) end f()", /stack overflow/],
  ["local function f() coroutine.wrap(f)() end f()", /C stack overflow/],
  ["return load('return ' .. string.rep('(', 100000) .. '1')()", /nil value|overflow|levels/],
  ["return tostring(setmetatable({}, {__index = function(t, k) return t[k] end}).x)", /overflow/],
  ["local t = setmetatable({}, {}) getmetatable(t).__index = t return t.x", /loop/],
  ["return string.rep('x', 50000000)", /result is larger than|not enough memory|out of gas/],
  ["local t = {} for i = 1, 600 do t = {t} end return t", /out of gas/],
  ["return string.find(string.rep('a', 200000), string.rep('.-', 200000) .. 'b')", /too complex|malformed|overflow/],
];

function run(name: string): Promise<Report[]> {
  return new Promise((resolve, reject) => {
    const reports: Report[] = [];
    const worker = new Worker(new URL("./bad-input-main.ts", import.meta.url), {
      workerData: { name, maximumPages: 2560, codes: HOSTILE.map(([code, , gas]) => ({ code, gas: gas ?? GAS })) },
      resourceLimits: { stackSizeMb: 4 },
    });
    worker.on("message", (report: Report) => reports.push(report));
    worker.on("error", reject);
    worker.on("exit", () => resolve(reports));
  });
}

for (const name of MODULES) {
  describe(`hostile code in ${name}`, () => {
    it("ends the same way each time, in a worker's stack, and leaves nothing behind", async () => {
      const reports = await run(name);
      assert.equal(reports.length, 2 * HOSTILE.length);
      assert.match(JSON.stringify(reports[0]?.after), /"data":"5"/);
      HOSTILE.forEach(([code, ends], index) => {
        const [first, second] = [reports[index], reports[index + HOSTILE.length]];
        assert.match(JSON.stringify(first?.outcome), ends, code);
        assert.doesNotMatch(first?.outcome.kind ?? "", /host-fault|need/, code);
        assert.deepEqual(second?.outcome, first?.outcome, code);
        // Every time the state is the one before: the same answer for the same gas.
        assert.deepEqual(first?.after, reports[0]?.after, code);
        assert.deepEqual(second?.after, reports[0]?.after, code);
      });
    });

    it("as text too large for the stack, or not valid, is only data", async () => {
      const process = await spawn(name);
      const big = response(send(process, { data: "x".repeat(2 * 1024 * 1024), nonce: 1, tags: [{ name: "Action", value: "Nothing" }] }));
      assert.ok(big);
      const odd = '\u0001\ud800\uffff\u2028"\\';
      send(process, { data: odd, nonce: 2, tags: [{ name: "Action", value: odd }] });
      assert.equal(evalData(process, 3, "return 1"), "1");
    });
  });
}

describe("an outbox", () => {
  const most = ENVIRONMENT_1.result.outboxEntries;
  const entries = (count: number): { Target: string }[] => Array.from({ length: count }, () => ({ Target: "t" }));

  it("has room for so many entries, all kinds together", () => {
    const full = { Messages: entries(most - 2), Spawns: entries(1), Assignments: entries(1), Output: "o" };
    assert.equal(normalizeResult(full, 7).Messages.length, most - 2);
    const over = normalizeResult({ ...full, Spawns: entries(2) }, 7);
    assert.deepEqual(over, {
      Messages: [],
      Assignments: [],
      Spawns: [],
      Output: "",
      Error: `the outbox has more than ${most} entries`,
      GasUsed: 7,
    });
  });
});
