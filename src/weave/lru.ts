/**
 * A bounded map that forgets what was used longest ago.
 * @module
 */

export interface Lru<K, V> {
  get(key: K): V | undefined;
  set(key: K, value: V): void;
  delete(key: K): void;
}

/** Keeps at most `size` values. */
export function createLru<K, V>(size: number): Lru<K, V> {
  const values = new Map<K, V>();
  return {
    get: (key) => {
      const value = values.get(key);
      if (value === undefined) return undefined;
      values.delete(key);
      values.set(key, value);
      return value;
    },
    set: (key, value) => {
      values.delete(key);
      values.set(key, value);
      if (values.size <= size) return;
      for (const oldest of values.keys()) {
        values.delete(oldest);
        return;
      }
    },
    delete: (key) => {
      values.delete(key);
    },
  };
}
