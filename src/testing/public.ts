/**
 * `hyperloom/test`: unit tests for processes.
 * @module
 */
export type { LuaModuleFile, LuaProgram } from "../lua/lua-program.ts";
export { readLuaProgram } from "../lua/read-program.ts";
export type { FileCoverage } from "./coverage.ts";
export type { Delivery, NetMessage, OutgoingMessage, SentMessage, TestResult } from "./test-message.ts";
export { createTestNet, type SpawnOptions, type TestNet, type TestNetOptions } from "./test-net.ts";
export type { TestProcess } from "./test-process.ts";
