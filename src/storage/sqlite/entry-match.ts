/**
 * Whether an entry meets a filter, by its own fields. Indexes only propose; this decides.
 * @module
 */
import type { Id } from "../../base/ids.ts";
import type { Tag } from "../../base/tags.ts";
import { assignmentTags } from "../../protocol/assignment.ts";
import type { AssignmentRecord } from "../records.ts";
import type { EntryFilter, TagCondition } from "../store.ts";

/** The fields of an entry that filters speak of. An assignment is a top-level entry without a recipient, ingested at its timestamp. */
export interface EntryFacts {
  readonly seq: number;
  readonly id: Id;
  readonly ownerAddress: string;
  readonly recipient: string;
  readonly parent: Id | null;
  readonly tags: readonly Tag[];
  readonly ingestedAt: number;
}

export function assignmentFacts(seq: number, assignment: AssignmentRecord): EntryFacts {
  const { id, ownerAddress, timestamp } = assignment;
  return { seq, id, ownerAddress, recipient: "", parent: null, tags: storedTags(assignment), ingestedAt: timestamp };
}

function storedTags({ own, message, environment, ...fields }: AssignmentRecord): Tag[] {
  return assignmentTags({ ...fields, epoch: 0, message: own ? null : message, ...(environment === null ? {} : { environment }) });
}

/** All conditions but `where`. An empty list of values matches nothing; an empty list of tag conditions is no condition. */
export function matchesFacts(facts: EntryFacts, filter: EntryFilter): boolean {
  return (
    facts.seq >= (filter.minSeq ?? 0) &&
    facts.seq <= (filter.maxSeq ?? Number.POSITIVE_INFINITY) &&
    facts.ingestedAt >= (filter.minIngestedAt ?? Number.NEGATIVE_INFINITY) &&
    facts.ingestedAt <= (filter.maxIngestedAt ?? Number.POSITIVE_INFINITY) &&
    includes(filter.ids, facts.id) &&
    includes(filter.ownerAddresses, facts.ownerAddress) &&
    includes(filter.recipients, facts.recipient) &&
    includes(filter.parents, facts.parent) &&
    (filter.tags ?? []).every((condition) => matchesTags(facts.tags, condition))
  );
}

function includes<T>(wanted: readonly T[] | undefined, value: T): boolean {
  return wanted === undefined || wanted.includes(value);
}

function matchesTags(tags: readonly Tag[], { name, values, not }: TagCondition): boolean {
  const found = tags.some((tag) => tag.name === name && values.includes(tag.value));
  return found !== (not === true);
}
