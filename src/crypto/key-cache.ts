/**
 * A small cache of imported public keys: importing costs a fifth of a verification, and most traffic comes from few keys.
 * @module
 */
import type { KeyObject } from "node:crypto";

/** Least recently used entries go first. The key of the map is the raw owner, one character a byte. */
export function createKeyCache(size: number, importKey: (owner: Uint8Array) => KeyObject): (owner: Uint8Array) => KeyObject {
  const keys = new Map<string, KeyObject>();
  return (owner) => {
    const name = Buffer.from(owner.buffer, owner.byteOffset, owner.byteLength).toString("latin1");
    const known = keys.get(name);
    if (known !== undefined) {
      keys.delete(name);
      keys.set(name, known);
      return known;
    }
    const key = importKey(owner);
    keys.set(name, key);
    if (keys.size > size) {
      const oldest = keys.keys().next();
      if (!oldest.done) keys.delete(oldest.value);
    }
    return key;
  };
}
