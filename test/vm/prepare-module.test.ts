import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { describe, it } from "node:test";
import { LoomError } from "../../src/base/errors.ts";
import { ENVIRONMENT_1 } from "../../src/vm/environment/1/environment.ts";
import { inspectModule } from "../../src/vm/inspect-module.ts";
import { createInstance } from "../../src/vm/instance.ts";
import { compilePrepared, loadModule } from "../../src/vm/load-module.ts";
import { DEFAULT_MAXIMUM_PAGES, prepareModule } from "../../src/vm/prepare-module.ts";
import { decodePrepared, encodePrepared } from "../../src/vm/prepared-encoding.ts";
import { aosWasm } from "../support/aos-wasm.ts";
import { NO_FILES } from "./driver.ts";
import { answering, tiny } from "./tiny-wasm.ts";

const coded = (code: string) => (thrown: unknown) => thrown instanceof LoomError && thrown.code === code;
const real = async (name: string): Promise<Uint8Array> => readFile(await aosWasm(name));

describe("a prepared module", () => {
  it("is the same each time, and after its way over a disk", async () => {
    const bytes = await real("aos2_0_6.wasm");
    const [one, two] = [prepareModule(bytes, { maximumPages: 2000 }), prepareModule(bytes, { maximumPages: 2000 })];
    assert.deepEqual(one, two);
    assert.deepEqual(decodePrepared(encodePrepared(one)), one);
    assert.ok(compilePrepared(decodePrepared(encodePrepared(one))).module instanceof WebAssembly.Module);
  });

  it("is not read from damaged bytes", () => {
    const bytes = encodePrepared(prepareModule(tiny({ data: "x" }), { maximumPages: 4 }));
    for (let at = 0; at < bytes.byteLength; at++) {
      const damaged = bytes.slice();
      damaged[at] = (damaged[at] ?? 0) ^ 0x10;
      assert.throws(() => decodePrepared(damaged), coded("CHECKPOINT_INVALID"), `byte ${at}`);
      assert.throws(() => decodePrepared(bytes.subarray(0, at)), coded("CHECKPOINT_INVALID"), `cut at ${at}`);
    }
  });

  it("has the smaller of its own memory limit and the one asked for", async () => {
    const bytes = await real("aos2_0_6.wasm");
    assert.equal(loadModule(bytes).info.maximumPages, 8192);
    assert.equal(loadModule(bytes, { maximumPages: 1088 }).info.maximumPages, 1088);
    assert.throws(() => loadModule(bytes, { maximumPages: 1087 }), coded("LIMIT_EXCEEDED"));
    assert.throws(() => loadModule(bytes, { maximumPages: 65_537 }), coded("LIMIT_EXCEEDED"));
    assert.equal(loadModule(tiny({ memory: [0x00, 1] })).info.maximumPages, DEFAULT_MAXIMUM_PAGES);
    // 4 GiB is no 32-bit number.
    assert.equal(loadModule(tiny({ memory: [0x00, 1] }), { maximumPages: 65_536 }).info.maximumPages, 65_535);
  });

  it("comes from modules with vector instructions too", async () => {
    for (const name of ["sqlite.wasm", "llama.wasm"]) {
      const bytes = await real(name);
      const { initialPages } = inspectModule(bytes);
      const loaded = loadModule(bytes, { maximumPages: Math.max(initialPages, DEFAULT_MAXIMUM_PAGES) });
      assert.equal(createInstance({ ...loaded, bootTimeMs: 0 }).phase, "clean", name);
    }
  });

  it("keeps no float outside the memory: its bits could not be saved", () => {
    assert.throws(() => loadModule(tiny({ extra: [[6, [1, 0x7c, 1, 0x44, 0, 0, 0, 0, 0, 0, 0, 0, 0x0b]]] })), coded("MODULE_INVALID"));
  });
});

const OK = '{"ok":true,"response":{}}';

describe("gas", () => {
  const used = (options: Parameters<typeof tiny>[0], gasLimit = 1e9): { gasUsed: number; error: string } => {
    const outcome = createInstance({ ...loadModule(tiny({ data: OK, ...options })), bootTimeMs: 0 }).handle("{}", "{}", {
      timestampMs: 5,
      files: NO_FILES,
      gasLimit,
    });
    if (outcome.kind !== "ok" && outcome.kind !== "error") throw new Error(outcome.kind);
    return { gasUsed: outcome.gasUsed, error: outcome.kind === "error" ? outcome.error : "" };
  };
  const i32 = (value: number): number[] => {
    const out = [0x41];
    let rest = value;
    while (rest >= 64) {
      out.push((rest & 0x7f) | 0x80);
      rest >>= 7;
    }
    return [...out, rest];
  };
  const copying = (size: number, times: number): Parameters<typeof tiny>[0] => ({
    imports: [{ module: "env", name: "_emscripten_memcpy_js", signature: "iii>" }],
    functions: answering(Array.from({ length: times }, () => [...i32(1000), ...i32(4000), ...i32(size), 0x10, 0]).flat()),
  });

  it("is taken for what the host does, by the byte and by the call", () => {
    const none = used({}).gasUsed;
    const [small, large, twice] = [copying(8, 1), copying(40_008, 1), copying(40_008, 2)].map((one) => used(one).gasUsed);
    assert.ok(small !== undefined && large !== undefined && twice !== undefined);
    const { call } = ENVIRONMENT_1.host;
    assert.ok(small - none > call && small - none < call + 100);
    assert.equal(large - small, 10_000);
    assert.equal(twice - large, large - none);
  });

  it("that runs out in the host is the error it is elsewhere, and all of it is used", () => {
    const { gasUsed } = used(copying(40_008, 2));
    assert.equal(used(copying(40_008, 2), gasUsed).error, "");
    for (const limit of [gasUsed - 1, gasUsed - 5000, gasUsed - 20_000, 0]) {
      assert.deepEqual(used(copying(40_008, 2), limit), { gasUsed: limit, error: "out of gas" });
    }
  });

  it("of the text of a message is counted by the byte", () => {
    const instance = createInstance({ ...loadModule(tiny({ data: OK })), bootTimeMs: 0 });
    const gas = (message: string): number => {
      const outcome = instance.handle(message, "{}", { timestampMs: 5, files: NO_FILES });
      return outcome.kind === "ok" ? outcome.gasUsed : -1;
    };
    assert.equal(gas("é".repeat(1000)) - gas(""), 2000);
  });
});

describe("older formats", () => {
  it("with a meter built in run, and that meter counts for nothing", () => {
    const options = (charge: number): Parameters<typeof tiny>[0] => ({
      imports: [{ module: "metering", name: "usegas", signature: "i>" }],
      functions: answering([0x41, charge, 0x10, 0]),
      data: '{"ok":true,"response":{"Output":"old"}}',
    });
    const run = (charge: number) => {
      const loaded = loadModule(tiny(options(charge)));
      assert.equal(loaded.info.format, "wasm32-unknown-emscripten2");
      return createInstance({ ...loaded, bootTimeMs: 0 }).handle("{}", "{}", { timestampMs: 5, files: NO_FILES });
    };
    assert.equal(run(1).kind, "ok");
    assert.deepEqual(run(1), run(60));
  });

  it("get the high half of a 64-bit number from the host, and none of an earlier message", () => {
    const STORE = [0x36, 2, 0];
    const loaded = loadModule(
      tiny({
        imports: [
          { module: "env", name: "getTempRet0", signature: ">i" },
          { module: "env", name: "setTempRet0", signature: "i>" },
          { module: "env", name: "_mktime_js", signature: "i>i" },
        ],
        // Stores what it finds at 0; sets 7 and stores that at 4; stores the high half of a time before 1970 at 8.
        functions: answering(
          [
            [0x41, 0, 0x10, 0, ...STORE, 0x41, 7, 0x10, 1, 0x41, 4, 0x10, 0, ...STORE],
            [0x41, 0xe4, 0, 0x10, 2, 0x1a, 0x41, 8, 0x10, 0, ...STORE],
          ].flat(),
        ),
        data: OK,
      }),
    );
    const instance = createInstance({ ...loaded, bootTimeMs: 0 });
    for (let round = 0; round < 2; round++) {
      assert.equal(instance.handle("{}", "{}", { timestampMs: 5, files: NO_FILES }).kind, "ok");
      const view = new DataView(instance.state.memory.buffer);
      // The fields of the time are all zero: the day before 1 January 1900.
      assert.deepEqual([view.getInt32(0, true), view.getInt32(4, true), view.getInt32(8, true)], [0, 7, -1]);
    }
  });
});
