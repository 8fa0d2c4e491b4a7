/**
 * The operator's Arweave wallet: an RSA-4096 JWK on disk.
 * @module
 */
import { readFile } from "node:fs/promises";
import { LoomError } from "../base/errors.ts";
import { generateRsaJwk, type RsaJwk } from "../crypto/rsa.ts";
import { createRsaSigner } from "../crypto/rsa-signer.ts";
import type { Signer } from "../crypto/signer.ts";
import { writePrivate } from "./unit-keys.ts";

/** Without salt the same content has the same signature: a receipt that is asked for again comes out as it was. */
const SIGNING = { saltLength: 0 } as const;

/**
 * Reads the wallet; one that is missing is made (about half a second) when `make` is set.
 * @throws LoomError WALLET_INVALID naming the file and the reason
 */
export async function loadWallet(path: string, make: boolean): Promise<Signer> {
  const text = await read(path);
  if (text === null && !make) throw new LoomError("WALLET_INVALID", `cannot read the wallet ${path}: no such file`);
  if (text === null) {
    const jwk = await generateRsaJwk();
    await writePrivate(path, `${JSON.stringify(jwk)}\n`);
    return createRsaSigner(jwk, SIGNING);
  }
  try {
    return createRsaSigner(JSON.parse(text) as RsaJwk, SIGNING);
  } catch (cause) {
    throw new LoomError("WALLET_INVALID", `the wallet ${path} is not an Arweave JWK: ${(cause as Error).message}`, { cause });
  }
}

async function read(path: string): Promise<string | null> {
  try {
    return await readFile(path, "utf8");
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException;
    if (code === "ENOENT") return null;
    throw new LoomError("WALLET_INVALID", `cannot read the wallet ${path}: ${message}`, { cause });
  }
}
