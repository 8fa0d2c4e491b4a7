import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { toBase64Url, utf8 } from "../../src/base/bytes.ts";
import type { Tag } from "../../src/base/tags.ts";
import { BUNDLE_TAGS, createBundle } from "../../src/protocol/bundle.ts";
import { createItem } from "../../src/protocol/create-item.ts";
import type { Item } from "../../src/protocol/item.ts";
import { inPieces, seededSigner, startServers, type TestServers } from "../weave/support.ts";

let t: TestServers;
let count = 0;
const [alice, bob] = [seededSigner(11), seededSigner(12)];
const make = (
  tags: Readonly<Record<string, string>> | readonly Tag[],
  more: { data?: Uint8Array; target?: string; by?: typeof alice } = {},
): Item => {
  const list = Array.isArray(tags)
    ? (tags as readonly Tag[])
    : Object.entries(tags).map(([name, value]) => ({ name, value: String(value) }));
  return createItem(
    { anchor: String(count++).padStart(32, "0"), tags: list, data: more.data ?? utf8("data"), target: more.target ?? "" },
    more.by ?? alice,
  );
};
const put = async (item: Item): Promise<string> => (await t.weave.ingestItem(inPieces(item.bytes))).id;

interface Answer {
  readonly status: number;
  readonly data: Record<string, never> | undefined;
  readonly errors: readonly { readonly message: string; readonly extensions?: { readonly code?: string } }[];
}
const ask = async (query: string, variables: unknown = null): Promise<Answer> => {
  const response = await fetch(`${t.gateway}/graphql`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ query, variables }),
  });
  const body = (await response.json()) as { data?: Record<string, never>; errors?: Answer["errors"] };
  return { status: response.status, data: body.data, errors: body.errors ?? [] };
};
interface Page {
  readonly count: string;
  readonly pageInfo: { readonly hasNextPage: boolean };
  readonly edges: readonly {
    readonly cursor: string;
    readonly node: { readonly id: string; readonly block: { readonly height: number } | null };
  }[];
}
const page = async (args: string): Promise<Page> => {
  const { data, errors } = await ask(
    `{ transactions(${args}) { count pageInfo { hasNextPage } edges { cursor node { id block { height } } } } }`,
  );
  assert.deepEqual(errors, []);
  return (data as unknown as { transactions: Page }).transactions;
};
const found = async (args: string): Promise<string[]> => (await page(args)).edges.map(({ node }) => node.id);

describe("filters", () => {
  const ids: Record<string, string> = {};
  const nameOf = (id: string): string => Object.entries(ids).find(([, value]) => value === id)?.[0] ?? id;
  const names = async (args: string): Promise<string> =>
    (await found(`sort: HEIGHT_ASC, first: 100${args === "" ? "" : `, ${args}`}`)).map(nameOf).join("");
  const target = seededSigner(13).address;
  const key = toBase64Url(alice.owner);

  before(async () => {
    t = await startServers();
    ids["a"] = await put(make({ Kind: "one", App: "Photo Album" }));
    ids["b"] = await put(make({ Kind: "two", App: "photo editor" }, { target }));
    await t.weave.mine();
    ids["c"] = await put(
      make(
        [
          { name: "Kind", value: "one" },
          { name: "Kind", value: "three" },
        ],
        { by: bob },
      ),
    );
    await t.weave.mine();
    const child = make({ Kind: "child" });
    const outer = make(BUNDLE_TAGS, { data: createBundle([child]) });
    ids["e"] = await put(outer);
    ids["d"] = child.id;
    await t.weave.mine();
    ids["f"] = await put(make({ kind: "one" }));
  });
  after(() => t.close());

  const cases: Readonly<Record<string, string>> = {
    "": "abcdef",
    "ids: []": "abcdef",
    "owners: [], tags: []": "abcdef",
    'tags: [{ name: "Kind", values: ["one"] }]': "ac",
    'tags: [{ name: "Kind", values: ["one", "two"] }]': "abc",
    'tags: [{ name: "Kind", values: ["one"] }, { name: "Kind", values: ["three"] }]': "c",
    'tags: [{ name: "Kind", values: ["one"], op: NEQ }]': "bdef",
    'tags: [{ name: "Kind", values: ["One"] }]': "",
    'tags: [{ name: "Kind", values: ["t*"], match: WILDCARD }]': "bc",
    'tags: [{ name: "Kind", values: ["?ne"], match: WILDCARD }]': "ac",
    'tags: [{ name: "Kind", values: ["t*"], match: WILDCARD, op: NEQ }]': "adef",
    'tags: [{ name: "App", values: ["PHOTO"], match: FUZZY_OR }]': "ab",
    'tags: [{ name: "App", values: ["edit", "album"], match: FUZZY_OR }]': "ab",
    'tags: [{ name: "App", values: ["photo", "album"], match: FUZZY_AND }]': "a",
    'tags: [{ name: "App" }]': "ab",
    'tags: [{ values: ["one"] }]': "acf",
    'tags: [{ name: "Kind", values: ["one"] }, { name: "App", values: ["*Album"], match: WILDCARD }]': "a",
    "bundledIn: null": "abcef",
    "block: { min: 2 }": "cde",
    "block: { max: 2 }": "abc",
    "block: { min: 2, max: 2 }": "c",
    "block: { min: 0 }": "abcde",
    "block: { min: -5, max: 99 }": "abcde",
    "block: { min: 99 }": "",
    "block: { max: -1 }": "",
    "block: {}": "abcdef",
    "block: { max: 0 }": "",
    "ingested_at: { min: 1 }": "abcdef",
    "ingested_at: { max: 1 }": "",
  };
  for (const [args, expected] of Object.entries(cases)) {
    test(`${args || "none"} → ${expected || "nothing"}`, async () => {
      assert.equal(await names(args), expected);
      assert.equal((await page(args === "" ? "first: 1" : args)).count, String(expected.length));
    });
  }

  test("owners by address or key, recipients, ids, parents", async () => {
    assert.equal(await names(`owners: ["${bob.address}"]`), "c");
    assert.equal(await names(`owners: ["${bob.address}", "${alice.address}"]`), "abcdef");
    assert.equal(await names(`owners: ["${key}"]`), key.length > 43 ? "abdef" : "");
    assert.equal(await names(`recipients: ["${target}"]`), "b");
    assert.equal(await names(`ids: ["${ids["b"]}", "${ids["d"]}", "nonsense", "${"A".repeat(43)}"]`), "bd");
    assert.equal(await names(`bundledIn: ["${ids["e"]}"]`), "d");
    assert.equal(await names(`parent: ["${ids["e"]}"]`), "d");
    assert.equal(await names(`ids: ["${ids["b"]}"], owners: ["${bob.address}"]`), "");
  });

  test("both orders, pending first or last", async () => {
    assert.equal((await found("first: 100")).map(nameOf).join(""), "fedcba");
    assert.equal((await found("first: 100, sort: INGESTED_AT_ASC")).map(nameOf).join(""), "abcdef");
    assert.deepEqual(
      (await page("first: 2")).edges.map(({ node }) => node.block),
      [null, { height: 3 }],
    );
    assert.equal((await found("first: 0")).length, 0);
  });

  test("a transaction has all its fields", async () => {
    const item = await t.store.item(ids["d"] ?? "");
    const { data } =
      await ask(`{ transaction(id: "${ids["d"]}") { id anchor signature signatureType recipient owner { address key } fee { winston ar } quantity { winston ar }
      data { size type } tags { name value } block { id height timestamp previous } ingested_at parent { id } bundledIn { id } } missing: transaction(id: "${"A".repeat(43)}") { id } }`);
    const block = await t.store.block(3);
    const none = { winston: "0", ar: "0.000000000000" };
    assert.ok(item?.anchor && block);
    assert.deepEqual(JSON.parse(JSON.stringify(data)), {
      transaction: {
        id: ids["d"],
        anchor: toBase64Url(item.anchor),
        signature: toBase64Url(item.signature),
        signatureType: 2,
        recipient: "",
        owner: { address: alice.address, key },
        fee: none,
        quantity: none,
        data: { size: "4", type: null },
        tags: [{ name: "Kind", value: "child" }],
        block: { id: block.id, height: 3, timestamp: block.timestamp, previous: block.previous },
        ingested_at: Math.floor(item.ingestedAt / 1000),
        parent: { id: ids["e"] },
        bundledIn: { id: ids["e"] },
      },
      missing: null,
    });
  });

  test("blocks by id, height and page", async () => {
    const read = async (args: string): Promise<{ height: number; cursor: string; more: boolean }[]> => {
      const { data, errors } = await ask(
        `{ blocks(${args}) { pageInfo { hasNextPage } edges { cursor node { id height timestamp previous } } } }`,
      );
      assert.deepEqual(errors, []);
      const { edges, pageInfo } = (
        data as unknown as { blocks: { edges: { cursor: string; node: { height: number } }[]; pageInfo: { hasNextPage: boolean } } }
      ).blocks;
      return edges.map(({ cursor, node }) => ({ height: node.height, cursor, more: pageInfo.hasNextPage }));
    };
    const heights = async (args: string): Promise<number[]> => (await read(args)).map(({ height }) => height);
    assert.deepEqual(await heights("first: 10"), [3, 2, 1, 0]);
    assert.deepEqual(await heights("sort: HEIGHT_ASC, height: { min: 1, max: 2 }"), [1, 2]);
    assert.deepEqual(await heights("height: { min: 9 }"), []);
    const [first] = await read("sort: HEIGHT_ASC, first: 1");
    assert.ok(first?.more);
    assert.deepEqual(await heights(`sort: HEIGHT_ASC, after: "${first.cursor}"`), [1, 2, 3]);
    const [last] = await read("first: 1");
    assert.deepEqual(await heights(`after: "${last?.cursor}"`), [2, 1, 0]);
    const [one, two] = [await t.store.block(1), await t.store.block(2)];
    assert.deepEqual(await heights(`ids: ["${one?.id}", "${two?.id}", "x"]`), [2, 1]);
    const { data } = await ask(`{ block(id: "${one?.id}") { height } }`);
    assert.deepEqual(JSON.parse(JSON.stringify(data)), { block: { height: 1 } });
  });
});

describe("pages", () => {
  before(async () => {
    t = await startServers();
    for (let i = 0; i < 23; i++) {
      await put(make({ N: String(i) }));
      if (i % 7 === 6) await t.weave.mine();
    }
  });
  after(() => t.close());

  for (const sort of ["HEIGHT_DESC", "HEIGHT_ASC", "INGESTED_AT_DESC", "INGESTED_AT_ASC"]) {
    test(`${sort}: nothing twice and nothing left out while items arrive and blocks are made`, async () => {
      const start = await found(`first: 1000, sort: ${sort}`);
      const seen: string[] = [];
      let after = "";
      for (let more = true; more; ) {
        const { edges, pageInfo } = await page(`first: 4, sort: ${sort}, after: "${after}"`);
        seen.push(...edges.map(({ node }) => node.id));
        after = edges.at(-1)?.cursor ?? "";
        more = pageInfo.hasNextPage;
        if (seen.length < 20) await put(make({ late: "1" }));
        if (seen.length === 8) await t.weave.mine();
      }
      assert.equal(new Set(seen).size, seen.length, "twice");
      assert.deepEqual(seen.slice(0, start.length), start);
      if (sort.endsWith("DESC")) assert.equal(seen.length, start.length, "new items come before the first page");
      else assert.deepEqual(seen, await found(`first: 1000, sort: ${sort}`), "new items come after the last page");
    });
  }

  test("are at most 1000 long, and a cursor is for one list and order", async () => {
    assert.ok((await found("first: 100000")).length >= 23);
    assert.equal((await found("sort: HEIGHT_DESC")).length, 10, "ten unless told otherwise");
    const { edges } = await page("first: 1");
    const cursor = edges[0]?.cursor ?? "";
    for (const args of [
      `after: "${cursor}", sort: HEIGHT_ASC`,
      'after: "x"',
      'after: "AAAAAAAAAAA"',
      `after: "${cursor}A"`,
      'after: "WyIyMDIwIiwgMV0="',
    ]) {
      const { status, errors } = await ask(`{ transactions(${args}) { edges { node { id } } } }`);
      assert.deepEqual([status, errors[0]?.message, errors[0]?.extensions?.code], [200, "Invalid transaction cursor", "BAD_REQUEST"], args);
    }
    assert.equal((await ask(`{ blocks(after: "${cursor}") { edges { node { id } } } }`)).errors[0]?.message, "Invalid block cursor");
    assert.equal((await ask("{ transactions(first: -1) { edges { node { id } } } }")).errors[0]?.extensions?.code, "BAD_REQUEST");
  });
});

describe("requests", () => {
  before(async () => {
    t = await startServers();
  });
  after(() => t.close());

  test("that cannot be run are 400, with a code", async () => {
    for (const query of [
      "{",
      "{ nothing }",
      "{ transaction { id } }",
      "query A { __typename } query B { __typename }",
      "query($x: Int!) { blocks(first: $x) { edges { cursor } } }",
    ]) {
      const { status, errors, data } = await ask(query);
      assert.deepEqual([status, data], [400, undefined], query);
      assert.equal(typeof errors[0]?.extensions?.code, "string", query);
    }
    const post = async (body: string): Promise<number> =>
      (await fetch(`${t.gateway}/graphql`, { method: "POST", headers: { "content-type": "application/json" }, body })).status;
    for (const body of [
      "",
      "{",
      "[]",
      "{}",
      '{"query":5}',
      '{"query":"{__typename}","variables":[]}',
      '{"query":"{__typename}","operationName":5}',
    ])
      assert.equal(await post(body), 400, body);
  });

  test("too deep, too wide or too long are refused", async () => {
    const codes = async (query: string): Promise<unknown> => (await ask(query)).errors[0]?.extensions?.code;
    const types = (depth: number): string =>
      `{ __type(name: "Query") { fields { type { ${"ofType { ".repeat(depth)} name ${"}".repeat(depth)} } } } }`;
    assert.equal((await ask(types(10))).status, 200);
    assert.equal(await codes(types(30)), "LIMIT_EXCEEDED");
    assert.equal(await codes(`{ ${Array.from({ length: 21 }, (_, i) => `t${i}: transactions { count }`).join(" ")} }`), "LIMIT_EXCEEDED");
    const fields = Array.from({ length: 12 }, (_, i) => `fragment F${i} on Query { ...F${i + 1} ...F${i + 1} }`).join(" ");
    assert.equal(await codes(`{ ...F0 } ${fields} fragment F12 on Query { __typename }`), "LIMIT_EXCEEDED");
    assert.equal(await codes(`{ ...F } fragment F on Query { ...F }`), "GRAPHQL_VALIDATION_FAILED");
    const filters = (n: number, v: number): string =>
      Array.from({ length: n }, (_, i) => `{ name: "${i}", values: [${Array.from({ length: v }, (_, j) => `"${j}"`)}] }`).join(" ");
    assert.equal(await codes(`{ transactions(tags: [${filters(11, 1)}]) { count } }`), "LIMIT_EXCEEDED");
    assert.equal(await codes(`{ transactions(tags: [${filters(1, 101)}]) { count } }`), "LIMIT_EXCEEDED");
    assert.equal(await codes(`{ transactions(ids: [${'"x" '.repeat(1001)}]) { count } }`), "LIMIT_EXCEEDED");
    assert.equal((await ask(`{ ${"__typename ".repeat(30_000)} }`)).status, 400);
  });

  test("introspection works; a browser finds a page; GET runs a query", async () => {
    const { getIntrospectionQuery, buildClientSchema } = await import("graphql");
    const { data, status } = await ask(getIntrospectionQuery());
    assert.equal(status, 200);
    const fields = Object.keys(
      buildClientSchema(data as never)
        .getQueryType()
        ?.getFields() ?? {},
    );
    assert.deepEqual(fields, ["transaction", "transactions", "block", "blocks"]);
    const html = await fetch(`${t.gateway}/graphql`);
    assert.match(html.headers.get("content-type") ?? "", /^text\/html/);
    const got = await fetch(
      `${t.gateway}/graphql?query=${encodeURIComponent("query($n:Int){blocks(first:$n){edges{node{height}}}}")}&variables=${encodeURIComponent('{"n":1}')}`,
    );
    assert.deepEqual(await got.json(), { data: { blocks: { edges: [{ node: { height: 0 } }] } } });
  });

  test("variables may be left out or null", async () => {
    const query = `query($ids: [ID!], $owners: [String!], $tags: [TagFilter!], $after: String, $first: Int, $block: BlockFilter) {
      transactions(ids: $ids, owners: $owners, tags: $tags, after: $after, first: $first, block: $block) { count } }`;
    for (const variables of [null, {}, { ids: null, owners: null, tags: null, after: null, first: null, block: null }]) {
      assert.deepEqual(JSON.parse(JSON.stringify((await ask(query, variables)).data)), { transactions: { count: "0" } });
    }
  });
});
