/**
 * The roots of the schema.
 * @module
 */
import { LoomError } from "../../../base/errors.ts";
import { isId } from "../../../base/ids.ts";
import { LIMITS } from "../../../base/limits.ts";
import type { BlockRecord } from "../../../storage/records.ts";
import { decodeCursor, encodeCursor, type Order } from "./cursor.ts";
import { entryFilter, type RangeInput, type SortOrder, type TransactionsArgs } from "./entry-filter.ts";
import type { RequestContext } from "./request-context.ts";
import { countMatches, readEntries } from "./scan.ts";
import { atMost } from "./tag-filters.ts";
import { blockNode, transactionNode } from "./transaction-node.ts";

interface BlocksArgs {
  readonly ids?: readonly string[] | null;
  readonly height?: RangeInput | null;
  readonly first?: number | null;
  readonly after?: string | null;
  readonly sort?: SortOrder | null;
}

/** Matches are counted no further. */
const COUNT_CAP = 10_000;

export const resolvers = {
  transaction: async ({ id }: { readonly id: string }, { store }: RequestContext) => {
    const entry = isId(id) ? await store.entry(id) : null;
    return entry === null ? null : transactionNode(entry);
  },
  transactions: async (args: TransactionsArgs, context: RequestContext) => {
    const order = orderOf(args.sort);
    const first = pageSize(args.first);
    const after = decodeCursor("transaction", order, args.after);
    const filter = await entryFilter(args, context.store);
    if (filter === null) return { ...connection([], first), count: "0" };
    const rest =
      after === null
        ? filter
        : order === "desc"
          ? { ...filter, maxSeq: Math.min(filter.maxSeq ?? after, after - 1) }
          : { ...filter, minSeq: Math.max(filter.minSeq ?? 0, after + 1) };
    const entries = await readEntries(rest, order, first + 1, context);
    const edges = entries.map((entry) => ({ cursor: encodeCursor("transaction", order, entry.seq), node: transactionNode(entry) }));
    return { ...connection(edges, first), count: async () => String(await countMatches(filter, COUNT_CAP, context)) };
  },
  block: async ({ id }: { readonly id?: string | null }, { store }: RequestContext) => {
    const found = id === null || id === undefined ? null : await store.blockById(id);
    return found === null ? null : blockNode(found);
  },
  blocks: async (args: BlocksArgs, context: RequestContext) => {
    const order = orderOf(args.sort);
    const first = pageSize(args.first);
    const blocks = await readBlocks(args, order, first + 1, context);
    const edges = blocks.map((block) => ({ cursor: encodeCursor("block", order, block.height), node: blockNode(block) }));
    return connection(edges, first);
  },
} as const;

/** Edges up to `first`; one more was read to know whether there are more. */
function connection<T>(
  edges: readonly T[],
  first: number,
): { readonly pageInfo: { readonly hasNextPage: boolean }; readonly edges: readonly T[] } {
  return { pageInfo: { hasNextPage: edges.length > first }, edges: edges.slice(0, first) };
}

async function readBlocks(args: BlocksArgs, order: Order, limit: number, { store }: RequestContext): Promise<BlockRecord[]> {
  const after = decodeCursor("block", order, args.after);
  const min = Math.max(args.height?.min ?? 0, 0, after !== null && order === "asc" ? after + 1 : 0);
  const max = Math.min(
    args.height?.max ?? Number.MAX_SAFE_INTEGER,
    after !== null && order === "desc" ? after - 1 : Number.MAX_SAFE_INTEGER,
  );
  if (max < min) return [];
  const ids = args.ids ?? [];
  if (ids.length === 0) return store.blocks({ after: min - 1, upTo: max, limit, order });
  atMost(ids.length, LIMITS.graphqlIds, "ids");
  const found = await Promise.all([...new Set(ids)].map((id) => store.blockById(id)));
  return found
    .filter((block) => block !== null)
    .filter(({ height }) => height >= min && height <= max)
    .sort((a, b) => (order === "asc" ? a.height - b.height : b.height - a.height))
    .slice(0, limit);
}

/** Ingestion, height and sequence number are one order. */
function orderOf(sort: SortOrder | null | undefined): Order {
  return sort === "HEIGHT_ASC" || sort === "INGESTED_AT_ASC" ? "asc" : "desc";
}

/** Silently at most 1000. @throws LoomError BAD_REQUEST */
function pageSize(first: number | null | undefined): number {
  if (first === null || first === undefined) return 10;
  if (first < 0) throw new LoomError("BAD_REQUEST", "first must not be negative", { details: { field: "first" } });
  return Math.min(first, LIMITS.graphqlFirst);
}
