/**
 * Those who wait for the result of a slot.
 * @module
 */
import type { LoomError } from "../base/errors.ts";
import type { ResultRecord } from "../storage/records.ts";

interface Waiter {
  readonly resolve: (result: ResultRecord) => void;
  readonly reject: (error: LoomError) => void;
}

export interface Waiters {
  readonly size: number;
  has(slot: number): boolean;
  wait(slot: number): Promise<ResultRecord>;
  settle(result: ResultRecord): void;
  fail(error: LoomError): void;
}

export function createWaiters(): Waiters {
  const bySlot = new Map<number, Waiter[]>();
  return {
    get size() {
      return bySlot.size;
    },
    has: (slot) => bySlot.has(slot),
    wait: (slot) =>
      new Promise((resolve, reject) => {
        const list = bySlot.get(slot) ?? [];
        list.push({ resolve, reject });
        bySlot.set(slot, list);
      }),
    settle(result) {
      const list = bySlot.get(result.slot) ?? [];
      bySlot.delete(result.slot);
      for (const { resolve } of list) resolve(result);
    },
    fail(error) {
      const all = [...bySlot.values()].flat();
      bySlot.clear();
      for (const { reject } of all) reject(error);
    },
  };
}
