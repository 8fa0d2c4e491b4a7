import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { createLab, type Lab } from "./support/lab.ts";

/** Tables, strings and weak references that change at random, beside plain numbers that say what they must hold. */
const WORLD = `
local state = 1
local function pick(most) state = (state * 1103515245 + 12345) % 2147483648 return state // 8 % most + 1 end
N, V, T, S, A, W = 20000, {}, {}, {}, {}, setmetatable({}, {__mode = "v"})
for i = 1, N do V[i] = 0 end
local function key(i) return ("%043d"):format(i) end
local function value(i) return "value " .. i .. " " .. V[i] end
function Change(i)
  V[i] = V[i] + 1
  local k = key(i)
  T[k] = value(i)
  S[k] = { V[i], { value(i) } }
  A[i] = S[k][2]
  W[i] = S[k]
end
function Drop(i)
  V[i] = 0
  T[key(i)], S[key(i)], A[i] = nil, nil, nil
end
function Churn(count, most)
  for _ = 1, count do
    local i = pick(most)
    if pick(4) == 1 then Drop(i) else Change(i) end
  end
end
function Check()
  local found = 0
  for i = 1, N do
    local k, s = key(i), S[key(i)]
    if V[i] == 0 then assert(T[k] == nil and s == nil and A[i] == nil, "is there: " .. i)
    else
      found = found + 1
      assert(T[k] == value(i), "text " .. i)
      assert(s[1] == V[i] and s[2][1] == value(i) and A[i] == s[2], "table " .. i)
      assert(W[i] == s, "weak " .. i)
    end
  end
  for k, v in pairs(T) do assert(v == value(tonumber(k))) found = found - 1 end
  assert(found == 0, "pairs")
  return "well"
end
return "made"`;

describe("a large heap", () => {
  it("keeps all that is in use through many collections, while its tables grow, shrink and change", async () => {
    const lab = await createLab();
    lab.value(WORLD);
    for (let round = 1; round <= 15; round++) {
      const most = Math.min(round * 2000, 20_000);
      for (let part = 0; part < 20; part++) lab.value(`Churn(${round % 3 === 0 ? 2000 : 100}, ${most}) return ""`);
      assert.equal(lab.value("return Check()"), "well");
    }
    assert.equal(lab.value("for i = 1, N do Drop(i) end collectgarbage() return Check()"), "well");
    assert.ok(Number(lab.value("return collectgarbage('count')")) < 6144);
    assert.equal(lab.value("for i = 1, N do Change(i) end return Check()"), "well");
  });

  it("of strings costs each message a little, never one of them much", async () => {
    const lab = await createLab();
    for (let part = 0; part < 10; part++)
      lab.value(`T = T or {} for i = ${part * 10_000 + 1}, ${(part + 1) * 10_000} do T[("%043d"):format(i)] = tostring(i) end return 1`);
    const { gas, pages } = cost(lab, 2500);
    assert.ok(gas.most < gas.mean * 5, `${JSON.stringify(gas)} gas`);
    assert.ok(pages.most < 1000 && pages.mean < 300, `${JSON.stringify(pages)} pages`);
  });
});

interface Range {
  readonly mean: number;
  readonly most: number;
}

/** Of messages that replace one value each; some collections begin and end meanwhile. */
function cost(lab: Lab, count: number): { readonly gas: Range; readonly pages: Range } {
  const ran = Array.from({ length: count }, (_, nth) => {
    const key = ((nth * 7919) % 100_000) + 1;
    return lab.run(
      `local k = ("%043d"):format(${key}) T[k] = tostring(T[k] + 1) local t = {} for i = 1, 80 do t[i] = {i .. k} end return 1`,
    );
  });
  const range = (values: readonly number[]): Range => ({
    mean: values.reduce((sum, one) => sum + one, 0) / count,
    most: Math.max(...values),
  });
  return { gas: range(ran.map((one) => one.gas)), pages: range(ran.map((one) => one.dirtyPages)) };
}
