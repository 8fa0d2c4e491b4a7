/**
 * What our library does better than stock aos, or does besides (docs/lua-differences.md).
 * @module
 */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { ours } from "./support/modules.ts";
import { createPlayer, type Played } from "./support/player.ts";
import { parseScripts } from "./support/script.ts";

const COLOUR = new RegExp(`${String.fromCharCode(27)}\\[\\d+m`, "g");

interface Shown {
  readonly data?: string | undefined;
  readonly error?: string | undefined;
  readonly targets: readonly unknown[];
}

/** Text without colours, of the output or the error. */
function shown(played: Played): Shown {
  if (played.kind === "error") return { error: `failed: ${played.error}`, targets: [] };
  const {
    Output: output,
    Error: error,
    Messages: messages,
  } = played.response as {
    Output?: { data?: string };
    Error?: unknown;
    Messages?: readonly { Target?: unknown }[];
  };
  const plain = (text: string): string => text.replaceAll(COLOUR, "");
  return {
    ...(error === undefined ? { data: plain(output?.data ?? "") } : { error: plain(String(error)) }),
    targets: (messages ?? []).map(({ Target: target }) => target),
  };
}

describe("our library", async () => {
  const player = createPlayer(await ours());
  const play = (text: string): Shown[] => player.play(parseScripts(`--@ script\n${text}`, "own")[0]!).map(shown);
  const last = (text: string): Shown => play(text).at(-1)!;
  const check = (name: `own/${string}`, body: () => void): void => {
    test(name, body);
  };

  check("own/error-values", () => {
    assert.equal(last("error({ code = 1 })").error, "\n\nerror:\n{\n    code = 1\n}");
    assert.equal(last("error()").error, "\n\nerror:\nnil");
    assert.equal(last('error(setmetatable({}, { __tostring = function() return "own text" end }))').error, "\n\nerror:\nown text");
    assert.match(last('Handlers.add("a", "A", function() error({ code = 2 }) end)\n--> Action=A from=stranger').error ?? "", /code = 2/);
  });

  check("own/error-origin", () => {
    const { error } = last(
      'local function deep(m)\n  local t = nil\n  return t.field\nend\nHandlers.add("Named", "A", function(m)\n  deep(m)\nend)\n--> Action=A from=stranger',
    );
    assert.match(error ?? "", /\[string "aos"\]:3: in .*deep/);
    assert.match(error ?? "", /in handler "Named" \(\[string "aos"\]:5\)/);
    const pattern = last(
      'Handlers.add("Picky", function(m) return m.Action == "A" and error("no") or 0 end, print)\n--> Action=A from=stranger',
    );
    assert.match(pattern.error ?? "", /in the pattern of handler "Picky"/);
  });

  check("own/receive-slots", () => {
    const results = play(
      'local m, why = Receive("Never", { slots = 2 }) print(tostring(m) .. why)\n--> from=stranger Action=A\n--> from=stranger Action=B\n--> from=stranger Action=C\n-->eval\nreturn #Handlers.list .. #Handlers.coroutines',
    );
    assert.doesNotMatch(results[2]?.data ?? "", /timeout/);
    assert.match(results[3]?.data ?? "", /^niltimeout\n/);
    assert.equal(results[4]?.data, "20");
  });

  check("own/receive-ms", () => {
    const results = play(
      'local m, why = Receive("Never", { ms = 1500 }) print(tostring(m) .. why)\n--> from=stranger Action=A\n--> from=stranger Action=B',
    );
    assert.doesNotMatch(results[1]?.data ?? "", /timeout/);
    assert.match(results[2]?.data ?? "", /^niltimeout\n/);
  });

  check("own/receive-limit-in-time", () => {
    const results = play(
      'local m = Receive("Go", { slots = 5 }) print("got " .. m.Data)\n--> from=stranger Action=Go\nit\n--> from=stranger Action=A',
    );
    assert.equal(results[1]?.data, "got it");
    assert.match(results[2]?.data ?? "", /^New Message/);
    assert.match(last('Receive("Go", {})').error ?? "", /the limit of a receive is/);
    assert.match(last('Receive("Go", { slots = "x" })').error ?? "", /slots must be a number/);
  });

  check("own/receive-limit-failure", () => {
    const results = play('Receive("Never", { slots = 0 }) error("late")\n--> from=stranger Action=A\n-->eval\nreturn #Errors');
    assert.match(results[1]?.data ?? "", /^Error after a wait that timed out\n.*late\nNew Message/s);
    assert.equal(results[2]?.data, "1");
  });

  check("own/receive-in-own-coroutine", () => {
    const results = play(
      'coroutine.wrap(function() local m = Receive("Go") print("inner " .. m.Data) end)()\n--> from=stranger Action=Go\nx',
    );
    assert.equal(results[1]?.data, "inner x");
  });

  check("own/profile", () => {
    const results = play(
      'Handlers.profile(true) Handlers.add("a", "A", function(m) m.reply({ Data = "d" }) end)\n--> from=stranger Action=A\n--> from=stranger Action=A\n-->eval\nlocal r = Handlers.profile().a return r.runs .. r.errors .. r.sent .. type(r.kib)\n-->eval\nHandlers.profile(false) return tostring(next(Handlers.profile()))',
    );
    assert.equal(results[3]?.data, "202number");
    assert.equal(results[4]?.data, "nil");
  });

  check("own/state", () => {
    assert.equal(
      last(
        'Big = ("x"):rep(1000) List = { 1, 2 } local s = ao.state() return s.Big.type .. tostring(s.Big.bytes > 1000) .. s.List.entries .. tostring(s.print)',
      ).data,
      "stringtrue2nil",
    );
    assert.match(last("Mine = { 1 } \n-->eval\nState").data ?? "", /Mine = \{/);
    assert.match(last("State = { own = 1 }\n-->eval\nState").data ?? "", /own = 1/);
  });

  check("own/host", () => {
    const results = play(
      'Handlers.add("a", "A", function(m) local h = ao.host() Seen = { m.Timestamp == "7", h.Timestamp ~= "7", h.Nonce ~= "8", h["Block-Height"] ~= "9", h.Id ~= "x" } ao.host().Nonce = 1 end)\n--> from=stranger Action=A Timestamp=7 Nonce=8 Block-Height=9 Id=x\n-->eval\nlocal all = "" for _, one in ipairs(Seen) do all = all .. tostring(one) end return all .. tostring(ao.host().Nonce ~= 1) .. tostring(rawget(ao, "host"))',
    );
    assert.equal(results[2]?.data, "truetruetruetruetruetruenil");
  });

  check("own/inbox-bounded", () => {
    const results = play(
      "for i = 1, 10000 - #Inbox do Inbox[#Inbox + 1] = { N = i } end\n--> from=stranger\nlast\n-->eval\nreturn #Inbox .. Inbox[#Inbox].Data",
    );
    assert.equal(results[2]?.data, "9901last");
  });

  check("own/reply-does-not-stick", () => {
    const results = play(
      'Handlers.add("a", "A", Handlers.utils.reply({ Data = "d" }))\n--> Action=A from=stranger\n--> Action=A from=friend',
    );
    assert.notDeepEqual(results[1]?.targets, results[2]?.targets);
    assert.equal(
      last('local t = { Target = "x", Data = { 1 } } Send(t) return type(t.Data) .. tostring(t["Content-Type"])').data,
      "tablenil",
    );
  });

  check("own/walk", () => {
    const results = play(
      'for i = 1, 3 do Handlers.add("r" .. i, function(m) return m.Action == "R" and "continue" end, function() print("r" .. i) end, 1) end\n--> from=stranger Action=R',
    );
    assert.match(results[1]?.data ?? "", /^r1\nr2\nr3\nNew/);
    const adding = play(
      'Handlers.add("c", function(m) return m.Action == "R" and "continue" end, function() print("c") Handlers.once("Later", print) end)\n--> from=stranger Action=R',
    );
    assert.match(adding[1]?.data ?? "", /^c\nNew/);
  });

  check("own/printing", () => {
    assert.match(last("print(print) print(coroutine.create(print)) return 1").data ?? "", /^function: .*\nthread: .*\n1$/s);
    assert.equal(last("return { 1, 2, x = 3 }").data, "{\n   1 = 1,\n   2 = 2,\n   x = 3\n}");
    assert.equal(last("return { [true] = 1 }").data, "{\n   true = 1\n}");
    assert.equal(last("local y = { k = 1 } return { { y }, { y } }").data?.includes("circular"), false);
    assert.equal(last("local t = {} t[1] = t return t").data, "{\n  <circular reference>\n }");
  });

  check("own/print-many", () => {
    assert.equal(last("for i = 1, 20000 do print('line') end").data?.length, 20_000 * 5 - 1);
  });

  check("own/patterns", () => {
    assert.equal(last('return tostring(Utils.matchesPattern("true", true)) .. tostring(Utils.matchesPattern("x", {}))').data, "truefalse");
    assert.equal(last("return Utils.curry(function(a, b, c) return a .. b .. c end)(1, 2)(3)").data, "123");
  });

  check("own/bad-messages", () => {
    assert.match(last("--> from=stranger data=5").data ?? "", /Data = 5/);
    assert.match(last('--> from=stranger data={"a":1}').data ?? "", /Data = \{"a":1\}/);
    assert.match(last('--> from=stranger owner=""\nx').data ?? "", /not trusted/);
  });

  check("own/prompt-broken", () => {
    assert.match(last('Prompt = function() error("oops") end').error ?? "", /oops/);
    const results = play(
      "--> from=stranger Action=A\n-->eval\nlocal n = 0 Prompt = function() n = n + 1 if n > 1 then error('oops') end return 'p> ' end\n--> from=stranger Action=B",
    );
    assert.match(results[2]?.data ?? "", /New Message/);
  });

  check("own/globals-removed", () => {
    assert.match(last("Handlers = nil Utils = nil Colors2 = nil Send = nil\n--> from=stranger Action=A").data ?? "", /New Message/);
    assert.match(last("Errors = 5 error('x')").error ?? "", /x$/);
  });

  check("own/standard-functions-removed", () => {
    const results = play(
      'Handlers.add("a", "A", function(m) m.reply({ Data = "d" }) end) load, type, pairs, ipairs, tostring, pcall, select, next, rawget, error = nil table.insert, table.concat, string.sub, string.format, coroutine.create, coroutine.resume = nil\n--> Action=A from=stranger\n--> Action=B from=stranger\n-->eval\nreturn { 1 + 1 }\n-->eval\nSend({ Target = "x", Data = { 1 } }) print({ a = 1 })',
    );
    assert.equal(results[1]?.targets.length, 1);
    assert.match(results[2]?.data ?? "", /New Message/);
    assert.equal(results[3]?.data, "{ 2 }");
    assert.deepEqual(results[4]?.targets, ["x"]);
  });

  check("own/strict-globals", () => {
    const results = play(
      'setmetatable(_G, { __index = function(_, k) error("undefined " .. k) end, __newindex = function(_, k) error("new " .. k) end })\n--> Action=A from=stranger\n-->eval\nreturn 1 + 1\n-->eval\nreturn nothing',
    );
    assert.match(results[1]?.data ?? "", /New Message/);
    assert.equal(results[2]?.data, "2");
    assert.match(results[3]?.error ?? "", /undefined nothing/);
  });

  check("own/handle-missing", () => {
    assert.match(
      last('Handlers.add("a", "A", nil)\n--> from=stranger Action=A').error ?? "",
      /neither a function nor a table of functions/,
    );
  });

  check("own/boot-missing-weave-file", () => {
    assert.match(last("--> process On-Boot=nothing").error ?? "", /the weave has no data of nothing/);
  });

  check("own/apm", () => {
    const results = play(
      'local apm = require(".apm") return apm.install("foo")\n--> from=DKF8oXtPvh3q8s0fJFIeHFyHNM6oKrwMCUrPxEMroak Action=APM.DownloadResponse Result=success Name=@apm/foo Version=1.0.0\n72657475726e207b613d357d\n-->eval\nreturn require("foo").a .. require(".apm").installed["@apm/foo"]\n--> from=stranger Action=APM.DownloadResponse Result=success Name=@apm/bad Version=1\n72657475726e2031\n-->eval\nreturn tostring(package.loaded.bad)\n-->eval\nrequire(".apm").uninstall("foo") return tostring(package.loaded.foo)',
    );
    assert.deepEqual(results[0]?.targets, ["DKF8oXtPvh3q8s0fJFIeHFyHNM6oKrwMCUrPxEMroak"]);
    assert.equal(results[2]?.data, "51.0.0");
    assert.equal(results[4]?.data, "nil");
    assert.equal(results[5]?.data, "nil");
  });

  check("own/coverage", () => {
    assert.equal(last('return type(require(".coverage"))').data, "table");
  });
});
