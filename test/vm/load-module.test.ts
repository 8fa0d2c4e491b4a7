import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { describe, it } from "node:test";
import fc from "fast-check";
import { LoomError } from "../../src/base/errors.ts";
import { inspectModule } from "../../src/vm/inspect-module.ts";
import { loadModule } from "../../src/vm/load-module.ts";
import { detectFormat } from "../../src/vm/module-format.ts";
import { aosWasm } from "../support/aos-wasm.ts";
import { MODULES } from "./driver.ts";
import { answering, RUNTIME, tiny } from "./tiny-wasm.ts";

const WASM64 = "wasm64-unknown-emscripten-draft_2024_02_15";
const WASM32 = "wasm32-unknown-emscripten4";

const refused = (reason: RegExp) => (thrown: unknown) =>
  thrown instanceof LoomError && thrown.code === "MODULE_INVALID" && reason.test(thrown.message);

/** Runs what must either work or refuse with MODULE_INVALID. */
function tryLoad(bytes: Uint8Array): boolean {
  try {
    loadModule(bytes);
    return true;
  } catch (thrown) {
    assert.ok(thrown instanceof LoomError && thrown.code === "MODULE_INVALID", `${thrown}`);
    return false;
  }
}

describe("format", () => {
  it("is recognised in all real modules", async () => {
    const expected: [string, string, number, number][] = [
      ["aos.wasm", WASM64, 800, 8000],
      ["aos2_0_1.wasm", WASM64, 1600, 16384],
      ["aos2_0_3.wasm", WASM64, 1088, 8192],
      ["aos2_0_4_32.wasm", WASM32, 1088, 8192],
      ["aos2_0_6.wasm", WASM64, 1088, 8192],
      ["process.wasm", WASM64, 1088, 8192],
    ];
    for (const [name, format, initialPages, maximumPages] of expected) {
      assert.deepEqual(
        detectFormat(await readFile(await aosWasm(name))),
        { format, memory64: format === WASM64, initialPages, maximumPages },
        name,
      );
    }
    for (const name of ["sqlite.wasm", "llama.wasm"]) assert.equal(detectFormat(await readFile(await aosWasm(name))).format, WASM64, name);
  });

  it("of older builds is named", () => {
    const metered = tiny({ imports: [{ module: "metering", name: "usegas", signature: "i>" }] });
    assert.equal(detectFormat(metered).format, "wasm32-unknown-emscripten2");
    assert.equal(loadModule(metered).info.format, "wasm32-unknown-emscripten2");
    const minified = tiny({ imports: [{ module: "a", name: "b", signature: ">" }] });
    assert.equal(detectFormat(minified).format, "wasm32-unknown-emscripten");
    assert.equal(detectFormat(tiny({})).format, "wasm32-unknown-emscripten3");
  });

  it("lists what a module imports, exports and keeps in globals", async () => {
    const info = inspectModule(await readFile(await aosWasm("aos2_0_6.wasm")));
    assert.equal(info.imports.length, 31);
    assert.deepEqual(info.imports[0], { module: "env", name: "invoke_vjj", signature: "jjj>" });
    assert.equal(info.exports.find((one) => one.name === "handle")?.signature, "jj>j");
    assert.deepEqual(info.mutableGlobals.map((one) => one.type).join(""), "jijjij");
    assert.ok(info.mutableGlobals.every((one) => one.exportName === null));
    const loaded = loadModule(await readFile(await aosWasm("aos2_0_6.wasm")));
    assert.ok(loaded.info.mutableGlobals.every((one) => one.exportName !== null));
  });
});

describe("a module is refused", () => {
  const one = (module: string, name: string, signature: string) => tiny({ imports: [{ module, name, signature }] });

  it("with an import this host does not answer, by name", () => {
    assert.throws(() => loadModule(one("env", "getentropy", "ii>i")), refused(/env\.getentropy/));
    assert.throws(() => loadModule(one("wasi_snapshot_preview1", "random_get", "ii>i")), refused(/random_get/));
    assert.throws(() => loadModule(one("wasi_snapshot_preview1", "exit", "i>")), refused(/exit/));
    assert.throws(() => loadModule(one("__proto__", "toString", ">")), refused(/toString/));
    assert.throws(() => loadModule(one("env", "constructor", ">")), refused(/constructor/));
  });

  it("with an import of another signature", () => {
    assert.throws(() => loadModule(one("env", "exit", "j>")), refused(/env\.exit has signature j>/));
    assert.throws(() => loadModule(one("env", "invoke_vii", "ii>")), refused(/invoke_vii/));
    assert.throws(() => loadModule(one("env", "invoke_xii", "iii>")), refused(/invoke_xii/));
  });

  it("with invoke_* but nothing to call through", () => {
    assert.throws(() => loadModule(one("env", "invoke_vii", "iii>")), refused(/setThrew/));
  });

  it("without what the host must call", () => {
    assert.throws(() => loadModule(tiny({ functions: RUNTIME })), refused(/exports no handle/));
    const wrong = [...RUNTIME, { export: "handle", signature: "i>i", body: [0x41, 16] }];
    assert.throws(() => loadModule(tiny({ functions: wrong })), refused(/handle has signature i>i/));
    const [, ...rest] = answering([]);
    assert.throws(() => loadModule(tiny({ functions: rest })), refused(/__wasm_call_ctors/));
  });

  it("with a start function, shared, missing, hidden or several memories", () => {
    assert.throws(() => loadModule(tiny({ extra: [[8, [0]]] })), refused(/start function/));
    assert.throws(() => loadModule(tiny({ memory: [0x03, 1, 4] })), refused(/shared/));
    assert.throws(() => loadModule(tiny({ memory: null })), refused(/has no memory/));
    assert.throws(() => loadModule(tiny({ memoryExport: null })), refused(/not exported/));
    assert.throws(() => loadModule(tiny({ memory: [0x00, 1], extra: [[5, [1, 0, 1]]] })), refused(/appears twice/));
  });

  it("with an imported memory, or a global that is no number", () => {
    const imported = tiny({ extra: [[2, [1, 1, 0x61, 1, 0x62, 2, 0, 1]]] });
    assert.throws(() => loadModule(imported), refused(/import a\.b is a memory/));
    const global = tiny({ extra: [[6, [1, 0x70, 1, 0xd0, 0x70, 0x0b]]] });
    assert.throws(() => loadModule(global), refused(/mutable global 0/));
  });

  it("when its code is not valid", () => {
    assert.throws(() => loadModule(tiny({ functions: answering([0x6a]) })), refused(/^wasm: /));
  });
});

describe("garbage", () => {
  it("of every kind is refused", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => assert.equal(tryLoad(bytes), false)),
      { seed: 3, numRuns: 500 },
    );
    const header = [0, 0x61, 0x73, 0x6d, 1, 0, 0, 0];
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.integer({ min: 0, max: 14 }), fc.uint8Array({ maxLength: 40 })), { maxLength: 6 }), (sections) => {
        const bytes = [...header, ...sections.flatMap(([id, content]) => [id, content.length, ...content])];
        assert.equal(tryLoad(Uint8Array.from(bytes)), false);
      }),
      { seed: 4, numRuns: 1000 },
    );
  });

  it("as a cut module is refused at every length, naming the offset", () => {
    const bytes = tiny({ data: "x" });
    assert.equal(tryLoad(bytes), true);
    for (let size = 0; size < bytes.byteLength; size++) tryLoad(bytes.subarray(0, size));
    assert.throws(() => inspectModule(bytes.subarray(0, 20)), refused(/offset \d+/));
  });

  it("with huge counts and endless numbers ends at once", () => {
    const header = [0, 0x61, 0x73, 0x6d, 1, 0, 0, 0];
    for (const content of [
      [0xff, 0xff, 0xff, 0xff, 0x0f],
      [0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x00],
      [0xff, 0xff, 0xff, 0xff, 0xff],
    ]) {
      for (const id of [1, 2, 3, 4, 5, 6, 7]) assert.equal(tryLoad(Uint8Array.from([...header, id, content.length, ...content])), false);
    }
  });

  for (const name of MODULES) {
    it(`as damaged ${name} is refused or still a valid module`, async () => {
      const bytes = await readFile(await aosWasm(name));
      // Before the code (types, imports, exports) lie few bytes; damage there is what the host's own reader must survive.
      fc.assert(
        fc.property(fc.integer({ min: 0, max: 6000 }), fc.integer({ min: 0, max: 255 }), (at, value) => {
          const damaged = Uint8Array.from(bytes.subarray(0, 20_000));
          damaged[at] = value;
          tryLoad(damaged);
        }),
        { seed: 5, numRuns: 1500 },
      );
      fc.assert(
        fc.property(fc.integer({ min: 0, max: bytes.byteLength - 1 }), fc.integer({ min: 1, max: 255 }), (at, change) => {
          const damaged = Uint8Array.from(bytes);
          damaged[at] = (damaged[at] ?? 0) ^ change;
          tryLoad(damaged);
        }),
        { seed: 6, numRuns: 25 },
      );
    });
  }
});
