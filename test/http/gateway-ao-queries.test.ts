import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { after, before, describe, test } from "node:test";
import { toBase64Url, utf8 } from "../../src/base/bytes.ts";
import type { Tag } from "../../src/base/tags.ts";
import { assignmentTags, createAssignment } from "../../src/protocol/assignment.ts";
import { createItem } from "../../src/protocol/create-item.ts";
import { parseItem, verifyItem } from "../../src/protocol/item.ts";
import { inPieces, seededSigner, startServers, type TestServers } from "../weave/support.ts";

/** The library by which aoconnect, the reference compute unit and the reference messenger find a scheduler, as aoconnect brings it along. */
const { connect } = createRequire(import.meta.resolve("@permaweb/aoconnect"))("@permaweb/ao-scheduler-utils") as {
  connect(options: { readonly GRAPHQL_URL: string; readonly cacheSize: number; readonly followRedirects: boolean }): {
    locate(process: string): Promise<{ readonly url: string; readonly address: string }>;
    validate(address: string): Promise<boolean>;
  };
};

const AO: readonly Tag[] = [
  { name: "Data-Protocol", value: "ao" },
  { name: "Variant", value: "ao.TN.1" },
];
const [user, scheduler, compute] = [seededSigner(31), seededSigner(32), seededSigner(33)];
let t: TestServers;
let [module, process, message, assignment, checkpoint] = ["", "", "", "", ""];
let restoreFetch = (): void => {};

const put = async (by: typeof user, tags: Readonly<Record<string, string>>, data = "x", target = ""): Promise<string> => {
  const list = [...AO, ...Object.entries(tags).map(([name, value]) => ({ name, value }))];
  return (await t.weave.ingestItem(inPieces(createItem({ tags: list, data: utf8(data), target }, by).bytes))).id;
};
const ask = async (query: string, variables: unknown = {}): Promise<Record<string, never>> => {
  const response = await fetch(`${t.gateway}/graphql`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ query, variables }),
  });
  const body = (await response.json()) as { data: Record<string, never>; errors?: unknown };
  assert.equal(body.errors, undefined, JSON.stringify(body.errors));
  return body.data;
};
interface Nodes {
  readonly transactions: {
    readonly pageInfo?: { readonly hasNextPage: boolean };
    readonly edges: readonly { readonly cursor?: string; readonly node: Readonly<Record<string, unknown>> }[];
  };
}
const nodes = async (query: string, variables: unknown = {}): Promise<readonly Readonly<Record<string, unknown>>[]> =>
  ((await ask(query, variables)) as unknown as Nodes).transactions.edges.map(({ node }) => node);

before(async () => {
  t = await startServers();
  module = await put(user, {
    Type: "Module",
    "Module-Format": "wasm64-unknown-emscripten-draft_2024_02_15",
    "Input-Encoding": "JSON-1",
    "Output-Encoding": "JSON-1",
  });
  await put(scheduler, { Type: "Scheduler-Location", Url: "http://old.example", "Time-To-Live": "1000" });
  await t.weave.mine();
  await put(scheduler, { Type: "Scheduler-Location", Url: "http://su.example/", "Time-To-Live": "3600000" });
  process = await put(user, { Type: "Process", Module: module, Scheduler: scheduler.address, Name: "my process" });
  message = await put(user, { Type: "Message", Action: "Eval" }, "1 + 1", process);
  const fields = {
    process,
    epoch: 0 as const,
    slot: 0,
    hashChain: module,
    blockHeight: 1,
    timestamp: 1_700_000_000_123,
    message: null,
    exclude: [],
    environment: "1",
  };
  const made = createAssignment(fields, new Uint8Array(32).fill(7), scheduler);
  const { id, signature, owner, ownerAddress, signatureType } = made;
  assignment = id;
  const anchor = new Uint8Array(32).fill(7);
  const { slot, hashChain, blockHeight, timestamp, exclude, environment } = fields;
  const record = {
    id,
    process,
    slot,
    message: process,
    own: true,
    timestamp,
    blockHeight,
    hashChain,
    anchor,
    signatureType,
    signature,
    owner,
    ownerAddress,
    exclude,
    environment,
    root: process,
    hops: 0,
  };
  await t.store.commit([{ type: "assignment", assignment: record, dedupeKey: null }]);
  checkpoint = await put(compute, { Type: "Checkpoint", Process: process, Nonce: "0", Timestamp: "1700000000123", Assignment: assignment });
  await t.weave.mine();
  // The client asks a host on the internet first; to it the process is unknown there.
  const real = globalThis.fetch;
  globalThis.fetch = (input, init) =>
    String(input).startsWith(t.gateway) ? real(input, init) : Promise.resolve(new Response("", { status: 404 }));
  restoreFetch = () => {
    globalThis.fetch = real;
  };
});
after(async () => {
  restoreFetch();
  await t.close();
});

test("unmodified scheduler-utils locates the scheduler of a process, the newest location first", async () => {
  const utils = connect({ GRAPHQL_URL: `${t.gateway}/graphql`, cacheSize: 10, followRedirects: false });
  const { url, address } = await utils.locate(process);
  assert.deepEqual([url, address], ["http://su.example", scheduler.address]);
  assert.equal(await utils.validate(scheduler.address), true);
  await assert.rejects(() => utils.validate(user.address), { name: "TransactionNotFound" });
  await assert.rejects(() => utils.locate("A".repeat(43)), { name: "TransactionNotFound" });
});

describe("the queries of the units", () => {
  test("a compute unit reads a process, and a scheduler an item, by id", async () => {
    const [found] = await nodes(
      `query GetProcesses ($processIds: [ID!]!) { transactions(ids: $processIds) { edges { node { id signature anchor owner { address key } tags { name value } recipient } } } }`,
      { processIds: [process] },
    );
    const item = await t.store.item(process);
    assert.ok(item);
    assert.deepEqual(found, {
      id: process,
      signature: toBase64Url(item.signature),
      anchor: "",
      owner: { address: user.address, key: toBase64Url(user.owner) },
      tags: item.tags,
      recipient: "",
    });
    assert.equal((await nodes(`{ transactions(ids: ["${message}"]) { edges { node { id recipient } } } }`))[0]?.["recipient"], process);
  });

  test("aoconnect reads a module before it spawns", async () => {
    const [found] = await nodes(
      `query GetTransactions ($transactionIds: [ID!]!) { transactions(ids: $transactionIds) { edges { node { owner { address } tags { name value } block { id height timestamp } } } } }`,
      { transactionIds: [module] },
    );
    assert.equal((found?.["block"] as { height: number } | undefined)?.height, 1);
    assert.deepEqual(found?.["owner"], { address: user.address });
  });

  test("a messenger lists all scheduler locations", async () => {
    const query = `query GetLocations ($after: String) { transactions(tags: [{ name: "Type", values: ["Scheduler-Location"] }, { name: "Data-Protocol", values: ["ao"] }], first: 100, after: $after) {
      pageInfo { hasNextPage } edges { cursor node { id owner { address } tags { name value } } } } }`;
    assert.equal((await nodes(query, { after: null })).length, 2);
    assert.equal((await nodes(query, { after: "" })).length, 2);
  });

  test("a compute unit finds checkpoints by owner and process", async () => {
    const query = `query GetAoProcessCheckpoints ($owners: [String!]!, $processId: String!, $limit: Int!) {
      transactions(tags: [{ name: "Process", values: [$processId] }, { name: "Type", values: ["Checkpoint"] }, { name: "Data-Protocol", values: ["ao"] }], owners: $owners, first: $limit, sort: HEIGHT_DESC) {
        edges { node { id owner { address } tags { name value } } } } }`;
    assert.deepEqual(
      (await nodes(query, { owners: [compute.address], processId: process, limit: 50 })).map(({ id }) => id),
      [checkpoint],
    );
    assert.deepEqual(await nodes(query, { owners: [user.address], processId: process, limit: 50 }), []);
  });

  test("a compute unit pages over blocks", async () => {
    const query = `query GetBlocks ($min: Int!, $limit: Int!) { blocks(height: { min: $min }, first: $limit, sort: HEIGHT_ASC) { pageInfo { hasNextPage } edges { node { timestamp height } } } }`;
    const { blocks } = (await ask(query, { min: 1, limit: 90 })) as unknown as {
      blocks: { edges: { node: { timestamp: number; height: number } }[]; pageInfo: unknown };
    };
    assert.deepEqual([blocks.edges.map(({ node }) => node.height), blocks.pageInfo], [[1, 2], { hasNextPage: false }]);
    for (const { node } of blocks.edges) assert.ok(node.timestamp > 1_600_000_000 && node.timestamp < 5_000_000_000, "seconds");
  });

  test("aos finds a process by name and owner", async () => {
    const query = `query ($owners: [String!]!, $names: [String!]!) { transactions(first: 10, owners: $owners, tags: [{ name: "Data-Protocol", values: ["ao"] }, { name: "Type", values: ["Process"] }, { name: "Name", values: $names }]) {
      edges { node { id tags { name value } } } } }`;
    assert.deepEqual(
      (await nodes(query, { owners: [user.address], names: ["my process"] })).map(({ id }) => id),
      [process],
    );
  });

  test("explorers see an assignment as a transaction like others", async () => {
    const query = `query ($process: String!) { transactions(tags: [{ name: "Type", values: ["Assignment"] }, { name: "Process", values: [$process] }], sort: INGESTED_AT_DESC) {
      count edges { node { id recipient ingested_at owner { address } data { size type } block { height } tags { name value } signature anchor bundledIn { id } } } } }`;
    const [found] = await nodes(query, { process });
    const record = await t.store.assignmentById(assignment);
    assert.ok(record);
    assert.deepEqual(found, {
      id: assignment,
      recipient: "",
      ingested_at: 1_700_000_000,
      owner: { address: scheduler.address },
      data: { size: "0", type: null },
      block: { height: 2 },
      tags: assignmentTags({ ...record, epoch: 0, message: null, environment: "1" }),
      signature: toBase64Url(record.signature),
      anchor: toBase64Url(record.anchor),
      bundledIn: null,
    });
    const [single] = await nodes(`{ transactions(ids: ["${assignment}"], owners: ["${scheduler.address}"]) { edges { node { id } } } }`);
    assert.equal(single?.["id"], assignment);
  });
});

test("an assignment is rebuilt with the id and signature that its scheduler made", async () => {
  const found = await t.weave.find(assignment);
  assert.ok(found?.bytes?.kind === "inline");
  const item = parseItem(found.bytes.bytes);
  verifyItem(item);
  assert.deepEqual([item.id, found.tags, found.dataSize, found.dataStart], [assignment, item.tags, 0, item.bytes.length]);
  const response = await fetch(`${t.gateway}/${assignment}`);
  assert.deepEqual([response.status, (await response.text()).length, response.headers.get("type")], [200, 0, "Assignment"]);
  assert.equal((await fetch(`${t.gateway}/tx/${assignment}/status`)).status, 200);
  // Somebody who uploads it again uploads nothing new.
  const before = await t.store.lastSeq();
  assert.equal((await t.weave.ingestItem(inPieces(item.bytes))).duplicate, true);
  assert.equal(await t.store.lastSeq(), before);
});
