/**
 * A fixed log on real modules, evaluated by environment 1 message by message: what came out of it is committed under
 * `test/vectors/environment-1`, so that no change of the environment goes unseen.
 */
import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import type { Tag } from "../../src/base/tags.ts";
import { ENVIRONMENT_1 } from "../../src/vm/environment/1/environment.ts";
import { createInstance, type VmInstance } from "../../src/vm/instance.ts";
import { loadModule } from "../../src/vm/load-module.ts";
import { captureImage, restoreImage } from "../../src/vm/memory-image.ts";
import { encodeEnvironment, encodeMessage } from "../../src/vm/message-json.ts";
import { errorResult, normalizeResult } from "../../src/vm/normalize-result.ts";
import { committedState, stateRoot } from "../../src/vm/state-root.ts";
import { createStateTree } from "../../src/vm/state-tree.ts";
import { aosWasm } from "../support/aos-wasm.ts";

export const GOLDEN_MODULES = ["aos2_0_6.wasm", "aos2_0_4_32.wasm"] as const;

export interface GoldenSlot {
  readonly slot: number;
  readonly gasUsed: number;
  readonly pages: number;
  /** Root after the message: that before it when it failed. */
  readonly stateRoot: string;
  readonly error: string | null;
  /** SHA-256 of the result's JSON. */
  readonly result: string;
}

const id = (letter: string): string => `${letter.repeat(42)}A`;
const [PROCESS, OWNER, MODULE, FRIEND] = [id("p"), id("o"), id("d"), id("f")];
const START_MS = 1_750_000_000_000;
const PROCESS_TAGS: readonly Tag[] = [
  { name: "Data-Protocol", value: "ao" },
  { name: "Type", value: "Process" },
  { name: "Module", value: MODULE },
  { name: "Name", value: "Golden" },
  { name: "Authority", value: OWNER },
];

interface Step {
  readonly data: string;
  readonly action?: string;
  readonly tags?: readonly Tag[];
  readonly from?: string;
  readonly gasLimit?: number;
}

const TOKEN = `Balances = { ["${OWNER}"] = 1000 }
Handlers.add("transfer", "Transfer", function(msg)
  local to, n = msg.Tags.Recipient, tonumber(msg.Tags.Quantity)
  assert((Balances[msg.From] or 0) >= n, "too little")
  Balances[msg.From] = Balances[msg.From] - n
  Balances[to] = (Balances[to] or 0) + n
  msg.reply({ Data = "moved " .. n })
end)`;
const transfer = (quantity: string, from = OWNER): Step => ({
  data: "",
  action: "Transfer",
  from,
  tags: [
    { name: "Recipient", value: FRIEND },
    { name: "Quantity", value: quantity },
  ],
});

/** One message for each part of the environment that a result or a state can show. */
const STEPS: readonly Step[] = [
  { data: "N = 1 return N" },
  { data: "N = N + 1 print('hello') return { N, math.pi, 2^53, 7 // 2, 7 % -3 }" },
  { data: "return table.concat({ os.time(), os.date('!%Y-%m-%dT%H:%M:%S %j %U %V %G'), os.clock(), tostring(os.getenv('HOME')) }, ' ')" },
  { data: "R = {} for i = 1, 20 do R[i] = math.random(1, 1000000) end return table.concat(R, ' ')" },
  { data: "return table.concat({ string.pack('<ddd', 0/0, 1/0 - 1/0, math.sqrt(-1)):byte(1, -1) }, ' ')" },
  { data: "local t = {} for i = 1, 500 do t[i] = math.sin(i) * math.exp(i / 100) ^ 0.3 end return string.format('%.17g', t[500])" },
  { data: "error('on purpose')" },
  { data: "return select(2, pcall(error, 'caught'))" },
  { data: TOKEN },
  transfer("10"),
  transfer("5000"),
  transfer("3", FRIEND),
  { data: "", action: "Unknown", from: FRIEND },
  { data: "for i = 1, 20 do Send({ Target = ao.id, Action = 'Note', Data = tostring(i), X = ('x'):rep(i) }) end" },
  { data: "Big = {} for i = 1, 40000 do Big[i] = 'entry ' .. i end return #Big" },
  { data: "Big = nil collectgarbage() return math.floor(collectgarbage('count')) > 0" },
  { data: "X = ('y'):rep(12 * 1024 * 1024) return #X" },
  // Grows, then fails: the state before comes back with its size.
  { data: "Y = ('z'):rep(200 * 1024 * 1024) while true do end", gasLimit: 200_000_000 },
  { data: "N = 99 while true do end", gasLimit: 50_000_000 },
  { data: "return N" },
  { data: "local function f() return 1 + f() end return f()" },
  { data: "local function f(n) local ok, e = pcall(f, n + 1) return ok and e or n end return f(1)" },
  { data: "local s = {} for w in ('the quick brown fox'):gmatch('%a+') do s[#s + 1] = w:upper():reverse() end return s" },
  {
    data: "local co = coroutine.wrap(function() for i = 1, 50 do coroutine.yield(i * i) end end) local n = 0 for i = 1, 50 do n = n + co() end return n",
  },
  { data: "return require('json').encode({ a = { 1, 2, { b = 'c' } }, d = 1.5 })" },
  // Above what goes to the module's stack.
  { data: `return #[[${"text ".repeat(220_000)}]]` },
  { data: "return tostring(io.open('/data/x')) .. ' ' .. tostring(os.execute and os.execute())" },
  { data: 'return "caf\u00e9 \u{1f600} \\0\\255"' },
  { data: "return this is no lua" },
  { data: "return N + #X" },
];

/** Evaluates the log on a new instance. */
export async function runGolden(name: string): Promise<GoldenSlot[]> {
  const loaded = loadModule(await readFile(await aosWasm(name)));
  const boot = (): VmInstance => createInstance({ ...loaded, bootTimeMs: ENVIRONMENT_1.bootTimeMs });
  const environment = encodeEnvironment({
    process: { id: PROCESS, owner: OWNER, tags: PROCESS_TAGS },
    module: { id: MODULE, owner: OWNER, tags: [] },
  });
  const tree = createStateTree();
  let instance = boot();
  const slots: GoldenSlot[] = [];
  const steps: readonly Step[] = [{ data: "" }, ...STEPS];
  for (const [slot, step] of steps.entries()) {
    const timestampMs = START_MS + slot * 1_234_567;
    const message = encodeMessage(textOf(slot, step, timestampMs));
    const outcome = instance.handle(message, environment, {
      timestampMs,
      files: { open: () => null },
      gasLimit: step.gasLimit ?? ENVIRONMENT_1.gasLimit,
    });
    if (outcome.kind !== "ok" && outcome.kind !== "error") throw new Error(`slot ${slot}: ${JSON.stringify(outcome)}`);
    const { gasUsed } = outcome;
    const whole = outcome.kind === "ok" ? normalizeResult(outcome.response, gasUsed) : errorResult(outcome.error, gasUsed);
    const { Error: error = null } = whole;
    const result = error === null ? whole : errorResult(error, gasUsed);
    if (error === null) instance.commit();
    else if (!instance.rollback()) {
      const image = captureImage(instance);
      instance = boot();
      restoreImage(instance, image);
    }
    const live = instance;
    tree.update(live.takeDirty(), (page) => live.page(page));
    const { pages, globals } = committedState(live);
    slots.push({
      slot,
      gasUsed,
      pages,
      stateRoot: stateRoot({ module: MODULE, environment: ENVIRONMENT_1.version, pages, globals, memoryRoot: tree.memoryRoot() }),
      error: error === null ? null : error.slice(0, 200),
      result: createHash("sha256").update(JSON.stringify(result)).digest("hex"),
    });
  }
  return slots;
}

function textOf(slot: number, step: Step, timestamp: number): Parameters<typeof encodeMessage>[0] {
  const { data, action = "Eval", from = OWNER, tags = [] } = step;
  return {
    id: slot === 0 ? PROCESS : createHash("sha256").update(`message ${slot}`).digest("base64url"),
    signature: "s".repeat(43),
    data,
    owner: from,
    target: PROCESS,
    anchor: null,
    from,
    tags: slot === 0 ? PROCESS_TAGS : [{ name: "Data-Protocol", value: "ao" }, { name: "Action", value: action }, ...tags],
    epoch: 0,
    nonce: slot,
    timestamp,
    blockHeight: 1_500_000 + slot,
    hashChain: "h".repeat(43),
    cron: false,
    readOnly: false,
  };
}

export function vectorFile(name: string): URL {
  return new URL(`../vectors/environment-1/${name.replace(".wasm", "")}.json`, import.meta.url);
}
