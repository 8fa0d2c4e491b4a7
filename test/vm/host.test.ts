import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { LoomError } from "../../src/base/errors.ts";
import { ENVIRONMENT_1 } from "../../src/vm/environment/1/environment.ts";
import { grownPages, PAGE_BYTES } from "../../src/vm/host-imports/memory-growth.ts";
import { createInstance, type VmInstance } from "../../src/vm/instance.ts";
import { loadModule } from "../../src/vm/load-module.ts";
import { captureImage, restoreImage } from "../../src/vm/memory-image.ts";
import type { VmOutcome } from "../../src/vm/outcome.ts";
import { NO_FILES } from "./driver.ts";
import { answering, leb, RUNTIME, type Tiny, tiny } from "./tiny-wasm.ts";

const OK = '{"ok":true,"response":{"Output":"fine"}}';
const CONST = 0x41;
const CALL = 0x10;
const DROP = 0x1a;

const start = (options: Tiny): VmInstance => createInstance({ ...loadModule(tiny(options)), bootTimeMs: 0 });
/** Commits what ended ok; the rest stays as it is. Gas is the business of other tests. */
const handle = (instance: VmInstance, message = "{}"): Omit<VmOutcome, "gasUsed"> => {
  const { gasUsed: _, ...outcome } = { gasUsed: 0, ...instance.handle(message, "{}", { timestampMs: 5, files: NO_FILES }) };
  if (outcome.kind === "ok") instance.commit();
  return outcome;
};
const run = (options: Tiny): Omit<VmOutcome, "gasUsed"> => handle(start(options));

/** Calls one import in `handle`. */
const calling = (name: string, signature: string, args: readonly number[], after: readonly number[] = []): Tiny => ({
  imports: [{ module: name.startsWith("fd_") ? "wasi_snapshot_preview1" : "env", name, signature }],
  functions: answering([...args.flatMap((value) => [CONST, ...leb(value)]), CALL, 0, ...after]),
  data: OK,
});

describe("answers of a module", () => {
  const answer = (data: string): Omit<VmOutcome, "gasUsed"> => run({ data });

  it("are ok only when well formed", () => {
    assert.deepEqual(answer(OK), { kind: "ok", response: { Output: "fine" }, raw: OK });
    assert.deepEqual(answer('{"ok":false,"response":"why"}'), { kind: "error", error: "why" });
    assert.deepEqual(answer('{"ok":false,"response":{"a":1}}'), { kind: "error", error: '{"a":1}' });
    assert.deepEqual(answer('{"ok":false}'), { kind: "error", error: "null" });
    for (const bad of [
      "",
      "[]",
      "null",
      "{",
      '{"ok":true}',
      '{"ok":true,"response":[]}',
      '{"ok":true,"response":"x"}',
      '{"ok":1,"response":{}}',
    ]) {
      assert.equal(answer(bad).kind, "error", bad);
    }
  });

  it("are not nested without end", () => {
    const nested = (depth: number, inner = ""): string =>
      `{"ok":true,"response":{"Output":${"[".repeat(depth)}${inner}${"]".repeat(depth)}}}`;
    assert.equal(answer(nested(ENVIRONMENT_1.result.depth - 2)).kind, "ok");
    assert.equal(answer(nested(ENVIRONMENT_1.result.depth - 1)).kind, "error");
    assert.equal(answer(nested(10_000)).kind, "error");
    assert.equal(answer(nested(1, `"\\"${"[".repeat(1000)}"`)).kind, "ok");
  });

  it("need room for the message", () => {
    const instance = start({ data: OK });
    assert.match(JSON.stringify(handle(instance, "x".repeat(2 * 1024 * 1024))), /does not fit the module's stack/);
  });

  it("lie inside the memory and end there", () => {
    const pointer = (at: number): Tiny => ({ functions: [...RUNTIME, { export: "handle", signature: "ii>i", body: [CONST, ...leb(at)] }] });
    assert.equal(run(pointer(-1)).kind, "error");
    assert.equal(run(pointer(70_000)).kind, "error");
    const full = { ...pointer(65_535), extra: [] };
    assert.equal(run(full).kind, "error");
  });
});

describe("ends of a message", () => {
  it("traps are errors with the names of the specification", () => {
    assert.deepEqual(run({ functions: answering([0x00]) }), { kind: "error", error: "trap: unreachable" });
    assert.deepEqual(run({ functions: answering([CONST, 1, CONST, 0, 0x6d, DROP]) }), {
      kind: "error",
      error: "trap: integer divide by zero",
    });
    assert.deepEqual(run({ functions: answering([CONST, ...leb(-4), 0x28, 2, 0, DROP]) }), {
      kind: "error",
      error: "trap: out of bounds memory access",
    });
  });

  it("endless recursion is an error, the same everywhere", () => {
    const body = [CALL, RUNTIME.length];
    const instance = start({
      functions: answering(body).map((one) =>
        one.export === "handle" ? { ...one, body: [CONST, 0, CONST, 0, ...body, DROP, CONST, 16] } : one,
      ),
    });
    for (let round = 0; round < 3; round++) {
      assert.deepEqual(handle(instance), { kind: "error", error: ENVIRONMENT_1.texts.tooDeep });
      assert.equal(instance.rollback(), true);
    }
  });

  it("exit, abort and a stray longjmp are errors", () => {
    assert.deepEqual(run(calling("exit", "i>", [3])), { kind: "error", error: "trap: exit(3)" });
    assert.deepEqual(run(calling("_abort_js", ">", [])), { kind: "error", error: "trap: abort" });
    assert.deepEqual(run(calling("_emscripten_throw_longjmp", ">", [])), {
      kind: "error",
      error: "trap: longjmp outside a protected call",
    });
  });

  it("a host call outside the memory is an error", () => {
    assert.match(JSON.stringify(run(calling("fd_write", "iiii>i", [1, -8, 1, 0], [DROP]))), /out of bounds in a host call/);
    assert.match(JSON.stringify(run(calling("_gmtime_js", "iii>", [0, 0, 65_530]))), /out of bounds/);
  });

  it("a module that fails to start is refused", () => {
    const constructors = answering([]).map((one) => (one.export === "__wasm_call_ctors" ? { ...one, body: [0x00] } : one));
    assert.throws(
      () => start({ functions: constructors }),
      (thrown) => thrown instanceof LoomError && thrown.code === "MODULE_INVALID" && /unreachable/.test(thrown.message),
    );
  });
});

describe("host calls", () => {
  const STORE = 0x36;
  /** Stores the result of an import at address 0 and answers. */
  const peek = (name: string, signature: string, args: readonly number[]): number => {
    const instance = start({
      ...calling(name, signature, []),
      functions: answering([CONST, 0, ...args.flatMap((value) => [CONST, ...leb(value)]), CALL, 0, STORE, 2, 0]),
    });
    assert.equal(handle(instance).kind, "ok");
    return new DataView(instance.state.memory.buffer).getInt32(0, true);
  };

  it("give the fixed error numbers", () => {
    assert.equal(peek("__syscall_openat", "iiii>i", [0, 0, 0, 0]), -44);
    assert.equal(peek("__syscall_dup3", "iii>i", [1, 2, 0]), -8);
    assert.equal(peek("__syscall_ioctl", "iii>i", [1, 2, 0]), -59);
    assert.equal(peek("_emscripten_system", "i>i", [0]), 0);
    assert.equal(peek("_emscripten_system", "i>i", [100]), -52);
    assert.equal(peek("fd_seek", "iiiii>i", [3, 0, 0, 0, 100]), 70);
    assert.equal(peek("fd_close", "i>i", [3]), 0);
  });

  it("accept 64-bit numbers whole or split", () => {
    assert.equal(peek("fd_seek", "ijii>i".replace("j", "ii"), [3, -1, -1, 0, 100]), 70);
    assert.equal(run({ ...calling("_gmtime_js", "ji>", []), functions: answering([0x42, 0, CONST, ...leb(1000), CALL, 0]) }).kind, "ok");
  });

  it("write calendar fields where C expects them", () => {
    const instance = start(calling("_gmtime_js", "iii>", [86_400 * 59, 0, 1000]));
    handle(instance);
    const view = new DataView(instance.state.memory.buffer);
    const fields = Array.from({ length: 9 }, (_, index) => view.getInt32(1000 + index * 4, true));
    // 1 March 1970, a Sunday, day 59 of the year.
    assert.deepEqual(fields, [0, 0, 0, 1, 2, 70, 0, 59, 0]);
  });

  it("grow memory as emscripten does, up to the maximum", () => {
    assert.equal(peek("emscripten_resize_heap", "i>i", [3 * PAGE_BYTES]), 1);
    assert.equal(peek("emscripten_resize_heap", "i>i", [5 * PAGE_BYTES]), 0);
    const mib = 1024 * 1024;
    assert.equal(grownPages(68 * mib, 68 * mib + 1, 512 * mib), 1306);
    assert.equal(grownPages(1000 * mib, 1001 * mib, 4096 * mib), (1097 * mib) / PAGE_BYTES);
    assert.equal(grownPages(500 * mib, 501 * mib, 512 * mib), 8192);
    assert.equal(grownPages(500 * mib, 512 * mib + 1, 512 * mib), null);
  });
});

describe("image of a module without emscripten's layout", () => {
  it("sees a byte anywhere and every mutable global, exported or not", () => {
    // global 0 counts messages; each message writes 7 at 10 000 + count * 4096.
    const count = [0x23, 0, CONST, 1, 0x6a, 0x24, 0];
    const scribble = [0x23, 0, CONST, ...leb(4096), 0x6c, CONST, ...leb(10_000), 0x6a, CONST, 7, 0x3a, 0, 0];
    const options: Tiny = { functions: answering([...count, ...scribble]), data: OK, extra: [[6, [1, 0x7f, 1, CONST, 0, 0x0b]]] };
    const instance = start(options);
    handle(instance);
    const image = captureImage(instance);
    assert.deepEqual(image.globals, [{ index: 0, type: "i", value: 1 }]);
    handle(instance);
    const later = captureImage(instance);
    assert.equal(later.pageIndexes.length, image.pageIndexes.length + 1);
    assert.equal(restoreImage(instance, image), true);
    assert.deepEqual(captureImage(instance), image);
    handle(instance);
    assert.deepEqual(captureImage(instance), later);
  });
});
