/**
 * Evaluates Lua expressions in a process and tells what each gave, as one line of text.
 * @module
 */
import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { ENVIRONMENT_1 } from "../../src/vm/environment/1/environment.ts";
import { createInstance } from "../../src/vm/instance.ts";
import { loadModule } from "../../src/vm/load-module.ts";
import { encodeEnvironment, encodeMessage } from "../../src/vm/message-json.ts";
import { aosWasm } from "../support/aos-wasm.ts";

const at = (path: string): string => fileURLToPath(new URL(path, import.meta.url));
const address = (letter: string): string => `${letter.repeat(42)}A`;
const [PROCESS, OWNER, MODULE] = [address("p"), address("o"), address("d")];
const TAGS = [
  { name: "Type", value: "Process" },
  { name: "Module", value: MODULE },
];
const ENVIRONMENT = encodeEnvironment({
  process: { id: PROCESS, owner: OWNER, tags: TAGS },
  module: { id: MODULE, owner: OWNER, tags: [] },
});
const START_MS = 1_750_000_000_000;
/** Expressions of one message. */
const BATCH = 50;

export interface Probe {
  /** What each expression (or chunk with `return`) gave: values parted by ` | `, or RAISES and the error. No line breaks in any. */
  evaluate(expressions: readonly string[]): string[];
}

let own: Promise<Probe> | null = null;
/** Ours: the committed module, or the file that HYPERLOOM_LUA_WASM names while another one is being worked on. One process for a test file. */
export function ours(): Promise<Probe> {
  own ??= readFile(process.env["HYPERLOOM_LUA_WASM"] ?? at("../../modules/lua/hyperloom-lua.wasm")).then(createProbe);
  return own;
}

export const upstream = async (): Promise<Probe> => createProbe(await readFile(await aosWasm("aos2_0_6.wasm")));

async function createProbe(wasm: Uint8Array): Promise<Probe> {
  const instance = createInstance({ ...loadModule(wasm), bootTimeMs: ENVIRONMENT_1.bootTimeMs });
  let nonce = 0;
  const run = (data: string, tags: typeof TAGS): string => {
    const timestamp = START_MS + nonce * 1000;
    const id = nonce === 0 ? PROCESS : String(nonce).padStart(43, "m");
    const json = encodeMessage({
      id,
      data,
      owner: OWNER,
      target: PROCESS,
      from: OWNER,
      tags,
      epoch: 0,
      nonce: nonce++,
      timestamp,
      blockHeight: 1,
    });
    const outcome = instance.handle(json, ENVIRONMENT, { timestampMs: timestamp, files: { open: () => null } });
    instance.commit();
    if (outcome.kind !== "ok") throw new Error(`the message failed: ${JSON.stringify(outcome)}`);
    const { Error: error, Output: output } = outcome.response as { Error?: unknown; Output?: { data?: unknown } };
    if (error !== undefined && error !== "") throw new Error(`the message ended in an error: ${JSON.stringify(error)}`);
    const text = output?.data;
    return typeof text === "string" ? text : String((text as { output?: unknown } | undefined)?.output ?? "");
  };
  const evaluate = (lua: string): string => run(lua, [{ name: "Action", value: "Eval" }]);
  run("", TAGS);
  evaluate(await readFile(at("expressions/prelude.lua"), "utf8"));
  return {
    evaluate(expressions) {
      const results: string[] = [];
      for (let from = 0; from < expressions.length; from += BATCH) {
        const batch = expressions.slice(from, from + BATCH);
        const calls = batch.map((one) => `P([=====[${one}]=====])`).join(",\n");
        const lines = evaluate(`return table.concat({${calls}}, "\\n")`).split("\n");
        if (lines.length !== batch.length) throw new Error(`${batch.length} expressions gave ${lines.length} lines`);
        results.push(...lines);
      }
      return results;
    },
  };
}

/** Lists of expressions: what they are about, one on each line. */
export async function expressionList(name: string): Promise<string[]> {
  const text = await readFile(at(`expressions/${name}.txt`), "utf8");
  return text.split("\n").filter((line) => line !== "");
}

/** What two libraries may differ in: where in their own files they raise an error, and where objects lie in memory. */
export function comparable(line: string): string {
  return line
    .replaceAll(/(\[string \\"[^"]*\\"\]|x):\d+: /g, "")
    .replaceAll(/(table|function): 0x[0-9a-f]+/g, "$1")
    .replaceAll("-nan", "nan");
}
