import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { buildHelperModule, listPages, WALK_MODE } from "../../src/vm/instrument/helper-module.ts";
import { createMemory } from "../../src/vm/linear-memory.ts";

const PAGE = 4096;
const PAGES = 64;

interface Helper {
  walk(pages: number, mode: number): number;
}

function setUp(memory64: boolean): { helper: Helper; memory: Uint8Array; dirty: Uint8Array; shadow: Uint8Array; list: Uint32Array } {
  const memories = {
    memory: createMemory(memory64, PAGES / 16, 4096),
    dirty: new WebAssembly.Memory({ initial: 1 }),
    shadow: createMemory(memory64, PAGES / 16, 4096),
    list: createMemory(false, listPages(4096), listPages(4096)),
  };
  const module = new WebAssembly.Module(buildHelperModule({ memory64, maximumPages: 4096 }));
  const instance = new WebAssembly.Instance(module, { env: memories } as unknown as WebAssembly.Imports);
  return {
    helper: instance.exports as unknown as Helper,
    memory: new Uint8Array(memories.memory.buffer),
    dirty: new Uint8Array(memories.dirty.buffer),
    shadow: new Uint8Array(memories.shadow.buffer),
    list: new Uint32Array(memories.list.buffer),
  };
}

for (const memory64 of [false, true]) {
  test(`walk lists, commits, rolls back and clears exactly the dirty pages (${memory64 ? 64 : 32} bit)`, () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.nat(PAGES - 1)), fc.constantFrom(...Object.values(WALK_MODE)), (pages, mode) => {
        const { helper, memory, dirty, shadow, list } = setUp(memory64);
        for (let page = 0; page < PAGES; page++) {
          memory.fill(page + 1, page * PAGE, (page + 1) * PAGE);
          shadow.fill(200, page * PAGE, (page + 1) * PAGE);
        }
        const wanted = [...pages].sort((a, b) => a - b);
        // Any value but zero is a mark.
        for (const page of wanted) dirty[page] = 1 + (page % 255);
        dirty[PAGES] = 1;
        assert.equal(helper.walk(PAGES, mode), wanted.length);
        if (mode === WALK_MODE.list) {
          assert.deepEqual([...list.subarray(0, wanted.length)], wanted);
          assert.equal(dirty.subarray(0, PAGES).filter((marker) => marker !== 0).length, wanted.length);
        } else assert.ok(dirty.subarray(0, PAGES).every((marker) => marker === 0));
        assert.equal(dirty[PAGES], 1);
        for (let page = 0; page < PAGES; page++) {
          const isDirty = wanted.includes(page);
          const expectMemory = mode === WALK_MODE.rollback && isDirty ? 200 : page + 1;
          const expectShadow = mode === WALK_MODE.commit && isDirty ? page + 1 : 200;
          assert.ok(
            memory.subarray(page * PAGE, (page + 1) * PAGE).every((byte) => byte === expectMemory),
            `memory page ${page}`,
          );
          assert.ok(
            shadow.subarray(page * PAGE, (page + 1) * PAGE).every((byte) => byte === expectShadow),
            `shadow page ${page}`,
          );
        }
      }),
      { seed: 7, numRuns: 60 },
    );
  });
}

test("the helper module is the same bytes each time, and its list holds every page of the maximum", () => {
  const bytes = buildHelperModule({ memory64: true, maximumPages: 262_144 });
  assert.deepEqual(bytes, buildHelperModule({ memory64: true, maximumPages: 262_144 }));
  assert.ok(WebAssembly.validate(bytes));
  assert.ok(bytes.byteLength < 400);
  assert.equal(listPages(262_144) * 65_536, 262_144 * 16 * 4);
});
