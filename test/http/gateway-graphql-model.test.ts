import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import fc from "fast-check";
import { utf8 } from "../../src/base/bytes.ts";
import type { Tag } from "../../src/base/tags.ts";
import { matchesWildcard } from "../../src/http/gateway/graphql/tag-filters.ts";
import { BUNDLE_TAGS, createBundle } from "../../src/protocol/bundle.ts";
import { createItem } from "../../src/protocol/create-item.ts";
import type { Item } from "../../src/protocol/item.ts";
import { inPieces, seededSigner, startServers, type TestServers } from "../weave/support.ts";

/** An item in the plainest words. */
interface Row {
  readonly id: string;
  readonly tags: readonly Tag[];
  readonly owner: string;
  readonly target: string;
  readonly parent: string | null;
  /** Null: in no block. */
  height: number | null;
}

const NAMES = ["A", "B", "a"];
const VALUES = ["1", "2", "12", "é*", "21x"];
const signers = [seededSigner(21), seededSigner(22)];
const targets = ["", seededSigner(23).address, seededSigner(24).address];
const tags = fc.array(fc.record({ name: fc.constantFrom(...NAMES), value: fc.constantFrom(...VALUES) }), { maxLength: 4 });

let t: TestServers;
const rows: Row[] = [];

before(async () => {
  t = await startServers();
  const shapes = fc.sample(fc.record({ tags, by: fc.nat(1), target: fc.nat(2), mine: fc.nat(4), nest: fc.nat(5) }), {
    seed: 5,
    numRuns: 90,
  });
  for (const [index, { tags, by, target, mine, nest }] of shapes.entries()) {
    const signer = signers[by] ?? seededSigner(0);
    const make = (anchor: string, tags: readonly Tag[], data: Uint8Array): Item =>
      createItem({ anchor: anchor.padStart(32, "0"), tags, data, target: targets[target] ?? "" }, signer);
    const item = make(`${index}`, tags, utf8("x"));
    const row = (one: Item, parent: string | null): Row => ({
      id: one.id,
      tags: one.tags,
      owner: signer.address,
      target: targets[target] ?? "",
      parent,
      height: null,
    });
    const outer = nest === 0 ? make(`o${index}`, [...BUNDLE_TAGS, ...tags], createBundle([item])) : null;
    await t.weave.ingestItem(inPieces((outer ?? item).bytes));
    rows.push(row(item, outer?.id ?? null));
    if (outer !== null) rows.push(row(outer, null));
    if (mine !== 0) continue;
    const { height } = await t.weave.mine();
    for (const pending of rows) pending.height ??= height;
  }
});
after(() => t.close());

const tagFilter = fc.record(
  {
    name: fc.constantFrom(...NAMES, "none"),
    values: fc.array(fc.constantFrom(...VALUES, "*", "1*", "?", "*1*", "x", "none"), { maxLength: 3 }),
    op: fc.constantFrom("EQ", "NEQ"),
    match: fc.constantFrom("EXACT", "WILDCARD", "FUZZY_AND", "FUZZY_OR"),
  },
  { requiredKeys: ["values"] },
);
const heights = fc.record({ min: fc.integer({ min: -1, max: 25 }), max: fc.integer({ min: -1, max: 25 }) }, { requiredKeys: [] });
const anyRow = fc.nat(1000);
const query = fc.record(
  {
    ids: fc.array(anyRow, { maxLength: 20 }),
    owners: fc.array(fc.nat(1), { maxLength: 2 }),
    recipients: fc.array(fc.integer({ min: 1, max: 2 }), { maxLength: 2 }),
    bundledIn: fc.option(fc.array(anyRow, { maxLength: 60 })),
    block: heights,
    tags: fc.array(tagFilter, { maxLength: 3 }),
    sort: fc.constantFrom("HEIGHT_ASC", "HEIGHT_DESC", "INGESTED_AT_ASC", "INGESTED_AT_DESC"),
    first: fc.integer({ min: 1, max: 40 }),
  },
  { requiredKeys: ["first"] },
);

function wildcard(pattern: string): RegExp {
  return new RegExp(
    `^${pattern
      .replace(/[.+^${}()|[\]\\]/g, "\\$&")
      .replaceAll("*", ".*")
      .replaceAll("?", ".")}$`,
    "s",
  );
}

function fits(value: string, values: readonly string[], match: string): boolean {
  if (values.length === 0) return true;
  if (match === "WILDCARD") return values.some((pattern) => wildcard(pattern).test(value));
  if (match === "FUZZY_AND") return values.every((word) => value.toLowerCase().includes(word.toLowerCase()));
  if (match === "FUZZY_OR") return values.some((word) => value.toLowerCase().includes(word.toLowerCase()));
  return values.includes(value);
}

test("any query gives what a look at every item gives, page by page", async () => {
  await fc.assert(
    fc.asyncProperty(query, async (q) => {
      const rowId = (n: number): string => rows[n % rows.length]?.id ?? "";
      const [ids, owners, recipients] = [
        q.ids?.map(rowId),
        q.owners?.map((n) => signers[n]?.address ?? ""),
        q.recipients?.map((n) => targets[n] ?? ""),
      ];
      const bundledIn = q.bundledIn?.map(rowId) ?? (q.bundledIn as null | undefined);
      const variables = { ...q, ids, owners, recipients, bundledIn };
      const some = <T>(list: readonly T[] | undefined | null, value: T): boolean => !list || list.length === 0 || list.includes(value);
      const model = rows.filter(
        (row) =>
          some(ids, row.id) &&
          some(owners, row.owner) &&
          some(recipients, row.target) &&
          (q.bundledIn === undefined ||
            (q.bundledIn === null ? row.parent === null : q.bundledIn.length === 0 || bundledIn?.includes(row.parent ?? "-"))) &&
          (q.block?.min === undefined && q.block?.max === undefined
            ? true
            : row.height !== null && row.height >= (q.block.min ?? -9) && row.height <= (q.block.max ?? 999)) &&
          (q.tags ?? []).every(
            ({ name, values, op, match }) =>
              row.tags.some((tag) => (name === undefined || tag.name === name) && fits(tag.value, values, match ?? "EXACT")) !==
              (op === "NEQ"),
          ),
      );
      if (q.sort === undefined || q.sort.endsWith("DESC")) model.reverse();
      const seen: string[] = [];
      let after: string | undefined;
      for (let more = true; more; ) {
        const text = `query($ids: [ID!], $owners: [String!], $recipients: [String!], $bundledIn: [ID!], $block: BlockFilter, $tags: [TagFilter!], $sort: SortOrder, $first: Int, $after: String) {
          transactions(ids: $ids, owners: $owners, recipients: $recipients, bundledIn: $bundledIn, block: $block, tags: $tags, sort: $sort, first: $first, after: $after) {
            count pageInfo { hasNextPage } edges { cursor node { id block { height } } } } }`;
        const response = await fetch(`${t.gateway}/graphql`, {
          method: "POST",
          headers: { "content-type": "application/json" },
          body: JSON.stringify({ query: text, variables: { ...variables, after } }),
        });
        const { data } = (await response.json()) as {
          data: {
            transactions: {
              count: string;
              pageInfo: { hasNextPage: boolean };
              edges: { cursor: string; node: { id: string; block: { height: number } | null } }[];
            };
          };
        };
        const { edges, pageInfo, count } = data.transactions;
        assert.equal(count, String(model.length));
        for (const { node } of edges) assert.equal(node.block?.height ?? null, rows.find(({ id }) => id === node.id)?.height);
        seen.push(...edges.map(({ node }) => node.id));
        after = edges.at(-1)?.cursor;
        more = pageInfo.hasNextPage;
      }
      assert.deepEqual(
        seen,
        model.map(({ id }) => id),
      );
    }),
    { seed: 11, numRuns: 120 },
  );
});

test("wildcards are what the regular expression says, however many stars", () => {
  const text = fc.string({ unit: fc.constantFrom("a", "b", "*", "?"), maxLength: 12 });
  fc.assert(
    fc.property(text, text, (value, pattern) => matchesWildcard(value, pattern) === wildcard(pattern).test(value)),
    { seed: 2, numRuns: 3000 },
  );
  const started = performance.now();
  assert.equal(matchesWildcard("a".repeat(3000), `${"*a".repeat(200)}*b`), false);
  assert.ok(performance.now() - started < 1000);
});
