import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Tag } from "../../src/base/tags.ts";
import { tag } from "../compute/rig.ts";
import { answering, leb, RUNTIME, tiny } from "../vm/tiny-wasm.ts";
import { withHostile } from "./rig.ts";

const GOOD = tiny({ data: '{"ok":true,"response":{"Output":"fine"}}' });
const FORMAT = tag("Module-Format", "wasm32-unknown-emscripten3");
const without = (name: string): Uint8Array => tiny({ functions: answering([]).filter((one) => one.export !== name) });
const handle = (body: readonly number[]): Uint8Array => tiny({ functions: answering(body) });
const u8 = (...parts: readonly (readonly number[])[]): Uint8Array => Uint8Array.from(parts.flat());

/** Modules that must be refused: bytes, tags of the module, code of the suspension, what its reason says. */
const REFUSED: Readonly<Record<string, readonly [wasm: Uint8Array, tags: readonly Tag[], code: string, reason: RegExp]>> = {
  "no wasm": [new TextEncoder().encode("#!/bin/sh"), [FORMAT], "MODULE_INVALID", /not a version 1 module/],
  "one byte": [Uint8Array.of(0), [FORMAT], "MODULE_INVALID", /not a version 1 module/],
  "cut in the middle": [GOOD.subarray(0, GOOD.byteLength >> 1), [FORMAT], "MODULE_INVALID", /end|longer|bytes/],
  "a section twice": [u8([...GOOD], [1, 1, 0]), [FORMAT], "MODULE_INVALID", /appears twice/],
  "an unknown section": [u8([...GOOD], [77, 0]), [FORMAT], "MODULE_INVALID", /unknown section 77/],
  "a section longer than the module": [u8([...GOOD], [0, 0xff, 0xff, 3]), [FORMAT], "MODULE_INVALID", /end|longer/],
  exceptions: [tiny({ extra: [[13, [1, 0, 0]]] }), [FORMAT], "MODULE_INVALID", /section|tag/],
  "a start function": [tiny({ extra: [[8, [0]]] }), [FORMAT], "MODULE_INVALID", /start function/],
  "no memory": [tiny({ memory: null }), [FORMAT], "MODULE_INVALID", /memor/],
  "shared memory": [tiny({ memory: [0x03, 1, 4] }), [FORMAT], "MODULE_INVALID", /shared/],
  "a hidden memory": [tiny({ memoryExport: null }), [FORMAT], "MODULE_INVALID", /not exported/],
  "more memory than there is": [tiny({ memory: [0x01, 0x80, 0x80, 2, 0x80, 0x80, 4] }), [FORMAT], "LIMIT_EXCEEDED", /starts with 32768/],
  "no handle": [without("handle"), [FORMAT], "MODULE_INVALID", /handle/],
  "no stack": [without("_emscripten_stack_alloc"), [FORMAT], "MODULE_INVALID", /_emscripten_stack_alloc/],
  "handle of another type": [
    tiny({ functions: [...RUNTIME, { export: "handle", signature: "i>i", body: [0x20, 0] }] }),
    [FORMAT],
    "MODULE_INVALID",
    /signature/,
  ],
  "operands of the wrong type": [handle([0x42, 1, 0x1a, 0x42, 1, 0x41, 1, 0x6a, 0x1a]), [FORMAT], "MODULE_INVALID", /type|expected/],
  threads: [handle([0xfe, 0x03, 0x00]), [FORMAT], "MODULE_INVALID", /atomic|threads|type|opcode|invalid/i],
  "a foreign import": [
    tiny({ imports: [{ module: "env", name: "launch", signature: ">" }] }),
    [FORMAT],
    "MODULE_INVALID",
    /import env\.launch is not supported/,
  ],
  // Pages that cannot be had are paid for, so this ends sooner than an empty loop.
  "a start that never ends": [
    tiny({
      functions: [
        { export: "__wasm_call_ctors", signature: ">", body: [0x03, 0x40, 0x41, 4, 0x40, 0, 0x1a, 0x0c, 0, 0x0b] },
        ...answering([]).slice(1),
      ],
    }),
    [FORMAT],
    "MODULE_INVALID",
    /does not start: out of gas/,
  ],
  "a start that traps": [
    tiny({ functions: [{ export: "__wasm_call_ctors", signature: ">", body: [0x00] }, ...answering([]).slice(1)] }),
    [FORMAT],
    "MODULE_INVALID",
    /does not start: trap: unreachable/,
  ],
  "an unknown format": [GOOD, [tag("Module-Format", "wasm128-toaster")], "MODULE_INVALID", /wasm128-toaster/],
  "no format": [GOOD, [], "MODULE_INVALID", /Module-Format/],
  "a memory limit of words": [GOOD, [FORMAT, tag("Memory-Limit", "plenty")], "MODULE_INVALID", /Memory-Limit/],
  "a memory limit of nothing": [GOOD, [FORMAT, tag("Memory-Limit", "0-mb")], "LIMIT_EXCEEDED", /0 pages|starts with/],
  "a gas limit of words": [GOOD, [FORMAT, tag("Compute-Limit", "-1")], "MODULE_INVALID", /Compute-Limit/],
};

/** Modules that start, and what their messages come to. */
const RUNNING: Readonly<Record<string, readonly [wasm: Uint8Array, error: RegExp | null]>> = {
  "no limit of anything": [GOOD, null],
  "an answer that is no JSON": [tiny({ data: "\u0001 nonsense" }), /^the module returned no JSON object$/],
  "no answer": [tiny({ data: "" }), /^the module returned nothing$/],
  "an answer of invalid UTF-8": [handle([0x41, 16, 0x41, ...leb(0xff), 0x3a, 0, 0]), /^the module returned no JSON object$/],
  "an outbox that is no list": [tiny({ data: '{"ok":true,"response":{"Messages":{"a":1}}}' }), /Messages is not a list/],
  "an answer nested too deeply": [tiny({ data: `{"ok":true,"response":{"Output":${"[".repeat(600)}` }), /nested deeper than 500/],
  "a pointer to nowhere": [
    tiny({ functions: [...RUNTIME, { export: "handle", signature: "ii>i", body: [0x41, 0x7f] }] }),
    /^trap: memory access/,
  ],
  "a loop without end": [handle([0x03, 0x40, 0x0c, 0, 0x0b]), /^out of gas$/],
  "recursion without end": [handle([0x20, 0, 0x20, 1, 0x10, 4, 0x1a]), /^trap: call stack too deep$/],
  "growth without end": [handle([0x03, 0x40, 0x41, 1, 0x40, 0, 0x1a, 0x0c, 0, 0x0b]), /^out of gas$/],
};

describe("hostile modules", { timeout: 120_000 }, () => {
  it("are refused by a code and a reason, each time, while others are served", async () => {
    await withHostile({}, async ({ rig, meanwhile }) => {
      for (const [what, [wasm, tags, code, reason]] of Object.entries(REFUSED)) {
        const module = await rig.moduleOf(wasm, [...tags, tag("Case", what)]);
        const process = await rig.spawn(module, [tag("Gas-Limit", "100000000")].slice(tags.length > 1 ? 1 : 0)).catch((thrown: unknown) => {
          // The scheduler may refuse what it can see in the tags.
          assert.equal((thrown as { code?: string }).code, code, what);
          return null;
        });
        if (process === null) continue;
        await meanwhile(() => assert.rejects(rig.compute.evaluate(process, 0), { code, message: reason }, what));
        const { state, suspension, resultSlot } = await rig.compute.status(process);
        assert.deepEqual([state, suspension?.code, resultSlot], ["suspended", code, -1], what);
        await rig.compute.resumeProcess(process);
        await assert.rejects(rig.compute.evaluate(process, 0), { code, message: reason }, what);
      }
    });
  });

  it("that start give errors of their messages, twice the same", async () => {
    await withHostile({}, async ({ rig, meanwhile }) => {
      for (const [what, [wasm, error]] of Object.entries(RUNNING)) {
        const process = await rig.spawn(await rig.moduleOf(wasm, [FORMAT, tag("Case", what)]), [tag("Gas-Limit", "300000000")]);
        const { value: result } = await meanwhile(() => rig.result(process, 0));
        if (error === null) assert.deepEqual([result.Error, result.Output], [undefined, "fine"], what);
        else assert.match(result.Error ?? "no error", error, what);
        const message = { Owner: "o", Tags: [], Data: "x" };
        const [first, second] = [await rig.compute.dryRun(process, message), await rig.compute.dryRun(process, message)];
        assert.deepEqual(second, first, what);
        assert.equal(first.Error, result.Error, what);
      }
    });
  });
});
