/**
 * The Lua library as C: each file of `src/` under the name that `require` knows it by.
 * @module
 */
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { stripLua } from "./strip-lua.ts";

const PLAIN = "plain/";

/** `src/crypto/init.lua` is ".crypto.init"; `src/plain/json.lua` is "json". */
function moduleName(path: string): string {
  const name = path.replace(/\.lua$/, "");
  return name.startsWith(PLAIN) ? name.slice(PLAIN.length).replaceAll("/", ".") : `.${name.replaceAll("/", ".")}`;
}

/** A C file that defines `loom_sources` of native.h. */
export async function bundleSources(folder: string): Promise<string> {
  const paths = (await readdir(folder, { recursive: true })).filter((path) => path.endsWith(".lua")).sort();
  const parts = ['#include <stddef.h>\n#include "native.h"\n'];
  const rows: string[] = [];
  for (const [index, path] of paths.entries()) {
    const bytes = Buffer.from(stripLua(await readFile(join(folder, path), "latin1")), "latin1");
    parts.push(`static const char text${index}[] = {${bytes.length === 0 ? "0" : bytes.join(",")}};\n`);
    rows.push(`  {"${moduleName(path)}", text${index}, ${bytes.length}},\n`);
  }
  return `${parts.join("")}const LoomSource loom_sources[] = {\n${rows.join("")}  {NULL, NULL, 0},\n};\n`;
}

/** A C file that defines `loom_natives` of native.h, from the texts of all C files. */
export function listNatives(texts: readonly string[]): string {
  const names = texts.flatMap((text) =>
    [...text.matchAll(/^int luaopen_native_(\w+)\s*\(lua_State\s*\*\s*\w+\)\s*\{/gm)].map((found) => found[1] ?? ""),
  );
  names.sort();
  const declared = names.map((name) => `int luaopen_native_${name}(lua_State *L);\n`).join("");
  const rows = names.map((name) => `  {"${name}", luaopen_native_${name}},\n`).join("");
  return `#include <stddef.h>\n#include "native.h"\n${declared}const LoomNative loom_natives[] = {\n${rows}  {NULL, NULL},\n};\n`;
}
