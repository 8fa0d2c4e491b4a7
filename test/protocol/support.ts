/**
 * Vectors, signers and generators that the tests of the protocol share.
 * @module
 */
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import fc from "fast-check";
import { LoomError } from "../../src/base/errors.ts";
import type { Tag } from "../../src/base/tags.ts";
import { createEd25519Signer, createSolanaSigner } from "../../src/crypto/ed25519.ts";
import { createEthereumSigner, createTypedEthereumSigner } from "../../src/crypto/ethereum.ts";
import { sha256 } from "../../src/crypto/hash.ts";
import type { Signer } from "../../src/crypto/signer.ts";

const folder = new URL("../vectors/arweave/", import.meta.url);

export interface ExpectedItem {
  readonly id: string;
  readonly sigType: number;
  readonly valid: boolean;
  readonly pssSalt?: number;
  readonly owner: string;
  readonly target: string;
  readonly anchor: string;
  readonly tagCount: number;
  readonly tagBytes: number;
  readonly tags: readonly Tag[];
  readonly dataSize: number;
  readonly dataSha256: string;
}

export interface ExpectedBundle {
  readonly count: number;
  readonly items: readonly (ExpectedItem & { readonly headerId: string; readonly size: number })[];
}

export interface Expected {
  readonly bytes: number;
  readonly sha256: string;
  readonly item?: ExpectedItem;
  readonly bundle?: ExpectedBundle;
  readonly nested?: ExpectedBundle;
  readonly tx?: { readonly id: string; readonly format: number; readonly idOk: boolean; readonly data_root: string };
  readonly chunk?: { readonly chunkLen: number; readonly endOffset: number; readonly dataRootFromPath: string };
}

export const expected = JSON.parse(readFileSync(new URL("expected.json", folder), "utf8")) as Record<string, Expected>;

export function vector(path: string): Uint8Array {
  return new Uint8Array(readFileSync(fileURLToPath(new URL(path, folder))));
}

/** Runs `check` for each vector that has this kind of content; fails when there is none. */
export function eachVector<K extends "item" | "bundle" | "nested" | "tx" | "chunk">(
  kind: K,
  check: (name: string, bytes: Uint8Array, content: NonNullable<Expected[K]>) => void,
): void {
  let seen = 0;
  for (const [name, entry] of Object.entries(expected)) {
    const content = entry[kind];
    if (content === undefined) continue;
    seen++;
    check(name, vector(name), content);
  }
  if (seen === 0) throw new Error(`no vector of kind ${kind}`);
}

export const merkleExpected = JSON.parse(readFileSync(new URL("merkle-expected.json", folder), "utf8")) as Record<
  string,
  { readonly root: string; readonly chunks: readonly number[] }
>;

export function seed(n: number): Uint8Array {
  return sha256(Uint8Array.of(n, 0x5e, 0xed));
}

/** One signer of each type whose keys come from a seed. */
export const seededSigners: readonly Signer[] = [
  createEd25519Signer(seed(1)),
  createEthereumSigner(seed(2)),
  createSolanaSigner(seed(3)),
  createTypedEthereumSigner(seed(4)),
];

/** Deterministic properties: fast-check's seed is fixed. */
export function property(runs: number): fc.Parameters<unknown> {
  return { seed: 20260131, numRuns: runs };
}

export const anyTag: fc.Arbitrary<Tag> = fc
  .tuple(fc.string({ minLength: 1, maxLength: 40, unit: "grapheme" }), fc.string({ minLength: 1, maxLength: 80, unit: "grapheme" }))
  .map(([name, value]) => ({ name, value }));

export const anyTags: fc.Arbitrary<Tag[]> = fc.oneof(
  { weight: 9, arbitrary: fc.array(anyTag, { maxLength: 12 }) },
  { weight: 1, arbitrary: fc.array(anyTag, { minLength: 60, maxLength: 128 }) },
);

/** True for an error that we raise on purpose; INTERNAL means that something else went wrong. */
export function isCoded(thrown: unknown): boolean {
  return thrown instanceof LoomError && thrown.code !== "INTERNAL";
}

/** The code that `action` fails with; fails when it succeeds. */
export function codeOf(action: () => unknown): string {
  try {
    action();
  } catch (thrown) {
    if (thrown instanceof LoomError) return thrown.code;
    throw thrown;
  }
  return "no error";
}
