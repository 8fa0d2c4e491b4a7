import { describe, it } from "node:test";
import { createArena } from "../support/hostile.ts";

const arena = await createArena();

describe("recursion without end", () => {
  it("of Lua functions and metamethods", () =>
    arena.check([
      ["local function f() return 1 + f() end return f()", /: stack overflow$/],
      ["local m = {} m.__call = function(s) return 1 + s() end return setmetatable({}, m)()", /stack overflow$/],
      ["local m = {} m.__add = function(a, b) return a + b end local t = setmetatable({}, m) return t + t", /C stack overflow$/],
      ["local m = {} m.__index = function(t, k) return t[k] end return setmetatable({}, m).x", /C stack overflow$/],
      ["local m = {} m.__newindex = function(t, k, v) t[k] = v end setmetatable({}, m).x = 1", /C stack overflow$/],
      ["local m = {} m.__eq = function(a, b) return a == b end return setmetatable({}, m) == setmetatable({}, m)", /C stack overflow$/],
      ["local m = {} m.__len = function(a) return #a end return #setmetatable({}, m)", /C stack overflow$/],
      ["local m = {} m.__concat = function(a, b) return a .. b end local t = setmetatable({}, m) return t .. t", /C stack overflow$/],
      ["local m = {} m.__tostring = function(t) return tostring(t) end return tostring(setmetatable({}, m))", /C stack overflow$/],
      ["local t = {x = 1} for i = 1, 3000 do t = setmetatable({}, {__index = t}) end return t.x", /'__index' chain too long/],
      ["local t = {} for i = 1, 100000 do t = setmetatable({}, {__call = t}) end return t()", /attempt to call a table value/],
    ]));

  it("through functions of the library", () =>
    arena.check([
      ["local function f(s) return (s:gsub('.', f)) end return f('x')", /C stack overflow$/],
      ["local function f() table.sort({1, 2, 3}, f) end f()", /C stack overflow$/],
      ["package.preload.a = function() return require('a') end return require('a')", /C stack overflow$/],
      ["local function f() return coroutine.wrap(f)() end return f()", /C stack overflow$/],
      ["local function f() local ok, e = pcall(f) error(e, 0) end f()", /C stack overflow$/],
      ["return (xpcall(error, function() error('x') end))", ""],
      ["local function f() return load(f) end return type(load(f))", "nil"],
      ["local n = 0 local function f() n = n + 1 pcall(coroutine.wrap(f)) end f() return n < 200", "true"],
    ]));

  it("inside JSON, which goes deeper in C than Lua counts", () =>
    arena.check([
      [
        "local json = require('json') local function nest() local q = setmetatable({z = 1}, {__pairs = function() nest() return next, {} end}) " +
          "for i = 1, 900 do q = {q} end return json.encode(q) end return nest()",
        "trap: out of bounds memory access",
      ],
      ["local d = {} for i = 1, 1001 do d = {d} end return require('json').encode(d)", /too many levels$/],
      ["local d = {} d.d = d return require('json').encode(d)", /circular reference$/],
      ["return require('json').decode(('['):rep(1e5))", /too many levels at line 1 col 1001$/],
      ["return require('json').decode(('{\"a\":'):rep(1e5))", /too many levels/],
      ["local d = {} for i = 1, 50000 do d = {d} end ao.clone(d)", /stack overflow/],
      ["local d = {} for i = 1, 50000 do d = {d} end return d", /stack overflow|not enough memory|out of gas/, 1_000_000_000],
      ["local d = {} for i = 1, 50000 do d = {d} end error(d)", /an error of type table$|out of gas/, 1_000_000_000],
    ]));

  it("of the parser", () =>
    arena.check([
      ["return load('return ' .. ('{'):rep(1e5))", /too many C levels/],
      ["return load('return ' .. ('('):rep(1e5))", /too many C levels/],
      ["return load('return ' .. ('a..'):rep(1e4) .. 'a')", /too many C levels/],
      ["return load('x = ' .. ('not '):rep(1e5) .. '1')", /too many C levels/],
      ["return load(('do '):rep(1e5) .. ('end '):rep(1e5))", /too many C levels/],
      ["return load('x = ' .. ('function() return '):rep(300))", /too many C levels/],
      ["return load(('local a '):rep(201))", /too many local variables/],
      ["return type(load('return f' .. ('()'):rep(1e5)))", "function"],
      ["return type(load('local t = {} t' .. ('.a'):rep(1e5) .. '=1'))", "function"],
    ]));
});
