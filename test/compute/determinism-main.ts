/** Evaluates one log in several ways and prints results and roots after every message. A program: its V8 flags are the test's. */
import { readFileSync } from "node:fs";
import { systemClock } from "../../src/base/clock.ts";
import type { JobMessage } from "../../src/compute/worker/protocol.ts";
import { createResident, type Resident } from "../../src/compute/worker/resident.ts";
import { createInstancePool } from "../../src/vm/instance-pool.ts";
import { loadModule } from "../../src/vm/load-module.ts";
import { IMAGE_PAGE_BYTES } from "../../src/vm/memory-image.ts";
import { encodeEnvironment, encodeMessage } from "../../src/vm/message-json.ts";
import { type SavedImage, tableOf } from "../../src/vm/page-set.ts";

const ID = "A".repeat(43);
const CODES = [
  " ",
  "return 1 + 1",
  "T = {} for i = 1, 2000 do T[i] = {i, 'k' .. i} end return #T",
  "local x = 0/0; local y = -(0/0); F = {x, y, 1e308 * 10, math.sqrt(-1), 3.7 // 0}; return tostring(x == x)",
  "while true do end",
  "Handlers.add('fail', 'Fail', function(m) N = 99; error('boom') end)",
  "local n = 0 for i = 1, 300 do local ok = pcall(error, {i}) if not ok then n = n + 1 end end return n",
  "local function f(n) return 1 + f(n + 1) end return pcall(f, 1)",
  "S = ('x'):rep(300000) return #S",
  "local keys = {} for k in pairs({a = 1, b = 2, c = 3, d = 4}) do keys[#keys + 1] = k end return table.concat(keys)",
  "Big = {} for i = 1, 3e4 do Big[i] = 'text ' .. i end return #Big",
  "Big = nil T = nil collectgarbage() return os.time() .. os.date()",
  "Send({Target = ao.id, Data = 'hello'}) return math.random(1000)",
];

// aos seeds its random generator from the tag Module.
const tags = [
  { name: "Type", value: "Process" },
  { name: "Data-Protocol", value: "ao" },
  { name: "Module", value: ID },
];
const environment = encodeEnvironment({ process: { id: ID, owner: ID, tags }, module: { id: ID, owner: ID, tags: [] } });
const log: JobMessage[] = [...CODES, ""].map((data, slot) => ({
  json: encodeMessage({
    id: ID.slice(1) + String.fromCharCode(65 + slot),
    owner: ID,
    from: ID,
    target: ID,
    tags: slot === 0 ? tags : [{ name: "Action", value: slot === CODES.length ? "Fail" : "Eval" }],
    data,
    nonce: slot,
    epoch: 0,
    timestamp: 1_700_000_000_000 + slot,
    blockHeight: slot,
  }),
  timestampMs: 1_700_000_000_000 + slot,
  files: null,
}));

const loaded = loadModule(readFileSync(process.argv[2] ?? ""));
// All runs share it, so that most go on in an instance that another one left.
const pool = createInstancePool({ idle: 2 });
const make = (image: SavedImage | null, position: number): Resident =>
  createResident({ loaded, pool, environment, gasLimit: 1e9, image, position, clock: systemClock });

interface Seen {
  readonly json: string;
  readonly root: string;
}

/** Goes on from a resident; `between` may give another one for the same state. */
function go(start: Resident, between: (resident: Resident) => Resident): Seen[] {
  const seen: Seen[] = [];
  let resident = start;
  for (let slot = start.position + 1; slot < log.length; slot++) {
    const answer = resident.evaluate(slot, log[slot] as JobMessage);
    if (answer.kind !== "result") throw new Error(`slot ${slot}: ${JSON.stringify(answer)}`);
    resident = between(resident);
    seen[slot] = { json: answer.json, root: resident.root(ID, "1").stateRoot };
  }
  return seen;
}

const same = (resident: Resident): Resident => resident;
/** The newest image of each resident that was saved or made from one, and the slot after which it is the state. */
const images = new WeakMap<Resident, { readonly slot: number; readonly image: SavedImage }>();
/** Saves a resident, with what it leaves out taken from its image before. */
const save = (resident: Resident): SavedImage => {
  const before = images.get(resident);
  const { set, base } = resident.capture(before?.slot ?? null);
  if (base !== (before?.slot ?? null)) throw new Error(`the base is ${base}`);
  const pageBytes = new Uint8Array(set.pageIndexes.length * IMAGE_PAGE_BYTES);
  const put = (bytes: Uint8Array, from: number, to: number): void =>
    pageBytes.set(bytes.subarray(from * IMAGE_PAGE_BYTES, (from + 1) * IMAGE_PAGE_BYTES), to * IMAGE_PAGE_BYTES);
  set.pageIndexes.forEach((page, nth) => {
    const old = before?.image.pageIndexes.indexOf(page) ?? -1;
    if (old >= 0) put(before?.image.pageBytes ?? new Uint8Array(), old, nth);
  });
  set.fresh.forEach((position, nth) => {
    put(set.freshBytes, nth, position);
  });
  const image: SavedImage = { ...tableOf(set), pageBytes };
  images.set(resident, { slot: resident.position, image });
  return image;
};
const evicted = (resident: Resident): Resident => {
  const [image, position] = [save(resident), resident.position];
  resident.release();
  const next = make(image, position);
  images.set(next, { slot: position, image });
  return next;
};
const disturbed = (resident: Resident): Resident => {
  if (resident.position % 3 !== 1) return resident;
  for (const data of ["N = 7 return N", "error('x')", "Huge = ('y'):rep(2e7) return #Huge"]) {
    const { timestampMs } = log[0] as JobMessage;
    const json = encodeMessage({
      id: ID,
      owner: ID,
      from: ID,
      target: ID,
      tags: [{ name: "Action", value: "Eval" }],
      data,
      timestamp: timestampMs,
    });
    resident.dryRun({ json, timestampMs, files: null });
  }
  return resident;
};
const checkpoints = new Map<number, SavedImage>();
const saved = (resident: Resident): Resident => {
  if (![0, 5, 10].includes(resident.position)) return resident;
  checkpoints.set(resident.position, save(resident));
  return resident;
};

const runs: Record<string, Seen[]> = { hot: go(make(null, -1), same) };
if (process.argv[3] === "all") {
  runs["evicted after each message"] = go(make(null, -1), evicted);
  runs["dry-runs between messages"] = go(make(null, -1), disturbed);
  runs["saved now and then"] = go(make(null, -1), saved);
  for (const [slot, image] of checkpoints) runs[`from checkpoint ${slot}`] = go(make(image, slot), same);
}
console.log(JSON.stringify(runs));
