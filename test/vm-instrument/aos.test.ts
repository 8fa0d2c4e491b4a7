import assert from "node:assert/strict";
import { test } from "node:test";
import { changedPages, createGuest, type Guest, type Parts } from "./guest.ts";

const LOG = [
  "",
  "return 1 + 1",
  "T = {} for i = 1, 2000 do T['k' .. i] = { i, tostring(i) } end return 'table'",
  "local s = 0 for i = 1, 10000 do s = s + math.sin(i) * i / 7 end return s",
  "Send({ Target = ao.id, Action = 'Ping', Data = string.rep('x', 300000) }) return 'sent'",
  "error('on purpose')",
  "local n = 0 for i = 1, 50 do if not pcall(error, i) then n = n + 1 end end return n",
  "local function f(n) return n == 0 and 0 or 1 + f(n - 1) end return f(5000)",
  "return 'a' ..",
  "return os.time(), os.date('!%c', os.time()), collectgarbage('count') > 0",
];
const BUILDS: readonly (Parts | null)[] = [null, {}, { dirty: false }, { depth: false, nan: false, dirty: false }];

for (const file of ["aos2_0_6.wasm", "aos2_0_4_32.wasm"]) {
  test(`${file}: every build answers the same and leaves the same memory; gas depends on no other part`, async () => {
    const guests: Guest[] = [];
    for (const parts of BUILDS) guests.push(await createGuest(file, parts));
    const gas: (bigint | null)[][] = guests.map(() => []);
    LOG.forEach((code, nonce) => {
      const answers = guests.map((guest) => guest.send(nonce, code));
      assert.match(answers[0] ?? "", /^\{/);
      const memories = guests.map((guest) => Buffer.from(guest.memory.buffer));
      const first = memories[0] ?? Buffer.alloc(0);
      guests.forEach((guest, index) => {
        assert.equal(answers[index], answers[0], `message ${nonce}, build ${JSON.stringify(BUILDS[index])}`);
        assert.ok(memories[index]?.equals(first), `memory after message ${nonce}, build ${JSON.stringify(BUILDS[index])}`);
        gas[index]?.push(guest.gasUsed());
        assert.equal(guest.depth(), 0);
      });
    });
    const metered = gas.filter((_, index) => BUILDS[index] !== null);
    assert.equal(metered.length, 3);
    for (const one of metered) assert.deepEqual(one, metered[0]);
    assert.ok((metered[0] ?? []).every((used) => used !== null && used > 100_000n));
    assert.deepEqual(guests[1]?.globals(), guests[2]?.globals());
  });

  test(`${file}: every changed page is marked, and few others`, async () => {
    const guest = await createGuest(file, {});
    let before = Buffer.from(new Uint8Array(guest.memory.buffer));
    LOG.slice(0, 6).forEach((code, nonce) => {
      guest.send(nonce, code);
      const after = Buffer.from(guest.memory.buffer);
      const marked = new Set(guest.dirtyPages());
      const pages = changedPages(before, after);
      for (const page of pages) assert.ok(marked.has(page), `message ${nonce} changed page ${page} unseen`);
      const changed = pages.length;
      assert.ok(changed > 0);
      // Pages that the collector marks twice, or strings that come and go, end as they were.
      assert.ok(marked.size <= changed * 1.6 + 20, `${marked.size} marked, ${changed} changed`);
      before = Buffer.from(new Uint8Array(guest.memory.buffer));
    });
  });

  test(`${file}: NaNs are the same bits whatever makes them`, async () => {
    const guest = await createGuest(file, {});
    guest.send(0, "");
    const bytes = "table.concat({ string.pack('<d', n):byte(1, -1) }, ' ')";
    for (const [index, value] of ["0/0", "1/0 - 1/0", "math.huge * 0", "math.sqrt(-1)", "(2^53) % 0.0", "math.fmod(1, 0.0)"].entries()) {
      const answer = guest.send(index + 1, `local n = ${value} return ${bytes}`);
      assert.match(answer, /"data":"0 0 0 0 0 0 248 127"/, `${value}: ${answer}`);
    }
  });

  test(`${file}: gas ends a loop with a small overshoot`, async () => {
    const guest = await createGuest(file, {});
    guest.send(0, "");
    guest.setGas(20_000_000n);
    assert.equal(guest.send(1, "while true do end"), "RuntimeError: unreachable");
    const used = guest.gasUsed() ?? 0n;
    assert.ok(used > 20_000_000n && used < 20_010_000n, `used ${used}`);
  });

  test(`${file}: Lua's own limits on nesting come before the depth limit`, async () => {
    const guest = await createGuest(file, {});
    guest.send(0, "");
    const nested = [
      "local function f(n) local ok, e = pcall(f, n + 1) return ok and e or n end return f(1)",
      "local function g(n) if n == 0 then return 'x' end return (string.gsub('a', 'a', function() return g(n - 1) end)) end return g(180)",
      "local function n(i) if i == 0 then return 0 end return 1 + coroutine.wrap(n)(i - 1) end return n(150)",
      "return load('return ' .. string.rep('(', 190) .. '1' .. string.rep(')', 190))()",
      "local function n(i) return 1 + n(i + 1) end return n(1)",
    ];
    for (const code of nested) assert.match(guest.send(1, code), /"ok":true/);
  });
}
