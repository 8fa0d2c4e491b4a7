import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import { LoomError } from "../../src/base/errors.ts";
import { decodeModule } from "../../src/vm/decode/decode-module.ts";
import { aosWasm } from "../support/aos-wasm.ts";
import { type FuzzCounts, mutate, tryOne } from "./fuzz.ts";
import { generateModule } from "./generate.ts";

const ALLOW = { allowImport: () => true };

test("damaged real modules are refused with a code or give what the engine accepts", async () => {
  const original = new Uint8Array(await readFile(await aosWasm("process.wasm")));
  const counts: FuzzCounts = { refused: 0, accepted: 0, valid: 0 };
  for (let seed = 1; seed <= 60; seed++) tryOne(mutate(original, seed), `process.wasm seed ${seed}`, counts);
  assert.ok(counts.refused > 5, JSON.stringify(counts));
});

test("damaged small modules, thousands of them", () => {
  const counts: FuzzCounts = { refused: 0, accepted: 0, valid: 0 };
  for (let seed = 1; seed <= 2500; seed++) tryOne(mutate(generateModule(seed % 100).bytes, seed), `seed ${seed}`, counts);
  assert.ok(counts.refused > 600 && counts.accepted > 100 && counts.valid > 20, JSON.stringify(counts));
});

test("every prefix of a module is refused", () => {
  const { bytes } = generateModule(3);
  // A prefix that ends between two sections may be a module.
  let accepted = 0;
  for (let size = 0; size < bytes.byteLength; size++) {
    try {
      decodeModule(bytes.subarray(0, size), ALLOW);
      accepted++;
    } catch (error) {
      assert.ok(error instanceof LoomError && error.code === "MODULE_INVALID", `${size}: ${String(error)}`);
    }
  }
  assert.equal(accepted, 0);
});
