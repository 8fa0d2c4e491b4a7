/**
 * The source of Lua: Debian's archive as it is, unpacked and changed in the places that the lists of patches name.
 * @module
 */
import { createHash } from "node:crypto";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { COLLECTOR_PATCHES } from "./collector-patches.ts";
import { PATCHES } from "./patches.ts";
import { STRING_TABLE_PATCHES } from "./string-table-patches.ts";

const ARCHIVE = new URL("../vendor/lua5.3_5.3.6.orig.tar.gz", import.meta.url);
const SHA256 = "fc5fd69bb8736323f026672b1b7235da613d7177e72558893a0bdcd320466d60";
const FOLDER = "lua-5.3.6/src/";
/** The two programs, and bytecode (see c/nobytecode.c). */
const LEFT_OUT = new Set(["lua.c", "luac.c", "lundump.c", "ldump.c"]);
const BLOCK = 512;

/** Writes the C files into `folder` and gives the names of those to compile, sorted. */
export async function unpackLua(folder: string): Promise<string[]> {
  const archive = await readFile(ARCHIVE);
  const hash = createHash("sha256").update(archive).digest("hex");
  if (hash !== SHA256) throw new Error(`the archive of Lua has the hash ${hash}, not ${SHA256}`);
  const files = new Map<string, string>();
  for (const { path, bytes } of tarEntries(gunzipSync(archive))) {
    if (path.startsWith(FOLDER) && /\.[ch]$/.test(path)) files.set(path.slice(FOLDER.length), bytes.toString("latin1"));
  }
  for (const { file, find, replace } of [...PATCHES, ...STRING_TABLE_PATCHES, ...COLLECTOR_PATCHES]) {
    const parts = (files.get(file) ?? "").split(find);
    if (parts.length !== 2) throw new Error(`${file}: the text to replace is there ${parts.length - 1} times: ${find}`);
    files.set(file, parts.join(replace));
  }
  await mkdir(folder, { recursive: true });
  for (const [name, content] of files) await writeFile(join(folder, name), content, "latin1");
  return [...files.keys()].filter((name) => name.endsWith(".c") && !LEFT_OUT.has(name)).sort();
}

/** Plain files of a ustar archive. */
function* tarEntries(archive: Buffer): Generator<{ readonly path: string; readonly bytes: Buffer }> {
  let at = 0;
  while (at + BLOCK <= archive.byteLength && archive[at] !== 0) {
    const field = (from: number, size: number): string => archive.toString("latin1", at + from, at + from + size).replace(/\0.*$/s, "");
    const size = Number.parseInt(field(124, 12), 8);
    const bytes = archive.subarray(at + BLOCK, at + BLOCK + size);
    if (["0", ""].includes(field(156, 1))) yield { path: field(0, 100), bytes };
    at += BLOCK + Math.ceil(size / BLOCK) * BLOCK;
  }
}
