import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { createLab } from "./support/lab.ts";

const MIB = 1024 * 1024;
const PAGE_BYTES = 4096;

describe("garbage of the module", () => {
  it("starts small", async () => {
    const lab = await createLab();
    assert.ok(lab.memoryBytes() <= 4 * MIB);
    assert.ok(lab.instance.takeDirty().length * PAGE_BYTES <= 1.5 * MIB);
  });

  it("is collected while messages go by, a little each time", async () => {
    const lab = await createLab();
    const usual = lab.run("return 1").gas;
    let most = 0;
    for (let count = 0; count < 600; count++) {
      const { gas, failed, text } = lab.run("local t = {} for i = 1, 200 do t[i] = {i} end return #t");
      assert.equal(failed, false, text);
      most = Math.max(most, gas);
    }
    assert.equal(lab.memoryBytes(), 2 * MIB);
    assert.ok(most < usual * 10, `${most} against ${usual} gas`);
  });

  it("of a big process is not looked through at each message", async () => {
    const lab = await createLab();
    for (let part = 0; part < 4; part++)
      lab.value(`T = T or {} for i = ${part * 25_000 + 1}, ${(part + 1) * 25_000} do T[("%043d"):format(i)] = tostring(i) end return 1`);
    const small = await createLab();
    small.value(`T = {} for i = 1, 100 do T[("%043d"):format(i)] = tostring(i) end return 1`);
    const mean = (one: typeof lab): number => {
      let gas = 0;
      for (let count = 0; count < 300; count++)
        gas += one.run(`local k = ("%043d"):format(${(count % 100) + 1}) T[k] = tostring(T[k] + 1) return T[k]`).gas;
      return gas / 300;
    };
    const [big, little] = [mean(lab), mean(small)];
    assert.ok(big < little * 2, `${big} against ${little} gas`);
  });

  it("goes when the program asks for it", async () => {
    const lab = await createLab();
    const before = Number(lab.value("X = {} for i = 1, 10000 do X[i] = {} end return collectgarbage('count')"));
    const after = Number(lab.value("X = nil collectgarbage() return collectgarbage('count')"));
    assert.ok(after < before - 500, `${before} to ${after} KiB`);
    assert.equal(
      lab.value("local n = 0 do local x = setmetatable({}, {__gc = function() n = n + 1 end}) end collectgarbage() return n"),
      "1",
    );
    assert.equal(lab.value("local w = setmetatable({}, {__mode = 'k'}) w[{}] = 1 collectgarbage() return tostring(next(w))"), "nil");
  });
});
