import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { LoomError } from "../../src/base/errors.ts";
import { decodeImage, encodeImage, imageHash } from "../../src/vm/image-encoding.ts";
import type { VmInstance } from "../../src/vm/instance.ts";
import { captureImage, IMAGE_PAGE_BYTES, type MemoryImage, restoreImage } from "../../src/vm/memory-image.ts";
import { evalData, fresh, id, MODULES, send, spawn } from "./driver.ts";

/** Small ordinary traffic; the outputs and the state after it are what two instances are compared by. */
function traffic(instance: VmInstance, firstNonce: number): unknown[] {
  return [
    'Log = Log or {} table.insert(Log, string.rep("k", 100)) return #Log',
    "local t = {} for k, v in pairs({a=1,b=2,c=3,d=4}) do table.insert(t, k) end return table.concat(t)",
    "return tostring(math.random())",
    'Send({Target="t", Data="d", A="1", B="2"}) return ao.id',
    'return select(2, pcall(error, "caught"))',
  ].map((data, index) => send(instance, { data, nonce: firstNonce + index }));
}

const whole = (instance: VmInstance): string => imageHash(captureImage(instance, { scan: "whole" }));

const invalid = (thrown: unknown): boolean => thrown instanceof LoomError && thrown.code === "CHECKPOINT_INVALID";

for (const name of MODULES) {
  describe(`memory image of ${name}`, () => {
    it("holds exactly the non-zero pages, whichever way memory is scanned", async () => {
      const process = await spawn(name);
      traffic(process, 1);
      // Deep C recursion and a large message leave residue far down the stack.
      send(process, {
        data: `local p = string.rep("(", 150) .. "a" return tostring(pcall(string.find, "a", p .. string.rep(")", 150)))`,
        nonce: 6,
      });
      send(process, { data: `return #"${"y".repeat(900_000)}"`, nonce: 7 });
      const image = captureImage(process);
      assert.equal(imageHash(image), whole(process));
      const memory = Buffer.from(process.state.memory.buffer);
      const pages = new Set(image.pageIndexes);
      const zeros = Buffer.alloc(IMAGE_PAGE_BYTES);
      for (let page = 0; page < memory.byteLength / IMAGE_PAGE_BYTES; page++) {
        const zero = memory.subarray(page * IMAGE_PAGE_BYTES, (page + 1) * IMAGE_PAGE_BYTES).equals(zeros);
        assert.equal(pages.has(page), !zero, `page ${page}`);
      }
      assert.equal(image.globals.length, 6);
    });

    it("two fresh instances with the same log have the same state and outputs", async () => {
      const one = await spawn(name);
      const two = await spawn(name);
      assert.deepEqual(traffic(one, 1), traffic(two, 1));
      assert.equal(whole(one), whole(two));
    });

    it("another boot time is another state", async () => {
      assert.notEqual(imageHash(captureImage(await spawn(name, 0))), imageHash(captureImage(await spawn(name, 1_000_000))));
    });

    it("takes back any message: the instance equals one that never ran it", async () => {
      const process = await spawn(name);
      const control = await spawn(name);
      assert.deepEqual(traffic(process, 1), traffic(control, 1));
      const before = captureImage(process);
      const doomed = [
        "Gone = string.rep('g', 20000) return 1",
        'Gone = {} for i = 1, 2000 do Gone[i] = {i} end error("plain error")',
        "Gone = 1 error({})",
        `Gone = 2 io.open("/data/${id("w")}"):read(1)`,
        "Log = nil collectgarbage() Handlers.list = {} ao = nil",
      ];
      const kinds = doomed.map((data) => {
        const outcome = send(process, { data, nonce: 6 });
        assert.equal(restoreImage(process, before), true);
        return outcome.kind;
      });
      assert.deepEqual(kinds.slice(0, 4), ["ok", "ok", "error", "need"]);
      assert.equal(whole(process), whole(control));
      assert.deepEqual(traffic(process, 6), traffic(control, 6));
      assert.equal(whole(process), whole(control));
    });

    it("continues in a new instance exactly where the old one was", async () => {
      const process = await spawn(name);
      traffic(process, 1);
      const copy = await fresh(name, 0);
      assert.equal(restoreImage(copy, decodeImage(encodeImage(captureImage(process)))), true);
      assert.equal(whole(copy), whole(process));
      assert.deepEqual(traffic(copy, 6), traffic(process, 6));
      assert.equal(whole(copy), whole(process));
    });

    it("grows a new instance to the image's size, and refuses one that has outgrown it", async () => {
      const process = await spawn(name);
      const small = captureImage(process);
      assert.equal(evalData(process, 1, 'Big = string.rep("b", 12 * 1024 * 1024) return #Big'), String(12 * 1024 * 1024));
      const large = captureImage(process);
      assert.ok(large.memoryPages > small.memoryPages);
      assert.equal(restoreImage(process, small), false);
      const copy = await fresh(name);
      assert.equal(restoreImage(copy, large), true);
      assert.equal(imageHash(captureImage(copy)), imageHash(large));
      assert.equal(evalData(copy, 2, "return Big:byte(-1)"), "98");
    });

    it("may reuse the buffer of a spent image", async () => {
      const process = await spawn(name);
      let image = captureImage(process);
      const buffer = image.pageBytes.buffer;
      for (let nonce = 1; nonce <= 4; nonce++) {
        evalData(process, nonce, `V${nonce} = ${nonce} return 1`);
        image = captureImage(process, { spent: image });
        assert.equal(imageHash(image), imageHash(captureImage(process)));
      }
      assert.equal(image.pageBytes.buffer, buffer);
    });

    it("does not save a tainted instance", async () => {
      const process = await spawn(name);
      send(process, { data: "error({})", nonce: 1 });
      assert.throws(() => captureImage(process), LoomError);
    });
  });
}

describe("encoded image", () => {
  const image: MemoryImage = {
    memoryPages: 2,
    pageIndexes: Uint32Array.of(0, 31),
    pageBytes: new Uint8Array(2 * IMAGE_PAGE_BYTES).map((_, index) => index % 251),
    globals: [
      { index: 0, type: "i", value: -5 },
      { index: 1, type: "j", value: -(2n ** 63n) },
      { index: 2, type: "f", value: 0.5 },
      { index: 3, type: "d", value: -0.1 },
    ],
  };

  it("comes back as it was", () => {
    assert.deepEqual(decodeImage(encodeImage(image)), image);
    assert.equal(imageHash(decodeImage(encodeImage(image))), imageHash(image));
  });

  it("has a hash that sees every part", () => {
    const hashes = [
      image,
      { ...image, memoryPages: 3 },
      { ...image, pageIndexes: Uint32Array.of(0, 30) },
      { ...image, pageBytes: image.pageBytes.map((byte, index) => (index === 8191 ? byte ^ 1 : byte)) },
      { ...image, globals: image.globals.slice(1) },
      { ...image, globals: [{ index: 0, type: "i", value: -6 }, ...image.globals.slice(1)] },
    ].map(imageHash);
    assert.equal(new Set(hashes).size, hashes.length);
  });

  it("refuses every flipped byte and every cut", () => {
    const bytes = encodeImage(image);
    for (let at = 0; at < bytes.byteLength; at++) {
      const damaged = bytes.slice();
      damaged[at] = (damaged[at] ?? 0) ^ 0x40;
      assert.throws(() => decodeImage(damaged), invalid, `byte ${at}`);
      assert.throws(() => decodeImage(bytes.subarray(0, at)), invalid, `cut at ${at}`);
    }
    assert.throws(() => decodeImage(new Uint8Array(0)), invalid);
  });

  it("refuses an image of another module", async () => {
    const [wide, narrow] = await Promise.all([spawn(MODULES[0]), spawn(MODULES[1])]);
    assert.throws(() => restoreImage(wide, captureImage(narrow)), invalid);
  });
});
