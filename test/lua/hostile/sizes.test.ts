import { describe, it } from "node:test";
import { createArena, LITTLE_GAS } from "../support/hostile.ts";

const arena = await createArena();
const MUCH_GAS = 2_000_000_000;

describe("sizes and numbers out of bounds", () => {
  it("texts", () =>
    arena.check([
      ["return ('x'):rep(1e9)", /not enough memory/, LITTLE_GAS],
      ["return ('x'):rep(math.maxinteger)", /resulting string too large$/],
      ["return ('x'):rep(1e9, 'yyyyyyyyyyyy')", /resulting string too large$/],
      ["return (''):rep(math.maxinteger)", "out of gas", LITTLE_GAS],
      ["local s = 'x' while true do s = s .. s end", /not enough memory$/, MUCH_GAS],
      ["return ('%99999d'):format(1)", /width or precision too long/],
      ["return #('%99.99f'):format(1e308)", "409"],
      ["return #('%q'):format(('\\0'):rep(100000))", "200002"],
      ["return pcall(string.byte, ('x'):rep(1e6), 1, -1)", /string slice too long/],
      ["return pcall(string.pack, '!16 i17', 1)", /out of limits/],
      ["return pcall(string.unpack, 's4', '\\255\\255\\255\\255abc')", /block too big|too short/],
      ["return pcall(string.unpack, 'c2147483647', 'x', math.mininteger)", /too short|out of string/],
      ["return pcall(string.packsize, ('c2147483647'):rep(2))", /format result too large|invalid format/],
      ["return pcall(utf8.char, math.maxinteger)", /value out of range/],
      ["return pcall(utf8.codepoint, 'abc', 1, math.maxinteger)", /out of range/],
      ["return pcall(utf8.offset, 'abc', 1, math.mininteger)", /out of range/],
      ["return type(load(('x'):rep(1e6) .. '=1'))", "function"],
      ["return type(load('--[' .. ('='):rep(1e6) .. '['))", "nil"],
      [
        "local t = {} for i = 1, 7e4 do t[i] = '\"' .. i .. '\"' end return type(load('return {' .. table.concat(t, ',') .. '}'))",
        "function",
      ],
      ["return load('return 1e' .. ('9'):rep(1e5))()", "inf"],
    ]));

  it("tables", () =>
    arena.check([
      ["return pcall(table.concat, {}, '', 1, math.maxinteger)", /invalid value/],
      ["return pcall(table.unpack, {}, math.mininteger, math.maxinteger)", /too many results/],
      ["return pcall(table.unpack, {}, 1, 1e7)", /too many results/],
      ["return pcall(table.move, {1}, 1, math.maxinteger, 2)", /wrap around/],
      ["return pcall(table.move, {}, math.mininteger, 0, math.maxinteger)", /too many elements/],
      ["return pcall(table.insert, {}, math.mininteger, 1)", /out of bounds/],
      ["return pcall(table.remove, {}, math.maxinteger)", /out of bounds/],
      ["return pcall(table.sort, setmetatable({}, {__len = function() return 1 << 40 end}))", /array too big/],
      ["local t = {} for i = 1, 100 do t[i] = i end table.sort(t, function() return true end)", /invalid order function/],
      ["local t = {1, 2, 3, 4, 5} table.sort(t, function(a, b) t[1] = nil t[5] = nil return a < b end)", /compare number with nil/],
      [
        "local t = {a = 1} for k in pairs(t) do t[k] = nil for i = 1, 99 do t[k .. i] = 1 end collectgarbage() end",
        /invalid key to 'next'|^$/,
      ],
      ["local t = {} t[0/0] = 1", /index is NaN/],
      ["local t = {} for i = 1, 1e9 do t[i] = {} end", /not enough memory|out of gas/, MUCH_GAS],
      ["return 1", "1"],
    ]));

  it("numbers", () =>
    arena.check([
      ["return math.mininteger // -1 == math.mininteger", "true"],
      ["return math.mininteger % -1", "0"],
      ["return 1 // 0", /divide by zero/],
      ["return 1 % 0", /'n%+0'/],
      ["return 1 << math.mininteger", "0"],
      ["return math.fmod(math.mininteger, -1)", "0"],
      ["return 2^53 | 0.5", /no integer representation/],
      ["for i = math.maxinteger - 1, math.maxinteger do N = i end", "out of gas", LITTLE_GAS],
      ["for i = 1, 0, 0 do end", /'for' step is zero|out of gas/, LITTLE_GAS],
      ["return '10' + 1.0 .. tostring('1e400' + 0)", "11.0inf"],
      ["return math.abs(math.mininteger) == math.mininteger", "true"],
      ["return pcall(math.random, 0)", /max must bigger/],
      ["return pcall(math.random, 'x')", /compare number with string/],
      ["math.randomseed(0/0) return math.random(1, 1)", "1"],
      ["return require('json').decode('[1e999]')[1]", "inf"],
      ["return require('json').encode({1e999})", /unexpected number value 'inf'/],
    ]));

  it("patterns that go back", () =>
    arena.check([
      ["return string.find(('a'):rep(300000), ('.-'):rep(200) .. 'b')", /pattern too complex|out of gas/, LITTLE_GAS],
      ["return string.match(('a'):rep(28), ('a?'):rep(28) .. ('a'):rep(28))", /out of gas/, LITTLE_GAS],
      ["return string.match(('a'):rep(200000), '^(.-)(.-)(.-)b')", /out of gas/, LITTLE_GAS],
      ["return string.find('x', ('('):rep(1e5))", /too many captures/],
      ["return string.find(('('):rep(1e4), ('%b()'):rep(100))", /out of gas|^$/, LITTLE_GAS],
      ["return string.find(('x'):rep(1e5), ('x-'):rep(250) .. 'y')", /pattern too complex/],
      ["return string.gsub('x', '', '%9')", /invalid capture index/],
      ["return string.find('x', '[')", /malformed pattern/],
    ]));
});
