/**
 * From a filter to candidates: which lists of the tag index to intersect, for items and for assignments.
 * What no list serves (`not`, times, `where`, derived tags that are not indexed) is left to the check of each candidate.
 * @module
 */
import type { EntryFilter } from "../store.ts";
import { assignmentSources, type PlanDeps, positive } from "./assignment-plan.ts";
import { seqOfId } from "./entry-rows.ts";
import type { Source } from "./posting-source.ts";
import { hashSource, listSource } from "./posting-source.ts";
import type { Sql } from "./sql.ts";

/** Candidates are in every source of at least one conjunction. A conjunction without sources stands for every entry. */
export type Conjunction = readonly Source[];

/** An empty plan: nothing can match. */
export function planEntries(filter: EntryFilter, deps: PlanDeps): Conjunction[] {
  if (hasEmptyList(filter)) return [];
  if (filter.ids !== undefined) return [[listSource(seqsOfIds(filter.ids, deps.sql))]];
  const items = itemSources(filter, deps);
  if (items.length === 0) return [[]];
  const assignments = assignmentSources(filter, deps);
  return assignments === null ? [items] : [items, assignments];
}

function hasEmptyList({ ids, ownerAddresses, recipients, parents, ...filter }: EntryFilter): boolean {
  const lists = [ids, ownerAddresses, recipients, parents, ...positive(filter).map((condition) => condition.values)];
  return lists.some((list) => list?.length === 0);
}

function seqsOfIds(ids: readonly string[], sql: Sql): number[] {
  const seqs = new Set<number>();
  for (const id of ids) {
    const seq = seqOfId(sql, id);
    if (seq !== null) seqs.add(seq);
  }
  return [...seqs].sort((a, b) => a - b);
}

function itemSources(filter: EntryFilter, { sql, index }: PlanDeps): Source[] {
  const { hasher } = index;
  const lists: number[][] = positive(filter).map(({ name, values }) => values.map((value) => hasher.tag(name, value)));
  if (filter.ownerAddresses !== undefined) lists.push(filter.ownerAddresses.map(hasher.owner));
  // Entries without a recipient have no posting.
  if (filter.recipients !== undefined && !filter.recipients.includes("")) lists.push(filter.recipients.map(hasher.recipient));
  if (filter.parents !== undefined) lists.push(filter.parents.map(hasher.parent));
  return lists.map((hashes) => hashSource(sql, index, hashes));
}
