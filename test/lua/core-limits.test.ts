import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { createLab, type Lab, tried } from "./support/lab.ts";

const MIB = 1024 * 1024;

describe("what Lua code cannot do to the module", () => {
  const answers = (lab: Lab, code: string, expected: string | RegExp): void => {
    const answer = lab.value(tried(code));
    if (typeof expected === "string") assert.equal(answer, expected, code);
    else assert.match(answer, expected, code);
  };

  it("bytecode is neither made nor loaded", async () => {
    const lab = await createLab();
    const signature = '"\\27Lua\\83\\0\\25\\147\\13\\10\\26\\10"';
    answers(lab, `return load(${signature})`, "nil:nil attempt to load a binary chunk (mode is 't'):string");
    answers(lab, `return load(${signature}, "x", "b")`, /^nil:nil attempt to load a binary chunk/);
    answers(
      lab,
      `local sent = false return load(function() if not sent then sent = true return ${signature} end end)`,
      /^nil:nil attempt to load a binary/,
    );
    answers(lab, "return string.dump(function() end)", /^!.*unable to dump given function/);
    answers(lab, 'return load("return 1", "x", "b")', /^nil:nil attempt to load a text chunk/);
    answers(lab, 'return load("return 1", "x", "t")()', "1:integer");
  });

  it("files, programs and exits are not there", async () => {
    const lab = await createLab();
    answers(lab, "os.exit()", /^!.*a process cannot exit/);
    answers(lab, 'return io.open("/etc/passwd")', "nil:nil /etc/passwd: No such file or directory:string 44:integer");
    answers(lab, 'return os.execute("ls")', "nil:nil Function not implemented:string 52:integer");
    answers(lab, 'return os.getenv("HOME"), os.execute(), os.clock()', "nil:nil false:boolean 0.0:float");
    answers(lab, 'return os.remove("/x")', "nil:nil /x: No such file or directory:string 44:integer");
    answers(lab, 'return io.popen("ls")', /^!.*'popen' not supported/);
    answers(lab, 'return loadfile("/x")', /^nil:nil cannot open \/x/);
    answers(lab, 'return require("nope")', /^!.*module 'nope' not found/);
    answers(lab, "return #package.searchers, next(package.preload)", "5:integer nil:nil");
  });

  it("recursion without end is an error, and leaves little memory behind", async () => {
    const lab = await createLab();
    answers(lab, "local function f() return 1 + f() end return f()", /^!.*stack overflow/);
    answers(lab, "local function f() return (pcall(f)) end return f()", "true:boolean");
    answers(lab, "local n = 0 local function f(s) n = n + 1 return (s:gsub('.', f)) end return pcall(f, 'x')", /C stack overflow/);
    const deep = "local t = {} for i = 2, 1000 do t = {t} end local s = json.encode(t)";
    answers(
      lab,
      `${deep} local n = 0 local function f(c) n = n + 1 if n == 90 then return json.encode(json.decode(s)) end return (c:gsub(".", f)) end return #f("x")`,
      "2000:integer",
    );
    answers(lab, "local t = setmetatable({}, {}) getmetatable(t).__index = t return t.x", /^!.*loop/);
    answers(lab, "local t = setmetatable({}, {__tostring = function(t) return tostring(t) end}) return tostring(t)", /^!.*stack overflow/);
    answers(lab, 'return load(("("):rep(300) .. "1" .. (")"):rep(300))', /too many C levels|stack overflow/);
    answers(lab, "local co co = function() return coroutine.wrap(co)() end return co()", /^!.*C stack overflow/);
    answers(lab, "local function f(n) if n == 0 then return 0 end return 1 + f(n - 1) end return f(50000)", "50000:integer");
    assert.ok(lab.memoryBytes() <= 24 * MIB, `${lab.memoryBytes()} bytes`);
  });

  it("too much memory is an error that can be caught", async () => {
    const lab = await createLab();
    answers(lab, 'return ("x"):rep(1 << 40)', /^!.*resulting string too large/);
    answers(lab, 'return ("x"):rep(1 << 30)', /^!.*not enough memory/);
    answers(lab, "return #table.pack(table.unpack({}, 1, 1000000))", /^!.*too many results to unpack/);
    answers(lab, 'return ("y"):rep(3)', "yyy:string");
  });

  it("ten thousand coroutines live and go", async () => {
    const lab = await createLab();
    const make =
      "Cos = {} for i = 1, 10000 do Cos[i] = coroutine.wrap(function(x) while true do x = coroutine.yield(x + i) end end) Cos[i](0) end";
    lab.value(`${make} return #Cos`);
    assert.equal(lab.value("return Cos[10000](5) + Cos[1](1)"), "10007");
    const before = Number(lab.value("return collectgarbage('count')"));
    const after = Number(lab.value("Cos = nil collectgarbage() return collectgarbage('count')"));
    assert.ok(after < before / 4, `${before} to ${after} KiB`);
  });

  it("the clock stands at the message's time", async () => {
    const lab = await createLab();
    assert.equal(lab.value('return os.date("!%Y-%m-%d")'), "2023-11-14");
    assert.equal(lab.value("return os.clock()"), "0.0");
  });

  it("a message of 10 MB is read whole", async () => {
    const lab = await createLab();
    const size = 10 * MIB;
    assert.equal(lab.value(`local s = [[${"é".repeat(size / 2)}]] return #s`), String(size));
    assert.equal(lab.value("return 1"), "1");
  });
});
