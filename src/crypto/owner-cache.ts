/**
 * A small cache of what is worked out from a public key, such as the imported key or its address: most traffic comes from few keys.
 * @module
 */

/** No signature type has a longer owner; a longer one is never kept, so that the cache is bounded in bytes too. */
const MAX_OWNER_BYTES = 1025;

/**
 * `make` with a memory of `slots` owners (a power of two). Each owner has one slot, which the last one to use it holds: comparing bytes
 * costs a tenth of making a text of 512 characters as the key of a map. What `make` throws is not kept.
 */
export function createOwnerCache<T>(slots: number, make: (owner: Uint8Array) => T): (owner: Uint8Array) => T {
  const owners = new Array<Uint8Array | null>(slots).fill(null);
  const values: T[] = [];
  return (owner) => {
    const slot = slotOf(owner) & (slots - 1);
    const known = owners[slot];
    const kept = values[slot];
    if (known && kept !== undefined && known.byteLength === owner.byteLength && Buffer.compare(known, owner) === 0) return kept;
    const value = make(owner);
    if (owner.byteLength <= MAX_OWNER_BYTES) {
      // A copy: the owner is a view of a whole item.
      owners[slot] = owner.slice();
      values[slot] = value;
    }
    return value;
  };
}

/** Mixes four bytes that are as good as random in every kind of key. */
function slotOf(owner: Uint8Array): number {
  const sample = (owner[8] ?? 0) | ((owner[17] ?? 0) << 8) | ((owner[22] ?? 0) << 16) | ((owner[31] ?? 0) << 24);
  return Math.imul(sample, 0x9e3779b1) >>> 16;
}
