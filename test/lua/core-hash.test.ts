import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { createLab } from "./support/lab.ts";

/** Gas of filling a table with keys and finding each again, in pieces that fit a message. */
async function gasOf(key: string, count: number): Promise<number> {
  const lab = await createLab();
  const { text, failed, gas } = lab.run(
    `local t = {} for i = 1, ${count} do t[${key}] = i end local n = 0 for i = 1, ${count} do if t[${key}] == i then n = n + 1 end end return n`,
  );
  assert.equal(failed, false, text);
  assert.equal(text, String(count));
  return gas;
}

describe("hashes of keys", () => {
  it("100,000 ids with zeros cost what others cost", async () => {
    const usual = await gasOf('("%043d"):format(i * 7919) .. ""', 100_000);
    const zeros = await gasOf('("%d_%s"):format(i, ("0"):rep(42 - #tostring(i)))', 100_000);
    // They take two more calls to make.
    assert.ok(zeros < usual * 2.5, `${zeros} against ${usual} gas`);
  });

  it("keys made against stock Lua's hash do not meet", async () => {
    // Of 43 to 63 bytes, stock Lua looks at every second one: these differ in the others only.
    const spread = '((("%08x"):format(i):gsub(".", "a%0")) .. ("b"):rep(48 - 16))';
    const same = '((("%08x"):format(i):gsub(".", "%0%0")) .. ("b"):rep(48 - 16))';
    const against = await gasOf(spread, 20_000);
    const usual = await gasOf(same, 20_000);
    assert.ok(against < usual * 1.2, `${against} against ${usual} gas`);
  });

  it("numbers that agree in their low bits do not meet", async () => {
    const usual = await gasOf("i * 3 + 1.5", 20_000);
    const integers = await gasOf("i << 32", 20_000);
    const floats = await gasOf("2.0 ^ 60 + i * 2.0 ^ 40 + 0.5", 20_000);
    assert.ok(integers < usual * 1.3, `${integers} against ${usual} gas`);
    assert.ok(floats < usual * 1.3, `${floats} against ${usual} gas`);
  });

  it("the order of pairs is the same everywhere, whatever came first", async () => {
    const code =
      'local t = {} for i = 1, 200 do t["k" .. i * 7] = i end local o = {} for k in pairs(t) do o[#o + 1] = k end return table.concat(o, ",")';
    const first = await createLab();
    const second = await createLab();
    second.value(`local s = "${"long".repeat(50_000)}" return #s`);
    assert.equal(first.value(code), second.value(code));
  });
});
