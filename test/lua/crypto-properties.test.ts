/** Digests, AES and HMAC of the library against those of Node, on data made by chance. */
import assert from "node:assert/strict";
import { createCipheriv, createHash, createHmac, pbkdf2Sync } from "node:crypto";
import { test } from "node:test";
import fc from "fast-check";
import { ours } from "./library-probe.ts";

const SEED = 20251125;

/** [name in the library, name in Node, takes a stream] */
const DIGESTS = [
  ["md5", "md5", true],
  ["sha1", "sha1", true],
  ["sha2_256", "sha256", true],
  ["sha2_512", "sha512", false],
  ["sha3_256", "sha3-256", false],
  ["sha3_512", "sha3-512", false],
  ["blake2b", "blake2b512", false],
] as const;

/** Around the ends of blocks, where padding goes wrong. */
const LENGTHS = [0, 1, 55, 56, 63, 64, 65, 71, 72, 111, 112, 119, 120, 127, 128, 129, 135, 136, 137, 255, 256, 257, 1000];

const lua = (bytes: Uint8Array): string => `H.hexToString("${Buffer.from(bytes).toString("hex")}")`;
const sample = <T>(arbitrary: fc.Arbitrary<T>, numRuns: number): T[] => fc.sample(arbitrary, { seed: SEED, numRuns });
const exactly = (length: number): fc.Arbitrary<Uint8Array> => fc.uint8Array({ minLength: length, maxLength: length });

async function same(cases: readonly (readonly [expression: string, expected: string])[]): Promise<void> {
  const results = (await ours()).evaluate(cases.map(([expression]) => expression));
  assert.deepEqual(
    results,
    cases.map(([, expected]) => JSON.stringify(expected)),
  );
}

test("digests of every length around the ends of blocks", async () => {
  const texts = LENGTHS.flatMap((length) => sample(exactly(length), 1));
  await same(
    DIGESTS.flatMap(([name, standard, streamed]) =>
      texts.map((bytes) => {
        const input = streamed ? `S.fromString(${lua(bytes)})` : lua(bytes);
        return [`C.digest.${name}(${input}).asHex()`, createHash(standard).update(bytes).digest("hex")] as const;
      }),
    ),
  );
});

test("a digest taken in steps is the digest of the whole", async () => {
  const parts = sample(fc.array(fc.uint8Array({ maxLength: 90 }), { maxLength: 6 }), 40);
  await same(
    parts.flatMap((list) =>
      (["sha1", "sha256"] as const).map((standard) => {
        const make = standard === "sha1" ? 'require(".crypto.digest.sha1").SHA1()' : 'require(".crypto.digest.sha2_256").SHA2_256()';
        const steps = list.map((bytes) => `.update(S.fromString(${lua(bytes)}))`).join("");
        return [`${make}.init()${steps}.finish().asHex()`, createHash(standard).update(Buffer.concat(list)).digest("hex")] as const;
      }),
    ),
  );
});

test("AES in all modes and key sizes; zeros fill the last block", async () => {
  const inputs = sample(
    fc.tuple(
      fc.constantFrom("CBC", "CFB", "OFB", "CTR"),
      fc.constantFrom(16, 24, 32),
      exactly(32),
      exactly(16),
      fc.uint8Array({ maxLength: 70 }),
    ),
    120,
  );
  await same(
    inputs.map(([mode, size, key, iv, text]) => {
      // A counter that runs over into its upper half goes another way on aos, and here.
      iv[8] = 0;
      const padded = Buffer.concat([text, Buffer.alloc((16 - (text.length % 16)) % 16)]);
      const cipher = createCipheriv(`aes-${size * 8}-${mode.toLowerCase()}`, key.subarray(0, size), iv).setAutoPadding(false);
      const expected = Buffer.concat([cipher.update(padded), cipher.final()])
        .toString("hex")
        .toUpperCase();
      return [`C.cipher.aes.encrypt(${lua(text)}, ${lua(key)}, ${lua(iv)}, "${mode}", ${size * 8}).asHex()`, expected] as const;
    }),
  );
});

test("HMAC with blocks of 64 bytes, and PBKDF2", async () => {
  const inputs = sample(
    fc.tuple(fc.uint8Array({ maxLength: 150 }), fc.uint8Array({ maxLength: 150 }), fc.integer({ min: 1, max: 60 })),
    40,
  );
  await same(
    inputs.flatMap(([key, text, size]) => {
      const start = 'require(".crypto.mac.hmac").HMAC().setBlockSize(64).setDigest(require(".crypto.digest.sha2_256").SHA2_256)';
      const mac = `${start}.setKey(A.fromString(${lua(key)})).init().update(S.fromString(${lua(text)})).finish().asHex()`;
      const derived = `C.kdf.pbkdf2(A.fromString(${lua(key)}), A.fromString(${lua(text)}), 3, ${size}, "sha256").asHex():lower()`;
      return [
        [mac, createHmac("sha256", key).update(text).digest("hex")],
        [derived, pbkdf2Sync(key, text, 3, size, "sha256").toString("hex")],
      ] as const;
    }),
  );
});

test("base64, both ways and in another alphabet", async () => {
  await same(
    sample(fc.uint8Array({ maxLength: 60 }), 60).flatMap((bytes) => {
      const base64 = Buffer.from(bytes).toString("base64");
      const url = base64.replaceAll("+", "-").replaceAll("/", "_");
      return [
        [`b64.encode(${lua(bytes)})`, base64],
        [`H.stringToHex(b64.decode("${base64}"))`, Buffer.from(bytes).toString("hex")],
        [`b64.encode(${lua(bytes)}, b64.makeencoder("-", "_"))`, url],
        [`H.stringToHex(b64.decode("${url}", b64.makedecoder("-", "_")))`, Buffer.from(bytes).toString("hex")],
      ] as const;
    }),
  );
});
