/** Modules that must be refused, and how a refusal looks. */
import assert from "node:assert/strict";
import { LoomError } from "../../src/base/errors.ts";
import { decodeModule } from "../../src/vm/decode/decode-module.ts";
import { assemble, type Bytes, I32, V128 } from "./assemble.ts";

export const ALLOW = { allowImport: () => true };
export const NOPS = [0x01, 0x01, 0x01, 0x01, 0x01];

export function refusal(
  bytes: Uint8Array,
  policy: { allowImport(module: string, name: string, signature: string): boolean } = ALLOW,
): LoomError {
  try {
    decodeModule(bytes, policy);
  } catch (error) {
    assert.ok(error instanceof LoomError, String(error));
    assert.equal(error.code, "MODULE_INVALID");
    return error;
  }
  return assert.fail("accepted");
}

/** A module whose one function holds this code, and the offset of the code. */
export function withCode(code: Bytes, more: Partial<Parameters<typeof assemble>[0]> = {}): { bytes: Uint8Array; offset: number } {
  const bytes = assemble({
    functions: [{ code: [...NOPS, ...code], locals: [I32, V128] }],
    globals: [0],
    table: [0],
    passive: [[1, 2]],
    ...more,
  });
  return { bytes, offset: Buffer.from(bytes).indexOf(Buffer.from(NOPS)) + NOPS.length };
}
