/**
 * First in, first out, in constant time: shifting a long array costs its length.
 * @module
 */

export interface Fifo<T> {
  push(value: T): void;
  /** The first, which stays; undefined when empty. */
  peek(): T | undefined;
  /** The first, which leaves; undefined when empty. */
  shift(): T | undefined;
  size(): number;
}

const COMPACT_AT = 1024;

export function createFifo<T>(): Fifo<T> {
  let values: (T | undefined)[] = [];
  let first = 0;
  return {
    push: (value) => {
      values.push(value);
    },
    peek: () => values[first],
    shift: () => {
      const value = values[first];
      if (first < values.length) values[first++] = undefined;
      if (first >= COMPACT_AT && first * 2 >= values.length) {
        values = values.slice(first);
        first = 0;
      }
      return value;
    },
    size: () => values.length - first,
  };
}
