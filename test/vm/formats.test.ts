import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { describe, it } from "node:test";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { LoomError } from "../../src/base/errors.ts";
import { inspectModule } from "../../src/vm/inspect-module.ts";
import { loadModule } from "../../src/vm/load-module.ts";
import { checkFormatTag } from "../../src/vm/module-format.ts";
import { FORMATS, formatModule } from "./format-modules.ts";
import { tiny } from "./tiny-wasm.ts";

const MAIN = fileURLToPath(new URL("./formats-main.ts", import.meta.url));
const refused = (reason: RegExp) => (thrown: unknown) =>
  thrown instanceof LoomError && thrown.code === "MODULE_INVALID" && reason.test(thrown.message);

interface Answers {
  readonly here: Readonly<Record<string, { readonly found: string; readonly outputs: unknown[] }>>;
  readonly there: Readonly<Record<string, unknown>>;
}

describe("every Module-Format of the legacy network", () => {
  it("runs a module of its shape as the public loader does", { timeout: 60_000 }, async () => {
    const { stdout } = await promisify(execFile)(process.execPath, [MAIN]);
    const { here, there } = JSON.parse(stdout) as Answers;
    const expected = [{ Output: "C1T1M{E{G1" }, { Output: "C2T1M{E{G1" }];
    assert.equal(FORMATS.length, 7);
    for (const format of FORMATS) {
      assert.deepEqual(here[format]?.outputs.map(outputOf), expected, `${format} here`);
      // The loader cannot grow a 64-bit memory on versions of Node that count its pages in bigint.
      const grows = !format.startsWith("wasm64");
      const theirs = expected.map(({ Output }) => ({ Output: grows ? Output : Output.replace("G1", "G0") }));
      assert.deepEqual(there[format], theirs, `${format} there`);
    }
  });

  it("is known by its name, and the bytes must be what it says", () => {
    for (const tag of FORMATS) {
      for (const other of FORMATS) {
        const info = inspectModule(formatModule(other));
        const kind = (format: string): string => (format === "wasm32-unknown-emscripten" ? "minified" : format.slice(0, 6));
        if (kind(tag) === kind(other)) checkFormatTag(tag, info);
        else assert.throws(() => checkFormatTag(tag, info), refused(/the bytes are/), `${tag} ${other}`);
      }
    }
    for (const tag of ["", "wasm32", "__proto__", "wasm32-unknown-emscripten5", "wasm64-unknown-emscripten-draft_2024_10_16"]) {
      assert.throws(() => checkFormatTag(tag), refused(/is not supported/), tag);
    }
  });

  it("with minified names has one meaning for each letter; another build is refused by name", () => {
    const one = (name: string, signature: string) => tiny({ imports: [{ module: "a", name, signature }] });
    assert.throws(() => loadModule(one("Z", ">")), refused(/import a\.Z is not supported/));
    assert.throws(() => loadModule(one("k", "ii>")), refused(/import a\.k has signature ii>/));
    // Its names are those of other formats.
    assert.throws(() => loadModule(one("k", "iii>")), refused(/exports no G/));
  });
});

function outputOf(response: unknown): unknown {
  return (response as { response?: unknown }).response ?? response;
}
