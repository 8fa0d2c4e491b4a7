// A lock between processes, made of renames of directories: a directory cannot be renamed onto one that has something in it.
import { randomUUID } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";

const HEARTBEAT_MS = 2_000;
const STALE_MS = 30_000;
const GIVE_UP_MS = 15 * 60_000;
const POLL_MS = 200;

/**
 * Runs `work` while holding the lock in `folder`. A lock whose owner died is taken over, but not before the process that `work` names
 * to its argument (npm, which outlives a killed owner) has ended too.
 * @template T
 * @param {URL} folder where the lock lives, ends in "/"
 * @param {(helper: (pid: number) => void) => Promise<T>} work
 * @param {(message: string) => Error} fail makes the error for a wait that took too long
 * @returns {Promise<T>}
 */
export async function withLock(folder, work, fail) {
  const token = randomUUID();
  const lock = new URL("setup.lock", folder);
  const owner = new URL("setup.lock/owner", folder);
  mkdirSync(folder, { recursive: true });
  // The directory is complete before it becomes the lock, so a lock always names its owner.
  const prepared = new URL(`setup.new-${token}`, folder);
  mkdirSync(prepared);
  const self = { pids: [process.pid], host: hostname(), token };
  writeFileSync(new URL(`setup.new-${token}/owner`, folder), JSON.stringify(self));
  try {
    await acquire(prepared, lock, owner, folder, fail);
  } catch (error) {
    rmSync(prepared, { recursive: true, force: true });
    throw error;
  }
  const heartbeat = setInterval(() => touch(owner), HEARTBEAT_MS);
  try {
    return await work((pid) => writeFileSync(owner, JSON.stringify({ ...self, pids: [process.pid, pid] })));
  } finally {
    clearInterval(heartbeat);
    if (readOwner(owner)?.token === token) rmSync(lock, { recursive: true, force: true });
    removeOldTakeovers(folder);
  }
}

/**
 * @param {URL} prepared
 * @param {URL} lock
 * @param {URL} owner
 * @param {URL} folder
 * @param {(message: string) => Error} fail
 */
async function acquire(prepared, lock, owner, folder, fail) {
  const start = Date.now();
  let told = false;
  for (;;) {
    touch(new URL(`${prepared.href}/owner`));
    if (tryRename(prepared, lock)) return;
    const holder = readOwner(owner);
    if (holder === undefined) {
      // Released between the two steps: try again at once.
    } else if (isDead(holder)) {
      // The target is named after the dead owner: of several that take over, one rename succeeds, and the lock of the next owner is safe.
      tryRename(lock, new URL(`setup.dead-${holder.token}`, folder));
      continue;
    } else if (!told) {
      console.error(`hyperloom: waiting for the set-up that process ${holder.pids[0]} is doing ...`);
      told = true;
    }
    if (Date.now() - start > GIVE_UP_MS)
      throw fail(`set-up waited too long for process ${holder?.pids.join(" or ")}; end it and remove .cache/setup.lock`);
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
}

/** @typedef {{pids: number[], host: string, token: string, ageMs: number}} Owner */

/**
 * @param {URL} file
 * @returns {Owner | undefined}
 */
function readOwner(file) {
  try {
    return { ...JSON.parse(readFileSync(file, "utf8")), ageMs: Date.now() - statSync(file).mtimeMs };
  } catch {
    return undefined;
  }
}

/** @param {Owner} holder */
function isDead(holder) {
  // On another machine (a shared folder) only the heartbeat tells.
  if (holder.host !== hostname()) return holder.ageMs > STALE_MS;
  return !holder.pids.some(isAlive);
}

/** @param {number} pid */
function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return /** @type {NodeJS.ErrnoException} */ (error).code !== "ESRCH";
  }
}

/**
 * @param {URL} from
 * @param {URL} to
 */
function tryRename(from, to) {
  try {
    renameSync(from, to);
    return true;
  } catch (error) {
    const { code } = /** @type {NodeJS.ErrnoException} */ (error);
    // EPERM is how Windows says it; ENOENT is a lock that was just released or taken over.
    if (code === "ENOTEMPTY" || code === "EEXIST" || code === "EPERM" || code === "ENOENT") return false;
    throw error;
  }
}

/** @param {URL} file */
function touch(file) {
  const now = new Date();
  try {
    utimesSync(file, now, now);
  } catch {
    // The lock was taken over while this process was suspended; release notices by its token.
  }
}

/** @param {URL} folder */
function removeOldTakeovers(folder) {
  for (const name of readdirSync(folder)) {
    if (!/^setup\.(dead|new)-/.test(name)) continue;
    const path = new URL(name, folder);
    const age = Date.now() - (statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? Date.now());
    if (age > 2 * GIVE_UP_MS) rmSync(path, { recursive: true, force: true });
  }
}
