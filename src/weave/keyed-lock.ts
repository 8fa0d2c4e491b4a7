/**
 * Runs work on one key one after another; different keys run side by side.
 * @module
 */

export interface KeyedLock {
  run<T>(key: string, work: () => Promise<T>): Promise<T>;
}

export function createKeyedLock(): KeyedLock {
  const tails = new Map<string, Promise<unknown>>();
  return {
    run: (key, work) => {
      const previous = tails.get(key) ?? Promise.resolve();
      // A failure belongs to its own caller; the next one still gets its turn.
      const mine = previous.then(work, work);
      tails.set(key, mine);
      const forget = (): void => {
        if (tails.get(key) === mine) tails.delete(key);
      };
      mine.then(forget, forget);
      return mine;
    },
  };
}
