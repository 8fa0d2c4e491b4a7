/**
 * What was written last, as it was given: a message is read back a moment after its commit, and reading a row costs more than all else
 * that happens to it here. After a rollback everything is forgotten.
 * @module
 */
import type { Id } from "../../base/ids.ts";
import type { AssignmentRecord, ItemRecord, ResultRecord } from "../records.ts";

export interface Recent {
  putItem(item: ItemRecord): void;
  item(id: Id): ItemRecord | null;
  putAssignment(assignment: AssignmentRecord): void;
  assignment(process: Id, slot: number): AssignmentRecord | null;
  /** The first assignment of a message in a process; null also when that may be an older one than is known here. */
  firstAssignment(process: Id, message: Id): AssignmentRecord | null;
  putResult(result: ResultRecord): void;
  result(process: Id, slot: number): ResultRecord | null;
  forget(): void;
}

const ITEM_BYTES = 16 * 1024 * 1024;
/** What a record takes beside the bytes of its item, about. */
const RECORD_BYTES = 1024;
const ASSIGNMENTS = 8192;
const RESULT_CHARACTERS = 4 * 1024 * 1024;

interface RecentItem {
  readonly item: ItemRecord;
  /** By process. The item is new, so none of its assignments is older than it. */
  readonly first: Map<Id, AssignmentRecord>;
}

export function createRecent(): Recent {
  const items = createBounded<RecentItem>(
    ITEM_BYTES,
    ({ item: { bytes } }) => RECORD_BYTES + (bytes?.kind === "inline" ? bytes.bytes.byteLength : 0),
  );
  const assignments = createBounded<AssignmentRecord>(ASSIGNMENTS, () => 1);
  const results = createBounded<ResultRecord>(RESULT_CHARACTERS, ({ json }) => RECORD_BYTES + json.length);
  return {
    putItem(item) {
      // The data of a transaction may still come.
      if (item.kind === "item") items.put(item.id, { item, first: new Map() });
    },
    item: (id) => items.get(id)?.item ?? null,
    putAssignment(assignment) {
      const { process, slot, message } = assignment;
      assignments.put(`${process}${slot}`, assignment);
      const first = items.get(message)?.first;
      if (first?.has(process) === false) first.set(process, assignment);
    },
    assignment: (process, slot) => assignments.get(`${process}${slot}`),
    firstAssignment: (process, message) => items.get(message)?.first.get(process) ?? null,
    putResult: (result) => results.put(`${result.process}${result.slot}`, result),
    result: (process, slot) => results.get(`${process}${slot}`),
    forget() {
      items.clear();
      assignments.clear();
      results.clear();
    },
  };
}

interface Bounded<T> {
  put(key: string, value: T): void;
  get(key: string): T | null;
  clear(): void;
}

/** The oldest go first; `weigh` must give the same for a value each time. */
function createBounded<T>(capacity: number, weigh: (value: T) => number): Bounded<T> {
  const values = new Map<string, T>();
  let weight = 0;
  return {
    put(key, value) {
      if (values.has(key)) return;
      values.set(key, value);
      weight += weigh(value);
      for (const [oldest, old] of values) {
        if (weight <= capacity) return;
        values.delete(oldest);
        weight -= weigh(old);
      }
    },
    get: (key) => values.get(key) ?? null,
    clear() {
      values.clear();
      weight = 0;
    },
  };
}
