/**
 * Arguments of `transactions` as a filter of the store.
 * @module
 */
import { fromBase64Url } from "../../../base/bytes.ts";
import { LIMITS } from "../../../base/limits.ts";
import { addressOf } from "../../../crypto/address.ts";
import type { EntryFilter, StoreReads } from "../../../storage/store.ts";
import { atMost, type TagFilterInput, tagFilters } from "./tag-filters.ts";

export type SortOrder = "HEIGHT_ASC" | "HEIGHT_DESC" | "INGESTED_AT_ASC" | "INGESTED_AT_DESC";

export interface RangeInput {
  readonly min?: number | null;
  readonly max?: number | null;
}

export interface TransactionsArgs {
  readonly ids?: readonly string[] | null;
  readonly owners?: readonly string[] | null;
  readonly recipients?: readonly string[] | null;
  readonly tags?: readonly TagFilterInput[] | null;
  readonly bundledIn?: readonly string[] | null;
  readonly parent?: readonly string[] | null;
  readonly ingested_at?: RangeInput | null;
  readonly block?: RangeInput | null;
  readonly first?: number | null;
  readonly after?: string | null;
  readonly sort?: SortOrder | null;
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/** Null when nothing can match. An empty list is no condition, as on the network. @throws LoomError LIMIT_EXCEEDED */
export async function entryFilter(args: TransactionsArgs, store: StoreReads): Promise<EntryFilter | null> {
  const filter: Mutable<EntryFilter> = {};
  const ids = listOf(args.ids, LIMITS.graphqlIds, "ids");
  if (ids !== null) filter.ids = ids;
  const owners = listOf(args.owners, LIMITS.graphqlIds, "owners");
  if (owners !== null) filter.ownerAddresses = owners.map(ownerAddress);
  const recipients = listOf(args.recipients, LIMITS.graphqlIds, "recipients");
  if (recipients !== null) filter.recipients = recipients;
  // An explicit null asks for what is in no bundle; leaving the argument out asks nothing.
  const parents = args.bundledIn === undefined ? args.parent : args.bundledIn;
  if (args.bundledIn === null) filter.parents = [null];
  else {
    const list = listOf(parents, LIMITS.graphqlIds, "bundles");
    if (list !== null) filter.parents = list;
  }
  const tags = tagFilters(args.tags ?? []);
  if (tags.conditions.length > 0) filter.tags = tags.conditions;
  if (tags.where !== null) filter.where = tags.where;
  const times = args.ingested_at;
  if (typeof times?.min === "number") filter.minIngestedAt = times.min * 1000;
  if (typeof times?.max === "number") filter.maxIngestedAt = times.max * 1000 + 999;
  return withHeights(filter, args.block, store);
}

/** Seq order is height order, so heights become a range of sequence numbers. */
async function withHeights(filter: EntryFilter, heights: RangeInput | null | undefined, store: StoreReads): Promise<EntryFilter | null> {
  const [min, max] = [heights?.min ?? null, heights?.max ?? null];
  if (min === null && max === null) return filter;
  const last = await store.lastBlock();
  if (last === null || (max !== null && max < 0)) return null;
  const upper = max === null || max >= last.height ? last : await store.block(max);
  const lower = min === null || min <= 0 ? null : await store.block(min);
  if (upper === null || (min !== null && min > last.height)) return null;
  return { ...filter, maxSeq: upper.lastSeq, ...(lower === null ? {} : { minSeq: lower.firstSeq }) };
}

function listOf(values: readonly string[] | null | undefined, limit: number, what: string): readonly string[] | null {
  if (values === null || values === undefined || values.length === 0) return null;
  atMost(values.length, limit, what);
  return values;
}

/** The schema of the network promises addresses and public keys alike. */
function ownerAddress(value: string): string {
  if (value.length <= 43) return value;
  try {
    return addressOf(fromBase64Url(value));
  } catch {
    return value;
  }
}
