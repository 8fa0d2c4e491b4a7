import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { describe, it } from "node:test";
import { fileURLToPath } from "node:url";
import { bundleSources, listNatives } from "../../modules/lua/build/bundle.ts";
import { buildModule } from "../../modules/lua/build/compile.ts";
import { stripLua } from "../../modules/lua/build/strip-lua.ts";
import { missingTools } from "../../modules/lua/build/tools.ts";
import { LUA_MODULE_PATH, luaFile } from "../../src/lua/bundled-module.ts";
import { inspectModule } from "../../src/vm/inspect-module.ts";

const sha256 = (bytes: Uint8Array): string => createHash("sha256").update(bytes).digest("hex");

describe("the committed Lua module", () => {
  it("is the file of its hash, small, and asks hosts for six functions", async () => {
    const bytes = await readFile(LUA_MODULE_PATH);
    assert.equal(`${sha256(bytes)}\n`, await readFile(`${LUA_MODULE_PATH}.sha256`, "utf8"));
    assert.ok(bytes.byteLength < 500_000, `${bytes.byteLength} bytes`);
    const { format, imports, initialPages, maximumPages } = inspectModule(bytes);
    assert.equal(format, "wasm32-unknown-emscripten4");
    assert.deepEqual(imports.map(({ module, name }) => `${module}.${name}`).sort(), [
      "env.__asyncjs__weavedrive_close",
      "env.__asyncjs__weavedrive_open",
      "env.__asyncjs__weavedrive_read",
      "env._emscripten_throw_longjmp",
      "env.emscripten_resize_heap",
      "env.invoke_vii",
    ]);
    assert.deepEqual([initialPages, maximumPages], [32, 16_384]);
  });

  it("is what the sources of this clone give, byte for byte", async (t) => {
    const missing = await missingTools();
    if (missing.length > 0) {
      t.skip(`the compiler is not installed here, so nothing was compared: ${missing.join(", ")}`);
      return;
    }
    const bytes = await buildModule({ sources: luaFile("src"), optimise: true });
    assert.equal(sha256(bytes), sha256(await readFile(LUA_MODULE_PATH)), "run `npm run build:lua` and commit what it writes");
  });
});

describe("the build's parts", () => {
  it("comments and indentation go, lines and strings stay", () => {
    const source = [
      "-- head",
      "  local a = [[ -- not a comment",
      "   kept ]] --[[ gone",
      ' ]] local b = \'--\' .. "\\"--" --[==[ x ]] ]==]',
      "\treturn a,--tail",
      "   b --[[x]]--y",
      "",
    ].join("\n");
    const expected = ["", "local a = [[ -- not a comment", "   kept ]] ", ' local b = \'--\' .. "\\"--"', "return a,", "b", ""].join("\n");
    assert.equal(stripLua(source), expected);
  });

  it("names modules by their paths and finds native functions", async () => {
    const bundle = await bundleSources(fileURLToPath(new URL("fixtures/bundle", import.meta.url)));
    assert.match(bundle, /\{"\.deep\.init", text0, \d+\},\n {2}\{"plain", text1, \d+\},/);
    const natives = listNatives([
      "int luaopen_native_b(lua_State *L) {\n}",
      "x\nint luaopen_native_a(lua_State *L) {",
      "int luaopen_native_no(lua_State *L);",
    ]);
    assert.match(natives, /\{"a", luaopen_native_a\},\n {2}\{"b", luaopen_native_b\},\n {2}\{NULL, NULL\}/);
  });
});
