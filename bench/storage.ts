/**
 * The store at size: `npm run bench -- storage [--items 1000000] [--dir PLACE]`. Fills a new data directory with items of 8 tags (one
 * of them unique) and assignments, then asks. Tables on standard error, one JSON document on standard output.
 * CPU is of the whole process without the making of the records; the disk's own time shows only in the wall columns.
 * @module
 */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { systemClock } from "../src/base/clock.ts";
import { bytesId } from "../src/base/ids.ts";
import type { AssignmentRecord, ItemRecord } from "../src/storage/records.ts";
import { openDataDir } from "../src/storage/sqlite/data-dir.ts";
import type { Batch, EntryFilter, Store } from "../src/storage/store.ts";

const { values } = parseArgs({ options: { items: { type: "string" }, dir: { type: "string" } } });
const ITEMS = Number(values.items ?? 1_000_000);
const random = (size: number): Uint8Array => systemClock.random(size);
const ids = (count: number): string[] => Array.from({ length: count }, () => bytesId(random(32)));
const OWNERS = ids(1000);
const PROCESSES = ids(500);
const SCHEDULER = { owner: random(32), ownerAddress: bytesId(random(32)) };
const RARE_EVERY = 50_000;

/** `First` and `Second` are each in half of the items and never in the same. */
function makeItem(n: number): ItemRecord {
  const tags = [
    { name: "Data-Protocol", value: "ao" },
    { name: "Type", value: "Message" },
    { name: "Variant", value: "ao.TN.1" },
    { name: "SDK", value: "aoconnect" },
    { name: "Action", value: `Action-${n % 40}` },
    { name: n % 2 === 0 ? "First" : "Second", value: "1" },
    { name: n % RARE_EVERY === 0 ? "Rare" : "Kind", value: "1" },
    { name: "Reference", value: String(n) },
  ];
  const [signature, owner, rawTags] = [random(64), random(32), random(160)];
  const bytes = new Uint8Array(900);
  bytes.set([2, 0]);
  bytes.set(signature, 2);
  bytes.set(owner, 66);
  bytes.set(rawTags, 200);
  return {
    id: bytesId(random(32)),
    kind: "item",
    parent: null,
    signatureType: 2,
    signature,
    owner,
    ownerAddress: OWNERS[n % OWNERS.length] ?? "",
    target: PROCESSES[n % PROCESSES.length] ?? "",
    anchor: null,
    rawTags,
    tags,
    bytes: { kind: "inline", bytes },
    dataStart: 360,
    dataSize: 540,
    dataHash: random(32),
    dataRoot: null,
    txHeader: null,
    ingestedAt: 1_700_000_000_000 + n,
    nonCanonical: false,
  };
}

function makeAssignment(n: number): AssignmentRecord {
  const slot = Math.floor(n / PROCESSES.length);
  const [id, message, hashChain, root] = [bytesId(random(32)), bytesId(random(32)), bytesId(random(32)), bytesId(random(32))];
  const process = PROCESSES[n % PROCESSES.length] ?? "";
  const fields = {
    id,
    process,
    slot,
    message,
    hashChain,
    root,
    own: slot === 0,
    timestamp: 1_700_000_000_000 + n,
    blockHeight: 1,
    hops: 0,
  };
  return { ...fields, ...SCHEDULER, anchor: random(32), signatureType: 2, signature: random(64), exclude: [], environment: null };
}

let made = 0;
let assigned = 0;
const itemBatch = (): Batch => [{ type: "item", item: makeItem(made++) }];
const assignmentBatch = (): Batch => [{ type: "assignment", assignment: makeAssignment(assigned++), dedupeKey: null }];

function cpuMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

interface CommitRow {
  readonly name: string;
  readonly together: number;
  readonly cpuUs: number;
  readonly wallUs: number;
}

/** Commits `count` batches, `together` at a time. */
async function commits(store: Store, name: string, make: () => Batch, count: number, together: number): Promise<CommitRow> {
  let [cpu, wall] = [0, 0];
  for (let done = 0; done < count; done += together) {
    const batches = Array.from({ length: together }, make);
    const [cpuBefore, wallBefore] = [cpuMs(), performance.now()];
    await Promise.all(batches.map((batch) => store.commit(batch)));
    cpu += cpuMs() - cpuBefore;
    wall += performance.now() - wallBefore;
  }
  return { name, together, cpuUs: (cpu / count) * 1000, wallUs: (wall / count) * 1000 };
}

const tag = (name: string, ...wanted: string[]) => ({ name, values: wanted });

/** A query a round, of another value each, so that no answer is asked for twice. */
const QUERIES: Readonly<Record<string, (round: number) => EntryFilter>> = {
  "unique tag": (round) => ({ tags: [tag("Reference", String((round * 7919) % ITEMS))] }),
  "rare tag (20 in a million)": () => ({ tags: [tag("Rare", "1")] }),
  "Data-Protocol + Type, newest": () => ({ tags: [tag("Data-Protocol", "ao"), tag("Type", "Message")] }),
  "Data-Protocol + Action": (round) => ({ tags: [tag("Data-Protocol", "ao"), tag("Action", `Action-${round % 40}`)] }),
  owner: (round) => ({ ownerAddresses: [OWNERS[round % OWNERS.length] ?? ""] }),
  "recipient + Action": (round) => ({
    recipients: [PROCESSES[round % PROCESSES.length] ?? ""],
    tags: [tag("Action", `Action-${round % 40}`)],
  }),
  "assignments of a process": (round) => ({ tags: [tag("Process", PROCESSES[round % PROCESSES.length] ?? ""), tag("Type", "Assignment")] }),
  "assignment by process and nonce": (round) => ({
    tags: [tag("Process", PROCESSES[round % PROCESSES.length] ?? ""), tag("Nonce", String(round % 50))],
  }),
  "two common tags that never meet": () => ({ tags: [tag("First", "1"), tag("Second", "1")] }),
  "a common and a rare tag that never meet": () => ({ tags: [tag("Rare", "1"), tag("Second", "1")] }),
};

async function ask(store: Store, name: string, filter: (round: number) => EntryFilter, rounds: number) {
  const [times, work]: [number[], number[]] = [[], []];
  let found = 0;
  for (let round = 0; round < rounds; round++) {
    const [cpuBefore, before] = [cpuMs(), performance.now()];
    found = (await store.entries({ ...filter(round), order: "desc", limit: 100 })).length;
    times.push(performance.now() - before);
    work.push(cpuMs() - cpuBefore);
  }
  const at = (of: number[], share: number): number =>
    of.toSorted((a, b) => a - b)[Math.min(of.length - 1, Math.floor(of.length * share))] ?? 0;
  return {
    name,
    found,
    p50Ms: at(times, 0.5),
    p99Ms: at(times, 0.99),
    maxMs: at(times, 1),
    cpuP50Ms: at(work, 0.5),
    cpuP99Ms: at(work, 0.99),
  };
}

const say = (line: string): boolean => process.stderr.write(`${line}\n`);

const dir = await mkdtemp(join(values.dir ?? tmpdir(), "loom-bench-"));
const data = await openDataDir({ dir, clock: systemClock });
try {
  const { store } = data;
  const rows: CommitRow[] = [];
  const bulk = Math.max(0, ITEMS - 24_000);
  rows.push(await commits(store, "item, filling", itemBatch, bulk, 1000));
  rows.push(await commits(store, "assignment, filling", assignmentBatch, Math.floor(ITEMS / 10), 1000));
  for (const [together, count] of [
    [1, 1000],
    [64, 12_800],
    [1000, 10_000],
  ] as const) {
    rows.push(await commits(store, "item", itemBatch, count, together));
    rows.push(await commits(store, "assignment", assignmentBatch, count, together));
  }
  say("| commit | batches at once | CPU us each | wall us each |\n|---|---:|---:|---:|");
  for (const { name, together, cpuUs, wallUs } of rows) say(`| ${name} | ${together} | ${cpuUs.toFixed(1)} | ${wallUs.toFixed(1)} |`);
  const answers = [];
  say("\n| query, newest 100 | found | p50 ms | p99 ms | max ms | CPU p50 ms | CPU p99 ms |\n|---|---:|---:|---:|---:|---:|---:|");
  for (const [name, filter] of Object.entries(QUERIES)) {
    const answer = await ask(store, name, filter, 300);
    answers.push(answer);
    say(
      `| ${name} | ${answer.found} | ${answer.p50Ms.toFixed(2)} | ${answer.p99Ms.toFixed(2)} | ${answer.maxMs.toFixed(2)} | ${answer.cpuP50Ms.toFixed(2)} | ${answer.cpuP99Ms.toFixed(2)} |`,
    );
  }
  const rssMiB = process.memoryUsage.rss() / 2 ** 20;
  process.stdout.write(`${JSON.stringify({ items: made, assignments: assigned, commits: rows, queries: answers, rssMiB }, null, 2)}\n`);
} finally {
  await data.close();
  await rm(dir, { recursive: true, force: true });
}
