import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { createArena, evaluation, stranger } from "../support/hostile.ts";

const arena = await createArena();
const BINARY = /attempt to load a binary chunk/;

/** Counts in `found` the ways from tables and metatables to the table of native functions. */
const SEARCH =
  "local seen, found = {}, 0 local function walk(v) local kind = type(v) if seen[v] or kind == 'string' or kind == 'number' or v == nil then return end " +
  "seen[v] = true if kind == 'table' then if rawget(v, 'digest') and rawget(v, 'utf8fix') then found = found + 1 end " +
  "for key, one in next, v do walk(key) walk(one) end end if kind ~= 'function' then walk(debug.getmetatable(v)) end end ";

describe("leaving the sandbox", () => {
  it("by bytecode", () =>
    arena.check([
      ["return load('\\27Lua\\83\\0\\25\\147\\13\\10\\26\\10\\4\\8\\4\\8\\8' .. ('\\0'):rep(100))", BINARY],
      ["return load('\\27', 'x', 'b')", BINARY],
      ["return load('\\27Lua', 'x', 'bt', {})", BINARY],
      ["local parts = {'\\27', 'Lua'} return load(function() return table.remove(parts, 1) end, 'x', 'b')", BINARY],
      ["return load('return 1', 'x', 'b')", /attempt to load a text chunk/],
      ["return string.dump(function() end)", /unable to dump given function$/],
      ["return string.dump(print)", /unable to dump given function$/],
      ["return loadfile('/data/x', 'b')", /cannot open/],
      ["package.preload.x = nil package.path = '/?' return require('etc/passwd')", /not found/],
    ]));

  it("by files, programs and the host", () =>
    arena.check([
      ["return os.execute('ls')", /not implemented/],
      ["return io.popen('ls')", /'popen' not supported$/],
      ["return io.open('/etc/passwd')", /No such file or directory$/],
      ["return io.open('/tmp/x', 'w')", /No such file or directory$/],
      ["return io.lines('/etc/passwd')", /No such file or directory/],
      ["return tostring(io.tmpfile())", "nil"],
      ["return os.rename('/a', '/b')", /No such file or directory$/],
      ["return os.remove('/a')", /No such file or directory$/],
      ["return os.getenv('PATH')", ""],
      ["return os.exit(true, true)", /a process cannot exit$/],
      ["return os.tmpname()", "/tmp/lua_000000"],
      ["return io.read('a') .. tostring(io.stdin:read())", /^(nil)?$/],
      ["io.stdout:write(('x'):rep(100000)) io.stderr:write('y') return 'swallowed'", "swallowed"],
      ["return package.loadlib('/lib/x.so', '*')", /dynamic libraries not enabled/],
      ["return package.loadlib('libc.so', 'system')", /dynamic libraries not enabled/],
      ["return os.date('%c', 1e18)", /cannot be represented/],
      ["return os.date('%Ez')", /invalid conversion/],
      ["io.close() return io.write('x')", /closed|^file/],
      [
        "for _, one in ipairs({io.stdin, io.stdout, io.stderr}) do pcall(one.close, one) pcall(getmetatable(one).__gc, one) end return 1",
        "1",
      ],
      ["package.searchers, package.loaded, package.path = nil return pcall(require, 'x')", /must be a table/],
    ]));

  // The debug library finds it, in the registry and in upvalues of the library: what it holds must then be safe (functions.test.ts).
  it("to the native functions by way of tables", () =>
    arena.check([
      [
        `${SEARCH} for _, name in ipairs({'.crypto', '.bint', '.base64', '.apm', '.boot'}) do walk(require(name)) end walk(_G) return found`,
        "0",
      ],
      ["local load = package.searchers[2]('.chance') return type(load) .. #{debug.getupvalue(load, 1)}", "function0"],
      [`${SEARCH} walk(debug.getregistry()) return found`, "1"],
    ]));

  it("through the frames and upvalues of C functions", () =>
    arena.check([
      ["return #{debug.setupvalue(require('.bint')(256).zero, 2, 1 << 40)} .. tostring(require('.bint')(256).zero())", "00"],
      [
        "local set = 0 for name, fn in pairs(require('.chance')) do for i = 1, 9 do local _, inner = debug.getupvalue(fn, i) " +
          "if type(inner) == 'function' then set = set + #{debug.setupvalue(inner, 1, io.stdout)} end end end math.randomseed(1) return set",
        "0",
      ],
      [
        "local slots = 0 local t = setmetatable({z = 1}, {__pairs = function() for level = 1, 9 do for i = -9, 30 do " +
          "local info = debug.getinfo(level, 'S') if info and info.what == 'C' and debug.setlocal(level, i, io.stdout) then slots = slots + 1 end " +
          "end end return next, {a = ('x'):rep(9000)} end}) return #require('json').encode(t) .. ' ' .. slots",
        "9008 0",
      ],
      [
        "local x = ('x'):rep(5000):upper() local gc = debug.getregistry().LUABOX.__gc " +
          "return tostring(pcall(gc)) .. tostring(pcall(gc, io.stdout)) .. tostring(pcall(gc, 5))",
        "falsefalsefalse",
      ],
      ["for i = 1, 5 do for level = 1, 4 do for at = -30, 30 do pcall(debug.setlocal, level, at, {}) end end end return 1", /./],
      ["return tostring(debug.getlocal(1, -2147483648)) .. tostring(debug.getlocal(1, 2147483647))", "nilnil"],
    ]));

  it("through hooks", async () => {
    await arena.check([
      ["debug.sethook(function() error('hook') end, '', 1)", /hook$/],
      ["debug.sethook(function() Hooked = (Hooked or 0) + 1 end, 'crl') return 1", "1"],
      ["debug.sethook(debug.getregistry()[1], function() Main = (Main or 0) + 1 end, '', 10) return 1", "1"],
      ["return Main > 1", "true"],
    ]);
    const [, after] = await arena.attack([
      evaluation("debug.sethook(debug.getregistry()[1], function() error('hook') end, '', 100000) return 1"),
      stranger(""),
    ]);
    assert.equal(after?.kind, "ok");
  });
});
