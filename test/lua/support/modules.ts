/**
 * The Lua environments that are compared.
 * @module
 */
import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { aosWasm } from "../../support/aos-wasm.ts";

const COMMITTED = fileURLToPath(new URL("../../../modules/lua/hyperloom-lua.wasm", import.meta.url));

/** The published environment, 64-bit. */
export const upstream = async (): Promise<Uint8Array> => readFile(await aosWasm("aos2_0_6.wasm"));

/** Ours: the committed module, or the file that HYPERLOOM_LUA_WASM names while another one is being worked on. */
export const ours = async (): Promise<Uint8Array> => readFile(process.env["HYPERLOOM_LUA_WASM"] ?? COMMITTED);
