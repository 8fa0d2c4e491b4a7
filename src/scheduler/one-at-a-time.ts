/**
 * Work that shares a key runs one after the other: the second of two equal requests starts when the first has its answer in the store.
 * @module
 */

export interface OneAtATime {
  /** Runs `work` when no other work holds one of `keys`. */
  run<T>(keys: readonly string[], work: () => Promise<T>): Promise<T>;
}

export function createOneAtATime(): OneAtATime {
  const held = new Map<string, Promise<void>>();
  return {
    run: async (keys, work) => {
      for (;;) {
        const other = keys.map((key) => held.get(key)).find((promise) => promise !== undefined);
        if (other === undefined) break;
        await other;
      }
      let release = (): void => {};
      const holding = new Promise<void>((resolve) => {
        release = resolve;
      });
      for (const key of keys) held.set(key, holding);
      try {
        return await work();
      } finally {
        for (const key of keys) held.delete(key);
        release();
      }
    },
  };
}
