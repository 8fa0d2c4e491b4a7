/**
 * Keys of the units: three Ed25519 keys derived from one seed in the data directory. The operator's wallet is none of them.
 * @module
 */
import { hkdfSync } from "node:crypto";
import { open, readFile, rename } from "node:fs/promises";
import { join } from "node:path";
import type { Clock } from "../base/clock.ts";
import { LoomError } from "../base/errors.ts";
import { createEd25519Signer } from "../crypto/ed25519.ts";
import type { Signer } from "../crypto/signer.ts";

export interface UnitKeys {
  readonly scheduler: Signer;
  readonly messenger: Signer;
  readonly compute: Signer;
}

/** Reads or makes `<dir>/seed` (32 bytes, owner-readable only). @throws LoomError DATA_DIR_VERSION when the seed is damaged */
export async function loadUnitKeys(dir: string, clock: Clock): Promise<UnitKeys> {
  const seed = await loadSeed(join(dir, "seed"), clock);
  const signer = (unit: string): Signer =>
    createEd25519Signer(new Uint8Array(hkdfSync("sha256", seed, new Uint8Array(0), `hyperloom/${unit}/ed25519/1`, 32)));
  return { scheduler: signer("scheduler"), messenger: signer("messenger"), compute: signer("compute") };
}

async function loadSeed(path: string, clock: Clock): Promise<Uint8Array> {
  try {
    const seed = await readFile(path);
    if (seed.byteLength !== 32)
      throw new LoomError("DATA_DIR_VERSION", `the seed ${path} is damaged: ${seed.byteLength} bytes instead of 32`);
    return seed;
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code !== "ENOENT") throw thrown;
  }
  const seed = clock.random(32);
  await writePrivate(path, seed);
  return seed;
}

/** Writes a secret whole or not at all, durable, readable by the owner only. */
export async function writePrivate(path: string, bytes: Uint8Array | string): Promise<void> {
  const temporary = `${path}.new`;
  const file = await open(temporary, "w", 0o600);
  try {
    await file.writeFile(bytes);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(temporary, path);
}
