/** Random entries and filters over few names and values, so that conditions meet, miss and overlap. */
import fc from "fast-check";
import type { Id } from "../../../src/base/ids.ts";
import type { AssignmentRecord, ItemRecord } from "../../../src/storage/records.ts";
import type { Change, EntryFilter, TagCondition } from "../../../src/storage/store.ts";
import { assignmentOf, idOf, itemOf } from "./records.ts";

const OWNERS = ["o1", "o2", "scheduler"].map(idOf);
const PEOPLE = ["r1", "r2"].map(idOf);
const PROCESSES = ["P", "Q"].map(idOf);
const PARENTS = ["b1", "b2"].map(idOf);
const NAMES = ["Data-Protocol", "Type", "Process", "Message", "Nonce", "Exclude", "Environment", "Timestamp", "Variant", "Epoch", "x", "ü"];
const VALUES = ["ao", "Message", "Assignment", "ao.TN.1", "0", "1", "2", "", "From", "env", "20", ...PROCESSES, "m1", "m2"].map((v) =>
  /^m/.test(v) ? idOf(v) : v,
);

const pick = <T>(values: readonly T[]): fc.Arbitrary<T> => fc.constantFrom(...values);
const tag = fc.record({ name: pick(NAMES), value: pick(VALUES) });

const item: fc.Arbitrary<Partial<ItemRecord>> = fc.record({
  ownerAddress: pick(OWNERS),
  target: pick([...PEOPLE, "" as Id]),
  parent: fc.option(pick(PARENTS), { nil: null }),
  tags: fc.array(tag, { maxLength: 6 }),
  ingestedAt: fc.nat(30),
});

type Draft =
  | { readonly kind: "item"; readonly fields: Partial<ItemRecord> }
  | { readonly kind: "assignment"; readonly process: Id; readonly fields: Partial<AssignmentRecord> };

const assignment = fc.record({
  ownerAddress: pick(OWNERS),
  message: pick(["m1", "m2", "m3"].map(idOf)),
  exclude: fc.array(pick(["From", "x"]), { maxLength: 2 }),
  environment: fc.option(pick(["env", "0"]), { nil: null }),
  own: fc.boolean(),
  blockHeight: fc.nat(3),
});

const draft: fc.Arbitrary<Draft> = fc.oneof(
  { weight: 3, arbitrary: item.map((fields): Draft => ({ kind: "item", fields })) },
  {
    weight: 2,
    arbitrary: fc.tuple(pick(PROCESSES), assignment).map(([process, fields]): Draft => ({ kind: "assignment", process, fields })),
  },
);

/** Changes that a store accepts in their order. `seed` keeps ids of two lists apart. */
export function changesOf(drafts: readonly Draft[], seed: string): Change[] {
  const slots = new Map<Id, number>();
  return drafts.map((one, at) => {
    if (one.kind === "item") return { type: "item", item: itemOf(`${seed} ${at}`, one.fields) };
    const slot = slots.get(one.process) ?? 0;
    slots.set(one.process, slot + 1);
    return { type: "assignment", assignment: assignmentOf(one.process, slot, { timestamp: slot * 10, ...one.fields }), dedupeKey: null };
  });
}

export const drafts = fc.array(draft, { minLength: 1, maxLength: 40 });

const list = <T>(values: fc.Arbitrary<T>): fc.Arbitrary<T[]> => fc.array(values, { maxLength: 3 });
const condition: fc.Arbitrary<TagCondition> = fc.record(
  { name: pick(NAMES), values: list(pick(VALUES)), not: fc.boolean() },
  { requiredKeys: ["name", "values"] },
);

/** `known`: ids of entries to ask for. */
export function filterOf(known: readonly Id[]): fc.Arbitrary<EntryFilter> {
  return fc.record(
    {
      ids: list(pick([...known, idOf("nobody")])),
      ownerAddresses: list(pick([...OWNERS, idOf("nobody")])),
      recipients: list(pick([...PEOPLE, "", idOf("nobody")])),
      parents: list(pick<Id | null>([...PARENTS, null])),
      tags: fc.array(condition, { maxLength: 3 }),
      minSeq: fc.nat(45),
      maxSeq: fc.nat(45),
      minIngestedAt: fc.nat(40),
      maxIngestedAt: fc.nat(40),
      where: fc.constant((entry: { readonly seq: number }) => entry.seq % 3 !== 0),
    },
    { requiredKeys: [] },
  );
}
