import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { createArena, evaluation, stranger } from "../support/hostile.ts";

const arena = await createArena();
const RAISES =
  "{__index = error, __newindex = error, __len = error, __concat = error, __call = error, __tostring = error, __pairs = error}";

/** The owner's Eval may fail, and is then undone; else what it did stays. Whatever it was, strangers and the owner are served. */
const survives = async (code: string): Promise<void> => {
  await arena.attack([evaluation(code), stranger("q", { some_tag: "x" }), evaluation("return 2"), evaluation("error('x')")]);
};

describe("a program that overwrites what the library uses", () => {
  it("functions, by nothing or by what raises", async () => {
    await survives("for name, value in next, _G do if type(value) == 'function' then rawset(_G, name, nil) end end");
    await survives(
      "local raise = function() error('pwned') end for name, value in next, _G do if type(value) == 'function' then rawset(_G, name, raise) end end",
    );
    await survives(
      "local raise = function() error('pwned') end for _, lib in next, {string, table, coroutine, math, io, debug, utf8} do for name in next, lib do lib[name] = raise end end",
    );
  });

  it("whole libraries", async () => {
    const libraries = "string table coroutine math os io debug package utf8".split(" ");
    for (const library of libraries) await survives(`${library} = nil`);
    await survives(
      "for _, lib in next, {string, table, coroutine, math, os, io, debug, utf8} do for name in next, lib do lib[name] = nil end end",
    );
  });

  it("tables of the process", async () => {
    for (const name of ["Inbox", "Errors", "Colors", "Handlers", "ao", "Utils", "HANDLER_PRINT_LOGS", "Name", "Prompt", "Send", "Owner_"])
      for (const value of ["nil", "5", "'x'", `setmetatable({}, ${RAISES})`]) await survives(`${name} = ${value}`);
  });

  it("the globals' own metatable, and that of texts", async () => {
    await survives("setmetatable(_G, {__index = function(_, name) error('undeclared ' .. name) end})");
    await survives("setmetatable(_G, {__newindex = function(_, name) error('undeclared ' .. name) end})");
    await survives("setmetatable(_G, {__index = error, __newindex = error, __metatable = false})");
    await survives("getmetatable('').__index = error");
    await survives("getmetatable('').__index = nil");
    await survives("setmetatable(string, {__index = error})");
  });

  it("its registry", async () => {
    await arena.attack([
      evaluation("local all = debug.getregistry() for key in pairs(all) do if type(key) == 'string' then all[key] = nil end end"),
    ]);
  });
});

describe("errors that are no texts", () => {
  it("become texts", async () => {
    const raised = [
      ["error(setmetatable({}, {__tostring = error}))", "an error of type table"],
      ["error(setmetatable({}, {__tostring = function() return {} end}))", "an error of type table"],
      [`error(setmetatable({}, ${RAISES.replace("__tostring = error, ", "")}))`, "{}"],
      ["error()", "nil"],
      ["error({})", "{}"],
      ["local t = {} t.t = t error(t)", "Circular"],
      ["error(('x'):rep(1e6))", "xxx"],
      ["error(1 / 0)", "inf"],
    ] as const;
    for (const [code, expected] of raised) {
      const [inEval, , inHandler] = await arena.attack([
        evaluation(code),
        evaluation(`Handlers.add('e', 'E', function() ${code} end)`),
        stranger("", { Action: "E" }),
      ]);
      for (const end of [inEval, inHandler]) {
        assert.equal(end?.kind, "error");
        assert.ok(end?.text.slice(-3000).includes(expected), `${code}: ${end?.text.slice(-300)}`);
      }
    }
  });
});
