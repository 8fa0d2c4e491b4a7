/**
 * Handler lists, messages and sends made by chance.
 * @module
 */
import fc from "fast-check";
import type { Tag } from "../../../../src/base/tags.ts";
import { evaluation, message, PARTIES, type Script, type ScriptMessage } from "../../support/script.ts";
import { luaString } from "./values.ts";

const ACTIONS = ["Ping", "ping", "Transfer", "Get", "Get-Info", "A.b", "Eval", ""] as const;
const KEYS = ["Kind", "Quantity", "X-Note", "kind", "my_tag", "Recipient"] as const;
const VALUES = ["one", "One", "5", "x5", "a b", "", "ä"] as const;

const tag: fc.Arbitrary<Tag> = fc.record({ name: fc.constantFrom(...KEYS), value: fc.constantFrom(...VALUES) });
const signed = (owner: string, from = owner): Pick<ScriptMessage, "from" | "owner"> => ({ from, owner });
const senders = fc.constantFrom(
  signed(PARTIES.stranger),
  signed(PARTIES.friend),
  signed(PARTIES.authority, PARTIES.process),
  signed(PARTIES.authority, PARTIES.self),
  signed(PARTIES.stranger, PARTIES.process),
  signed(PARTIES.authority),
  signed(PARTIES.owner),
);
const messages: fc.Arbitrary<ScriptMessage> = fc
  .tuple(
    senders,
    fc.option(fc.constantFrom(...ACTIONS)),
    fc.array(tag, { maxLength: 3 }),
    fc.constantFrom("", "hello", "return 1 + 1", '{"a":1}', "ä".repeat(30)),
    fc.option(fc.constantFrom("1", "2", "abc")),
  )
  .map(([sender, action, tags, data, reference]) =>
    message(data, {
      ...sender,
      tags: [
        ...(action === null ? [] : [{ name: "Action", value: action }]),
        ...tags,
        ...(reference === null ? [] : [{ name: "Reference", value: reference }]),
      ],
    }),
  );

const valuePatterns = fc.oneof(
  fc.constantFrom(
    '"_"',
    '"one"',
    '"%d+"',
    '"^x"',
    '"a b"',
    "true",
    "false",
    "5",
    '"."',
    '{ "one", "5" }',
    'function(v) return v == "5" end',
    '"Get-Info"',
    '"get"',
    '"[Pp]ing"',
  ),
);
const specs = fc.oneof(
  fc.constantFrom(...ACTIONS).map(luaString),
  fc
    .tuple(fc.constantFrom("Action", "Kind", "Quantity", "Data", "From", "X-Note", "My-Tag"), valuePatterns)
    .map(([key, pattern]) => `{ ["${key}"] = ${pattern} }`),
  fc
    .tuple(fc.constantFrom("Action", "Kind"), valuePatterns, fc.constantFrom("Quantity", "Data"), valuePatterns)
    .map(([a, p, b, q]) => `{ ["${a}"] = ${p}, ["${b}"] = ${q} }`),
  fc
    .tuple(fc.constantFrom(...ACTIONS), fc.constantFrom("true", "1", "-1", "0", "false", '"continue"', '"break"', '"skip"', "nil", "2"))
    .map(([action, code]) => `function(m) if m.Action == "${action}" then return ${code} end return false end`),
  fc.constantFrom("1", "0", '"continue"', "false").map((code) => `function() return ${code} end`),
  fc
    .tuple(fc.constantFrom("Action", "Kind"), fc.constantFrom("Ping", "one"))
    .map(([name, value]) => `Handlers.utils.hasMatchingTag("${name}", "${value}")`),
  fc.constantFrom(...ACTIONS).map((action) => `Handlers.utils.continue(${luaString(action)})`),
);
const handles = (label: string): fc.Arbitrary<string> =>
  fc.constantFrom(
    `function(m) print("${label}") end`,
    `function(m) m.reply({ Data = "${label}", N = 1 }) end`,
    `function(m) m.forward("${PARTIES.friend}", { Extra = "${label}" }) end`,
    `function(m) error("${label} failed") end`,
    `function(m) print("${label}") local r = Receive({ Kind = "one" }) print("${label} got " .. r.Data) end`,
    `function(m) local r = ao.send({ Target = m.From, Action = "Ask" }).receive() print("${label} answered " .. tostring(r.Data)) end`,
    `{ [{ Kind = "one" }] = function() print("${label} one") end }`,
    `function(m) Handlers.remove("h1") print("${label} removed h1") end`,
    `function(m) Handlers.once("Get", function() print("${label} once") end) end`,
    `function(m) N = (N or 0) + 1 print(N) end`,
    `Handlers.utils.reply("${label}")`,
  );
const registrations = (nth: number): fc.Arbitrary<string> =>
  fc.oneof(
    fc
      .tuple(
        fc.constantFrom("add", "append", "prepend"),
        fc.constantFrom(`h${nth}`, `h${nth}`, "h1"),
        specs,
        handles(`h${nth}`),
        fc.constantFrom("", "", ", 1", ", 2", ', "inf"'),
      )
      .map(([how, name, spec, handle, runs]) => `Handlers.${how}("${name}", ${spec}, ${handle}${runs})`),
    fc.tuple(specs, handles(`h${nth}`)).map(([spec, handle]) => `Handlers.once(${spec}, ${handle})`),
    fc
      .tuple(fc.constantFrom("before", "after"), fc.constantFrom("h1", "_eval", "h9"), specs, handles(`h${nth}`))
      .map(([how, anchor, spec, handle]) => `Handlers.${how}("${anchor}").add("h${nth}", ${spec}, ${handle})`),
    fc.constantFrom('Handlers.remove("h1")', 'Handlers.remove("h2")'),
  );

const LIST =
  "local t = {} for i, h in ipairs(Handlers.list) do t[i] = h.name .. ':' .. tostring(h.maxRuns) end return table.concat(t, ' ')";
const script = (name: string, all: readonly ScriptMessage[], unordered = false): Script => ({
  name,
  unordered,
  keep: false,
  messages: all,
});

export const handlers: fc.Arbitrary<Script> = fc
  .tuple(
    fc.tuple(registrations(1), registrations(2), registrations(3), registrations(4)),
    fc.array(messages, { minLength: 3, maxLength: 7 }),
  )
  .map(([lines, sent]) =>
    script("handlers", [...lines.map(evaluation), evaluation(LIST), ...sent, evaluation(LIST), evaluation("return #Inbox")]),
  );

const SHOW = `local t, m = {}, Inbox[#Inbox] for k, v in pairs(m) do if type(v) ~= "table" and type(v) ~= "function" then t[#t + 1] = k .. "=" .. tostring(v) end end
for k, v in pairs(m.Tags) do t[#t + 1] = "tag " .. k .. "=" .. tostring(v) end table.sort(t) return table.concat(t, "\\n")`;
const tagNames = fc.oneof(
  fc.constantFrom(
    "Id",
    "Target",
    "Owner",
    "From",
    "Data",
    "Type",
    "Variant",
    "X-Y",
    "x_y",
    "a",
    "AB-cd_EF",
    "camelCase",
    "with space",
    "Timestamp",
    "Tags",
    "Read-Only",
    "Cron",
  ),
  fc.stringMatching(/^[A-Za-z_-]{1,8}$/),
);
const tagValues = fc.oneof(fc.constantFrom("", "5", "true", "ä"), fc.string({ maxLength: 8 }));
export const incoming: fc.Arbitrary<Script> = fc
  .tuple(senders, fc.array(fc.record({ name: tagNames, value: tagValues }), { maxLength: 6 }), fc.string({ maxLength: 30 }))
  .map(([sender, tags, data]) => script("incoming", [message(data, { ...sender, tags }), evaluation(SHOW)]));

const luaValues = fc.oneof(
  tagValues.map(luaString),
  fc.constantFrom("5", "1.5", "true", "false", "{}", "{ 1, 2 }", '{ a = "b" }', "2^53", "nil"),
);
const rootKeys = fc.oneof(
  fc.constantFrom("Action", "Data", "Anchor", "From", "Reference", "Type", "X-Reference", "x_lower", "Id", "Owner"),
  fc.stringMatching(/^[A-Za-z-]{1,8}$/),
);
const fields = fc
  .uniqueArray(fc.tuple(rootKeys, luaValues), { maxLength: 5, selector: ([key]) => key })
  .map((all) => all.map(([key, value]) => `["${key}"] = ${value}`));
const tagLists = fc.oneof(
  fc
    .array(fc.tuple(tagNames, luaValues), { maxLength: 3 })
    .map((all) => `{ ${all.map(([name, value]) => `{ name = ${luaString(name)}, value = ${value} }`).join(", ")} }`),
  fc
    .uniqueArray(fc.tuple(tagNames, luaValues), { maxLength: 3, selector: ([name]) => name })
    .map((all) => `{ ${all.map(([name, value]) => `[${luaString(name)}] = ${value}`).join(", ")} }`),
);
const calls = fc
  .tuple(
    fields,
    fc.option(tagLists),
    fc.constantFrom('ao.send({ Target = "t", ', 'Send({ Target = "t", ', 'ao.spawn("m", { ', "Spawn({ ", "ao.send({ "),
  )
  .map(([entries, tags, start]) => `local r = ${start}${[...entries, ...(tags === null ? [] : [`Tags = ${tags}`])].join(", ")} })`);
export const outgoing: fc.Arbitrary<Script> = fc
  .array(calls, { minLength: 1, maxLength: 3 })
  .map((lines) => script("outgoing", [evaluation(lines.join("\n")), evaluation("return ao.reference")], true));
