/** The meaning of an EntryFilter in the plainest words: look at every entry. Independent of the code under test. */
import type { AssignmentRecord, EntryRecord } from "../../../src/storage/records.ts";
import type { EntryFilter, EntryPage } from "../../../src/storage/store.ts";

type TagPair = readonly [name: string, value: string];

function tagsOf(entry: EntryRecord): TagPair[] {
  return entry.kind === "item" ? entry.item.tags.map((tag) => [tag.name, tag.value]) : assignmentPairs(entry.assignment);
}

function assignmentPairs(a: AssignmentRecord): TagPair[] {
  const pairs: TagPair[] = [
    ["Process", a.process],
    ["Epoch", "0"],
    ["Nonce", `${a.slot}`],
    ["Hash-Chain", a.hashChain],
  ];
  pairs.push(["Block-Height", "0".repeat(12 - `${a.blockHeight}`.length) + a.blockHeight], ["Timestamp", `${a.timestamp}`]);
  pairs.push(["Data-Protocol", "ao"], ["Type", "Assignment"], ["Variant", "ao.TN.1"]);
  if (!a.own) pairs.push(["Message", a.message]);
  for (const one of a.exclude) pairs.push(["Exclude", one]);
  if (a.environment !== null) pairs.push(["Environment", a.environment]);
  return pairs;
}

export function meets(entry: EntryRecord, filter: EntryFilter): boolean {
  const isItem = entry.kind === "item";
  const { id, ownerAddress } = isItem ? entry.item : entry.assignment;
  const recipient = isItem ? entry.item.target : "";
  const parent = isItem ? entry.item.parent : null;
  const time = isItem ? entry.item.ingestedAt : entry.assignment.timestamp;
  if (filter.ids && !filter.ids.includes(id)) return false;
  if (filter.ownerAddresses && !filter.ownerAddresses.includes(ownerAddress)) return false;
  if (filter.recipients && !filter.recipients.includes(recipient)) return false;
  if (filter.parents && !filter.parents.includes(parent)) return false;
  if (filter.minSeq !== undefined && entry.seq < filter.minSeq) return false;
  if (filter.maxSeq !== undefined && entry.seq > filter.maxSeq) return false;
  if (filter.minIngestedAt !== undefined && time < filter.minIngestedAt) return false;
  if (filter.maxIngestedAt !== undefined && time > filter.maxIngestedAt) return false;
  for (const { name, values, not } of filter.tags ?? []) {
    const has = tagsOf(entry).some(([key, value]) => key === name && values.includes(value));
    if (has === (not ?? false)) return false;
  }
  return filter.where === undefined || filter.where(entry);
}

export function modelEntries(all: readonly EntryRecord[], page: EntryPage): EntryRecord[] {
  const found = all.filter((entry) => meets(entry, page));
  return (page.order === "asc" ? found : found.reverse()).slice(0, page.limit);
}
