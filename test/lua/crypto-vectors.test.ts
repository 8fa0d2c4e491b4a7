/** Published vectors, through the modules that a process requires. */
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { before, describe, test } from "node:test";
import { fileURLToPath } from "node:url";
import { ours, type Probe } from "./library-probe.ts";

interface Digests {
  readonly digest: string;
  readonly source: string;
  readonly cases: readonly { readonly text: string; readonly repeat?: number; readonly hex: string }[];
}
interface Keyed {
  readonly aes: {
    readonly plain: string;
    readonly cases: readonly {
      readonly mode: string;
      readonly bits: number;
      readonly key: string;
      readonly iv: string;
      readonly hex: string;
    }[];
    readonly blocks: { readonly plain: string; readonly cases: readonly { readonly bits: number; readonly hex: string }[] };
  };
  readonly hmac: {
    readonly cases: readonly { readonly digest: string; readonly key: string; readonly data: string; readonly hex: string }[];
  };
  readonly pbkdf2: {
    readonly cases: readonly {
      readonly digest: string;
      readonly password: string;
      readonly salt: string;
      readonly iterations: number;
      readonly size: number;
      readonly hex: string;
    }[];
  };
}

const vectors = async (name: string): Promise<unknown> =>
  JSON.parse(await readFile(fileURLToPath(new URL(`../vectors/lua-crypto/${name}.json`, import.meta.url)), "utf8"));
const digests = (await vectors("digests")) as readonly Digests[];
const keyed = (await vectors("keyed")) as Keyed;

/** These take a stream, the others a text. */
const STREAMED = ["md2", "md4", "md5", "sha1", "sha2_256"];
const STEPWISE: Readonly<Record<string, string>> = {
  sha1: 'require(".crypto.digest.sha1").SHA1',
  sha256: 'require(".crypto.digest.sha2_256").SHA2_256',
};
const text = (hex: string): string => `H.hexToString("${hex}")`;

let probe: Probe;
before(async () => {
  probe = await ours();
});
const check = (expression: string, expected: string): void =>
  assert.deepEqual(probe.evaluate([expression]), [JSON.stringify(expected)], expression);

describe("digests", () => {
  for (const { digest, source, cases } of digests)
    test(`${digest}: ${source}`, () => {
      for (const { text: word, repeat = 1, hex } of cases) {
        const input = `("${word}"):rep(${repeat})`;
        check(`C.digest.${digest}(${STREAMED.includes(digest) ? `S.fromString(${input})` : input}).asHex()`, hex);
      }
    });
});

describe("ciphers", () => {
  test("AES blocks: FIPS 197, appendix C", () => {
    const { plain, cases } = keyed.aes.blocks;
    for (const { bits, hex } of cases) {
      const key = Array.from({ length: bits / 8 }, (_, nth) => nth.toString(16).padStart(2, "0")).join("");
      check(`A.toHex(require(".crypto.cipher.aes${bits}").encrypt(A.fromHex("${key}"), A.fromHex("${plain}"))):lower()`, hex);
      check(`A.toHex(require(".crypto.cipher.aes${bits}").decrypt(A.fromHex("${key}"), A.fromHex("${hex}"))):lower()`, plain);
    }
  });

  test("AES modes: NIST SP 800-38A, appendix F", () => {
    for (const { mode, bits, key, iv, hex } of keyed.aes.cases) {
      const rest = `${text(key)}, ${text(iv)}, "${mode}", ${bits}`;
      check(`C.cipher.aes.encrypt(${text(keyed.aes.plain)}, ${rest}).asHex():lower()`, hex);
      check(`C.cipher.aes.decrypt("${hex}", ${rest}).asHex():lower()`, keyed.aes.plain);
    }
  });

  test("NORX64-4-1: the example of its specification, version 3.0", () => {
    const counted = (from: number, to: number): string =>
      text(Array.from({ length: to - from }, (_, nth) => (from + nth).toString(16).padStart(2, "0")).join(""));
    const data = counted(0, 128);
    const encrypted = `C.cipher.norx.encrypt(${counted(0, 32)}, ${counted(32, 64)}, ${data}, ${data}, ${data}).asHex()`;
    check(`${encrypted}:sub(1, 32)`, "c0816e508ae4a0500b93387bbbabc241");
    check(`${encrypted}:sub(-64)`, "d1f2fa3305a32376e23a61d1c989303fbfbd935aa55b17e4e7254733c473408e");
  });

  test("MORUS-1280 decrypts what it encrypted, and refuses every changed byte", () => {
    const [lines] = probe.evaluate([
      `local k, n, good = ("k"):rep(32), ("n"):rep(16), 0
       local e = C.cipher.morus.encrypt(k, n, ("m"):rep(45), "ad").asString()
       for i = 1, #e do
         local changed = e:sub(1, i - 1) .. string.char(e:byte(i) ~ 1) .. e:sub(i + 1)
         if C.cipher.morus.decrypt(k, n, changed, 2) == nil then good = good + 1 end
       end
       return good == #e, C.cipher.morus.decrypt(k, n, e, 2) == ("m"):rep(45)`,
    ]);
    assert.equal(lines, "true | true");
  });
});

describe("keyed functions", () => {
  test("HMAC: RFC 2202 and RFC 4231", () => {
    for (const { digest, key, data, hex } of keyed.hmac.cases) {
      const start = `require(".crypto.mac.hmac").HMAC().setBlockSize(64).setDigest(${STEPWISE[digest]}).setKey(A.fromHex("${key}"))`;
      check(`${start}.init().update(S.fromHex("${data}")).finish().asHex()`, hex);
    }
  });

  test("PBKDF2: RFC 6070 and RFC 7914", () => {
    for (const { digest, password, salt, iterations, size, hex } of keyed.pbkdf2.cases) {
      const inputs = `A.fromString("${password}"), A.fromString("${salt}"), ${iterations}, ${size}, "${digest}"`;
      check(`C.kdf.pbkdf2(${inputs}).asHex():lower()`, hex);
    }
  });
});

describe("generators", () => {
  test("ISAAC: the second block of its reference output", () => {
    const skip = 'C.cipher.issac.seedIsaac("", true) for i = 1, 256 do C.cipher.issac.getRandom() end';
    const draw = "C.cipher.issac.getRandom()";
    check(`${skip} return ("%x %x %x %x"):format(${draw}, ${draw}, ${draw}, ${draw})`, "f650e4c8 e448e96d 98db2fb4 f5fad54f");
  });

  test("MT19937: output 10000 of seed 5489, as ISO C++ says (rand.predef)", () => {
    check('chance.seed(5489) for i = 1, 9999 do chance.random() end return ("%d"):format(chance.random() * 2.0 ^ 32)', "4123659995");
  });
});
