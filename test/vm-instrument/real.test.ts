import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import { decodeModule } from "../../src/vm/decode/decode-module.ts";
import { instrument } from "../../src/vm/instrument/instrument.ts";
import { ADDED_EXPORTS } from "../../src/vm/instrument/rules.ts";
import { aosWasm } from "../support/aos-wasm.ts";

/** Name and largest memory, in pages. */
const MODULES = [
  ["aos.wasm", 8000],
  ["aos2_0_1.wasm", 16_384],
  ["aos2_0_3.wasm", 8192],
  ["aos2_0_4_32.wasm", 8192],
  ["aos2_0_6.wasm", 8192],
  ["process.wasm", 8192],
  ["sqlite.wasm", 8000],
  ["llama.wasm", 160_000],
] as const;

function exportNames(bytes: Uint8Array): string[] {
  const { exports } = WebAssembly.Module as unknown as { exports(module: WebAssembly.Module): { readonly name: string }[] };
  return exports(new WebAssembly.Module(bytes)).map(({ name }) => name);
}

for (const [file, maximumPages] of MODULES) {
  test(`${file}: the instrumented module is valid and keeps every index`, async () => {
    const original = new Uint8Array(await readFile(await aosWasm(file)));
    const { bytes, report } = instrument(original, { version: 1, maximumPages, allowImport: () => true });
    assert.ok(WebAssembly.validate(bytes));
    const names = exportNames(bytes);
    const before = exportNames(original);
    assert.deepEqual(names.slice(0, before.length), before);
    const { globals, memory64 } = decodeModule(original, { allowImport: () => true });
    const added = ["gas", "depth", "fault", "dirty"] as const;
    assert.deepEqual(names.slice(before.length), [
      ...added.map((name) => ADDED_EXPORTS[name]),
      ...globals.flatMap(({ mutable }, index) => (mutable ? [`__g${index}`] : [])),
    ]);
    assert.equal(report.memory64, memory64);
    assert.equal(report.markerPages, Math.ceil((maximumPages * 16) / 65_536));
    assert.ok(report.instructions > 200_000 && report.chargePoints > 10_000 && report.stores > 5000 && report.nanSites > 500);
    assert.ok(report.bytesAfter < report.bytesBefore * 2.5);
  });
}
