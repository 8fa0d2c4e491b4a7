/** The crypto modules: the same expressions on the published environment and on ours. */
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { comparable, expressionList, ours, upstream } from "./library-probe.ts";

const SEED = 20251125;

const lua = (bytes: Uint8Array): string => `"${[...bytes].map((byte) => `\\${String(byte).padStart(3, "0")}`).join("")}"`;
const bytes = (maxLength: number): fc.Arbitrary<string> => fc.uint8Array({ maxLength }).map(lua);
const exactly = (length: number): fc.Arbitrary<string> => fc.uint8Array({ minLength: length, maxLength: length }).map(lua);

/** Lengths at which the published digests depart from their standards are below; ours follow the standards. */
const streamed = fc
  .tuple(fc.constantFrom("md2", "md4", "md5", "sha1", "sha2_256"), bytes(200))
  .map(([name, text]) => `C.digest.${name}(S.fromString(${text})).asHex()`);
const whole = fc
  .tuple(fc.constantFrom("sha2_512", "sha3_256", "sha3_512", "keccak256", "keccak512"), bytes(60))
  .map(([name, text]) => `C.digest.${name}(${text}).asHex()`);
const blake = fc
  .tuple(fc.uint8Array({ minLength: 1, maxLength: 127 }).map(lua), fc.integer({ min: 1, max: 64 }), bytes(64))
  .map(([text, size, key]) => `C.digest.blake2b(${text}, ${size}, ${key}).asHex()`);
const hmac = fc
  .tuple(bytes(100), bytes(80), fc.constantFrom("sha1", "sha256"))
  .map(([text, key, name]) => `C.mac.createHmac(S.fromString(${text}), A.fromString(${key}), "${name}").asHex()`);
const pbkdf2 = fc
  .tuple(bytes(70), bytes(20), fc.integer({ min: 1, max: 3 }), fc.nat(50), fc.constantFrom("sha1", "sha256"))
  .map(
    ([text, salt, count, size, name]) => `C.kdf.pbkdf2(A.fromString(${text}), A.fromString(${salt}), ${count}, ${size}, "${name}").asHex()`,
  );
const aes = fc
  .tuple(bytes(50), exactly(32), bytes(16), fc.constantFrom("CBC", "ECB", "CFB", "OFB", "CTR"), fc.constantFrom("128", "192", "256", "nil"))
  .map(([text, key, iv, mode, size]) => {
    const rest = `${key}, ${iv}, "${mode}", ${size}`;
    return `local e = C.cipher.aes.encrypt(${text}, ${rest}).asHex() return e, C.cipher.aes.decrypt(e, ${rest}).asHex()`;
  });
/** The step-by-step objects of the modes, which `aes` above does not use. */
const modes = fc
  .tuple(fc.constantFrom("cbc", "ecb", "cfb", "ofb", "ctr"), fc.constantFrom("Cipher", "Decipher"), exactly(16), bytes(40), bytes(40))
  .map(
    ([mode, kind, key, first, second]) =>
      `local m = require(".crypto.cipher.mode.${mode}").${kind}().setKey(A.fromString(${key})).setBlockCipher(require(".crypto.cipher.aes128"))
       .setPadding(require(".crypto.padding.zero")).init().update(S.fromString(${first})).update(S.fromString(${second})).finish() return m.asHex()`,
  );
const morus = fc.tuple(fc.oneof(exactly(16), exactly(32)), exactly(16), bytes(100), bytes(70)).map(([key, iv, text, ad]) => {
  const made = `C.cipher.morus.encrypt(${key}, ${iv}, ${text}, ${ad})`;
  return `local m = ${made} return m.asBytes(), C.cipher.morus.decrypt(${key}, ${iv}, m.asString(), #${ad})`;
});
const norx = fc.tuple(exactly(32), exactly(32), bytes(220), bytes(100), bytes(100)).map(([key, nonce, text, header, trailer]) => {
  const made = `C.cipher.norx.encrypt(${key}, ${nonce}, ${text}, ${header}, ${trailer})`;
  return `local m = ${made} return m.asBytes(), C.cipher.norx.decrypt(${key}, ${nonce}, m.asString(), ${header}, ${trailer})`;
});
const issac = fc
  .tuple(bytes(40), bytes(300), fc.integer({ min: -100, max: 100 }), fc.nat(100_000))
  .map(
    ([text, key, min, span]) =>
      `C.cipher.issac.encrypt(${text}, ${key}).asHex(), C.cipher.issac.decrypt(${text}, ${key}), C.random(${min}, ${min + span}, ${key}), C.cipher.issac.getRandom()`,
  );
const hex = fc.string({ unit: fc.constantFrom(..."09afAFg \n"), maxLength: 16 }).map((text) => {
  const quoted = JSON.stringify(text);
  return `A.fromHex(${quoted}), S.toHex(S.fromHex(${quoted})), pcall(H.hexToString, ${quoted})`;
});

const generators: readonly (readonly [number, fc.Arbitrary<string>])[] = [
  [60, streamed],
  [40, whole],
  [30, blake],
  [20, hmac],
  [10, pbkdf2],
  [30, aes],
  [30, modes],
  [25, morus],
  [25, norx],
  [25, issac],
  [30, hex],
];

test("listed and generated expressions give the same on both", async () => {
  const listed = await expressionList("crypto");
  assert.ok(listed.length > 400, `only ${listed.length} listed expressions`);
  const expressions = [...listed, ...generators.flatMap(([numRuns, arbitrary]) => fc.sample(arbitrary, { seed: SEED, numRuns }))];
  const [theirs, mine] = [await upstream(), await ours()].map((probe) => probe.evaluate(expressions).map(comparable));
  const differ = expressions.flatMap((one, nth) =>
    theirs?.[nth] === mine?.[nth] ? [] : [`${one}\n  aos  ${theirs?.[nth]}\n  ours ${mine?.[nth]}`],
  );
  assert.deepEqual(differ, [], differ.join("\n"));
});
