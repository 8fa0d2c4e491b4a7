/**
 * A process of our Lua module in the engine alone, metered and committed as a node does it.
 * @module
 */
import { readFile } from "node:fs/promises";
import type { Tag } from "../../src/base/tags.ts";
import { LUA_MODULE_PATH } from "../../src/lua/bundled-module.ts";
import { ENVIRONMENT_1 } from "../../src/vm/environment/1/environment.ts";
import { createInstance } from "../../src/vm/instance.ts";
import { loadModule } from "../../src/vm/load-module.ts";
import { encodeEnvironment, encodeMessage } from "../../src/vm/message-json.ts";
import { normalizeResult } from "../../src/vm/normalize-result.ts";

const START_MS = 1_700_000_000_000;
const id = (letter: string): string => `${letter.repeat(42)}A`;
const MODULE_ID = id("d");
export const OWNER: string = id("o");
const PROCESS = id("p");
const PROCESS_TAGS: readonly Tag[] = [
  { name: "Data-Protocol", value: "ao" },
  { name: "Type", value: "Process" },
  { name: "Module", value: MODULE_ID },
  { name: "Name", value: "Bench" },
  { name: "Authority", value: OWNER },
];

export interface Sent {
  readonly data?: string;
  readonly tags?: Readonly<Record<string, string>>;
  readonly from?: string;
}

export interface LuaGuest {
  /** Evaluates and commits a message that must end well; gives the 4 KiB pages that it wrote. */
  send(message: Sent): number;
  /** Memory in bytes. */
  memory(): number;
}

/** A process that has seen its own message. `path`: another module than ours, to compare with. */
export async function createLuaGuest(path: string = LUA_MODULE_PATH): Promise<LuaGuest> {
  const instance = createInstance({ ...loadModule(new Uint8Array(await readFile(path))), bootTimeMs: ENVIRONMENT_1.bootTimeMs });
  const part = { owner: OWNER, tags: PROCESS_TAGS };
  const environment = encodeEnvironment({ process: { id: PROCESS, ...part }, module: { id: MODULE_ID, owner: OWNER, tags: [] } });
  let nonce = 0;
  const evaluate = ({ data = " ", tags = {}, from = OWNER }: Sent): number => {
    const own = nonce === 0;
    const timestampMs = START_MS + nonce * 1000;
    const json = encodeMessage({
      id: own ? PROCESS : String(nonce).padStart(43, "m"),
      data,
      owner: from,
      target: PROCESS,
      from,
      tags: own ? PROCESS_TAGS : [...COMMON, ...Object.entries(tags).map(([name, value]) => ({ name, value }))],
      epoch: 0,
      nonce: nonce++,
      timestamp: timestampMs,
      blockHeight: 1_500_000,
      hashChain: id("h"),
      cron: false,
      readOnly: false,
    });
    const outcome = instance.handle(json, environment, { timestampMs, files: { open: () => null } });
    if (outcome.kind !== "ok") throw new Error(`the message failed: ${JSON.stringify(outcome)}`);
    const { Error: error } = normalizeResult(outcome.response, outcome.gasUsed);
    if (error !== undefined) throw new Error(`the message ended in an error: ${error}`);
    return instance.commit().dirtyPages;
  };
  evaluate({});
  return { send: evaluate, memory: () => instance.state.memory.buffer.byteLength };
}

const COMMON: readonly Tag[] = [
  { name: "Data-Protocol", value: "ao" },
  { name: "Variant", value: "ao.TN.1" },
  { name: "Type", value: "Message" },
  { name: "SDK", value: "aoconnect" },
];
