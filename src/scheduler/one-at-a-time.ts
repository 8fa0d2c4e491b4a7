/**
 * Work that shares a key runs one after the other: the second of two equal requests starts when the first has its answer in the store.
 * @module
 */

export interface OneAtATime {
  /** Runs `work` when no other work holds one of `keys`. */
  run<T>(keys: readonly string[], work: () => Promise<T>): Promise<T>;
}

/** Promises are made by those who have to wait: nearly nobody has to. */
interface Holder {
  readonly waiting: (() => void)[];
}

export function createOneAtATime(): OneAtATime {
  const held = new Map<string, Holder>();
  const holderOf = (keys: readonly string[]): Holder | undefined => {
    for (const key of keys) {
      const holder = held.get(key);
      if (holder !== undefined) return holder;
    }
    return undefined;
  };
  return {
    run: async (keys, work) => {
      for (let other = holderOf(keys); other !== undefined; other = holderOf(keys)) {
        const { waiting } = other;
        await new Promise<void>((resolve) => waiting.push(resolve));
      }
      const own: Holder = { waiting: [] };
      for (const key of keys) held.set(key, own);
      try {
        return await work();
      } finally {
        for (const key of keys) held.delete(key);
        for (const resume of own.waiting) resume();
      }
    },
  };
}
