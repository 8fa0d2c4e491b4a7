/**
 * A process of our module in the engine that evaluates Lua, for tests of the module's core.
 * @module
 */
import { ENVIRONMENT_1 } from "../../../src/vm/environment/1/environment.ts";
import { createInstance, type VmInstance } from "../../../src/vm/instance.ts";
import { loadModule } from "../../../src/vm/load-module.ts";
import { encodeEnvironment, encodeMessage } from "../../../src/vm/message-json.ts";
import { ours } from "./modules.ts";

const id = (letter: string): string => letter.repeat(43);
const OWNER = id("o");
const PROCESS = id("p");
const TAGS = [
  { name: "Type", value: "Process" },
  { name: "Module", value: id("d") },
  { name: "Name", value: "Lab" },
];
const ENVIRONMENT = encodeEnvironment({
  process: { id: PROCESS, owner: OWNER, tags: TAGS },
  module: { id: id("d"), owner: OWNER, tags: [] },
});
const START_MS = 1_700_000_000_000;

export interface Evaluated {
  /** What the code returned, as text; the error when it raised one. */
  readonly text: string;
  readonly failed: boolean;
  readonly gas: number;
  readonly dirtyPages: number;
}

export interface Lab {
  readonly instance: VmInstance;
  /** Evaluates and commits; undone when it ends in an error. */
  run(code: string): Evaluated;
  /** The text that the code returns. @throws when it fails */
  value(code: string): string;
  memoryBytes(): number;
}

const compiled = ours().then((bytes) => loadModule(new Uint8Array(bytes)));

export async function createLab(): Promise<Lab> {
  const instance = createInstance({ ...(await compiled), bootTimeMs: ENVIRONMENT_1.bootTimeMs });
  let nonce = 0;
  const run = (code: string): Evaluated => {
    const own = nonce === 0;
    const timestamp = START_MS + nonce * 1000;
    const message = encodeMessage({
      id: own ? PROCESS : String(nonce).padStart(43, "m"),
      data: code,
      owner: OWNER,
      target: PROCESS,
      from: OWNER,
      tags: own ? TAGS : [{ name: "Action", value: "Eval" }],
      epoch: 0,
      nonce: nonce++,
      timestamp,
      blockHeight: 1,
    });
    const outcome = instance.handle(message, ENVIRONMENT, { timestampMs: timestamp, files: { open: () => null } });
    if (outcome.kind !== "ok") {
      if (!instance.rollback()) throw new Error(`the memory grew in a message that failed: ${JSON.stringify(outcome)}`);
      return { text: JSON.stringify(outcome), failed: true, gas: "gasUsed" in outcome ? outcome.gasUsed : 0, dirtyPages: 0 };
    }
    const response = outcome.response as { readonly Error?: string; readonly Output?: { readonly data?: unknown } };
    const { dirtyPages } = instance.commit();
    const text = response.Error ?? String(response.Output?.data);
    return { text, failed: response.Error !== undefined, gas: outcome.gasUsed, dirtyPages };
  };
  run("");
  return {
    instance,
    run,
    value(code) {
      const { text, failed } = run(code);
      if (failed) throw new Error(`${code.slice(0, 200)}: ${text}`);
      return text;
    },
    memoryBytes: () => instance.state.memory.buffer.byteLength,
  };
}

/** What Lua's pcall gives for an expression list: each value with its type, or the error. */
export const tried = (body: string): string =>
  `local json = require("json") local r = table.pack(pcall(function() ${body} end)) ` +
  `if not r[1] then return "!" .. tostring(r[2]) end ` +
  `for k = 2, r.n do r[k - 1] = tostring(r[k]) .. ":" .. (math.type(r[k]) or type(r[k])) end return table.concat(r, " ", 1, r.n - 1)`;
